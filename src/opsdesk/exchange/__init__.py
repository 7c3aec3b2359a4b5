"""Outside formats to commands, and records to outside formats."""
