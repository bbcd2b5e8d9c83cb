"""Tests of the local stack and of the command line."""
