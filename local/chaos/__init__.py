"""Chaos: real parts, real faults, and a checker that says whether a message was lost, doubled or out of order."""
