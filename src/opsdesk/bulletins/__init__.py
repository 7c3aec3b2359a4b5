"""The bulletin board: what the desk tells its partners, and who has confirmed it."""
