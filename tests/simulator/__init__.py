"""Tests of the WhatsApp simulator: its real process over HTTP, with a real webhook receiver."""
