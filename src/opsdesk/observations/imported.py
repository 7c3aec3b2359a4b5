"""What an imported row is, how it is known again, and how one tells that it changed since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from opsdesk.store.schema import microseconds

#: Most rows of one chunk: no other desk waits longer than a chunk takes for the lock.
CHUNK = 2_000


class ImportedRow(NamedTuple):
    """One mapped row, in the order that the columns are written; times aware, codes as text.

    `key` and `content` come from `key_of` and `content_of`.
    """

    key: bytes
    content: bytes
    summary: str
    reported_at: datetime
    occurred_at: datetime | None = None
    external_id: str | None = None
    narrative: str = ""
    category: str = "other"
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    priority: int = 3
    channel: str = "file_import"
    reliability: str | None = None
    credibility: int | None = None
    marking: str = "TLP:AMBER"
    tags: tuple[str, ...] = ()


def content_of(mapped: Iterable[object]) -> bytes:
    """16 bytes that stand for all that was mapped of a row."""
    return blake2b("\x1f".join(map(str, mapped)).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def key_of(
    source: str, occurred_at: datetime | None, external_id: str | None, content: bytes, ordinal: int
) -> bytes:
    """24 bytes by which a row is known again: its source, external id and time; without an id its content.

    `ordinal` counts rows without an id and with the same content from 0. The time stands in front, so that
    the keys of a file in order of time stand beside each other in the index.
    """
    at = 0 if occurred_at is None else microseconds(occurred_at)
    exact = "" if occurred_at is None else at
    own = f"id\x1f{external_id}" if external_id else f"row\x1f{content.hex()}\x1f{ordinal}"
    named = f"{source}\x1f{exact}\x1f{own}".encode("utf-8", "surrogatepass")
    return (at // 1_000_000 + (1 << 62)).to_bytes(8, "big") + blake2b(named, digest_size=16).digest()
