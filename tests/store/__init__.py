"""Tests of the store: real Postgres, through the pooler."""
