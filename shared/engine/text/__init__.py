"""Texts of a flow: localised, interpolated once, formatted the way people of a place write values."""
