"""Tests of the translation between Meta's words and ours."""
