"""What people type, and the values it must be read as."""
