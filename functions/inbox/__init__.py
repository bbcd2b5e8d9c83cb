"""Conversations, and the one poll that keeps a page up to date."""
