"""The webhook function: what Meta calls."""
