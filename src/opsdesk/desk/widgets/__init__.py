"""Widgets that every tab is built of."""
