"""Incoming observations: one thing that someone saw and told the desk."""
