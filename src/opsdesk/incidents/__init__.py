"""Incidents: what the desk works on, with a log, units and a disposition."""
