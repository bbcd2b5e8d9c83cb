"""Leads as a list and as a board."""
