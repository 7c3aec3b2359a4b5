"""The quick-entry line: one line of text to a report, and what it understood of it."""
