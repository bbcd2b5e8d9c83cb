"""Journeys of people through the built page, in a real browser, on the running system."""
