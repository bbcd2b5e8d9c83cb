"""Tests: real Postgres through the pooler, real Valkey, real processes."""
