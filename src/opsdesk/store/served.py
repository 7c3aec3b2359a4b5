"""What an outbox needs of the shared database behind it."""

from __future__ import annotations

from opsdesk.store.desk_database import DeskDatabase

#: A database that may be lost; it may say more of the line to it as `contact`.
Served = DeskDatabase
