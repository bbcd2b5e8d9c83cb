"""What the hosts read and run: Render's blueprint, AWS packages, template and runtime."""
