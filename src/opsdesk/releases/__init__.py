"""Everything that leaves the desk passes here: who may see it, and the record of who was given what."""
