"""Tests of the trade packs and of the demo's data."""
