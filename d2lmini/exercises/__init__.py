"""Exercises that answer at once: in the browser, or in code."""
