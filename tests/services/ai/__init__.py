"""Asking a model for a flow."""
