"""Reads the text of PDFs that strangers made, in a process that may hurt nobody but itself."""
