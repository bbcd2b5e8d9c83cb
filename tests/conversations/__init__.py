"""Whole conversations with the packs' flows, written out as the contact sees them."""
