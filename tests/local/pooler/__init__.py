"""The pooler, before a Postgres of its own."""
