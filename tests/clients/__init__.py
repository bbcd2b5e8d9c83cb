"""Tests of what has a network behind it."""
