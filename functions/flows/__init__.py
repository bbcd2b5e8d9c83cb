"""Flows of a tenant: what is drafted, what is published."""
