"""The stateless core: everything Prosa decides, with no web framework and no global state."""
