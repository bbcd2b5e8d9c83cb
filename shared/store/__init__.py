"""The only SQL: one module per aggregate, functions over an open transaction."""
