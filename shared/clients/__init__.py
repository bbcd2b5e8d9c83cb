"""What has a network behind it: implementations of the ports."""
