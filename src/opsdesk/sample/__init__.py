"""The sample desk: a fictional fortnight in Monaco, written through the same commands as real work."""
