"""The Incidents tab: what the desk works on, its log, its units."""
