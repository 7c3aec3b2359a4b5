"""Positions, distances, projections and clusters: plain numbers, without a screen."""
