"""Tests of the edge: every route, on both hosts, as a client sees it."""
