"""Random, time-ordered ids (UUID version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A new UUID version 7: unique without a server, and in order of making."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def new_ids(count: int) -> list[bytes]:
    """So many new ids as 16 bytes each, for an import: without a UUID object for each row."""
    return [uuid_utils.uuid7().bytes for _ in range(count)]
