"""Bringing a database to this version of the program (Alembic), inside one transaction that is handed in."""
