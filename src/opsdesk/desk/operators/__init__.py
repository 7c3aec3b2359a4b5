"""The Operators page: who may sign in, with which roles, and how it stands with their way in."""
