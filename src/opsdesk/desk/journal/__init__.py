"""The Journal page: who did what and when, for supervisors and administrators."""
