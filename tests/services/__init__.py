"""Tests of the use cases on real Postgres."""
