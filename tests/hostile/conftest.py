"""A fresh database for imports."""

from tests.databases import database, me

__all__ = ["database", "me"]
