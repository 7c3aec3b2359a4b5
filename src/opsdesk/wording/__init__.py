"""Enums, errors, times and numbers in words, for the screen, the page and the command line alike."""
