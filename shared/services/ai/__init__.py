"""Asking a language model for a flow: what it may see, what it may cost, and what of its answer counts."""
