"""Reads the JavaScript: its lint, its format and its types."""
