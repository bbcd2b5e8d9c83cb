"""What runs only on a developer's machine: the command line, the local stack, the WhatsApp simulator. Never deployed."""
