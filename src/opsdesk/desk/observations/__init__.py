"""The Observations tab: what came in, who has it, and what is done with it."""
