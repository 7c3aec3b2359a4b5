"""Photos and documents by SHA-256, inside the database, whose encryption and backups hold for them too.

The original is evidence: kept as it came, never rendered, read by supervisors only, each time with a line in
the journal. Screens and pages get a copy that was encoded anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, Row, String, Table, insert, select

from opsdesk.errors import BadInput, NotFound
from opsdesk.handling import Role
from opsdesk.store.ids import new_id
from opsdesk.store.pictures import Carried, Prepared, Size, prepare
from opsdesk.store.schema import Coded, Id, metadata, record_columns
from opsdesk.store.transaction import ORIGINAL_READ, Reading, Transaction

LONGEST_NAME = 200

file = Table(
    "file",
    metadata,
    *record_columns(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", String(), nullable=False, info={"secret": True}),
    Column("media_type", String(), nullable=False),
    Column("size", Integer(), nullable=False),
    Column("width", Integer()),
    Column("height", Integer()),
    Column("taken", String(), info={"secret": True}),
    Column("latitude", Float(), info={"secret": True}),
    Column("longitude", Float(), info={"secret": True}),
)

file_original = Table(
    "file_original",
    metadata,
    Column("file_id", Id(), ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
    Column("data", LargeBinary(), nullable=False),
)

file_copy = Table(
    "file_copy",
    metadata,
    Column("file_id", Id(), ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
    Column("size", Coded(Size), primary_key=True),
    Column("data", LargeBinary(), nullable=False),
)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that is kept: its id, its hash, what it is, and what a photo said of itself."""

    id: UUID
    sha256: str
    name: str
    media_type: str
    size: int
    carried: Carried

    @property
    def picture(self) -> bool:
        """Whether it can be shown."""
        return self.media_type.startswith("image/")


def keep(tx: Transaction, data: bytes, name: str, file_id: UUID | None = None) -> FileRef:
    """Keep a photo (JPEG, PNG, WebP) or a PDF; the same bytes are kept once. `BadInput` says why not.

    `file_id` is the id that it gets where these bytes are new.

    A command returns `prepare(data, name)` from its `prepare`, so that nobody waits while it is decoded.
    """
    ready = tx.prepared
    if not isinstance(ready, Prepared) or (ready.data is not data and ready.data != data):
        ready = prepare(data, name)
    known = tx.one(select(file).where(file.c.sha256 == ready.sha256))
    if known is not None:
        return ref_of(known)
    shown = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")[:LONGEST_NAME] or "file"
    carried = ready.carried
    row = tx.insert(
        file,
        file_id or new_id(),
        {
            "sha256": ready.sha256,
            "name": shown,
            "media_type": ready.media_type,
            "size": len(data),
            "width": ready.width,
            "height": ready.height,
            "taken": carried.taken,
            "latitude": carried.latitude,
            "longitude": carried.longitude,
        },
    )
    tx.connection.execute(insert(file_original), {"file_id": row.id, "data": data})
    for size, copy in ready.copies.items():
        tx.connection.execute(insert(file_copy), {"file_id": row.id, "size": size, "data": copy})
    return ref_of(row)


def find(reading: Reading, file_id: UUID) -> FileRef:
    """What is known of a file that a record shows which I may see; `NotFound` otherwise."""
    require_shown(reading, file_id)
    return ref_of(reading.get(file, file_id))


def screen_copy(reading: Reading, file_id: UUID, size: Size = Size.SCREEN) -> bytes:
    """The copy of a photo at that size, as JPEG without EXIF; `NotFound` when no record shows it to me."""
    require_shown(reading, file_id)
    found = reading.scalar(
        select(file_copy.c.data).where(file_copy.c.file_id == file_id, file_copy.c.size == size)
    )
    if found is None:
        raise NotFound("file", file_id)
    return bytes(found)


def original(reading: Reading, file_id: UUID) -> bytes:
    """The bytes as they came, for supervisors; the access is journalled before they are handed out."""
    reading.require(Role.SUPERVISOR)
    require_shown(reading, file_id)
    found = reading.scalar(select(file_original.c.data).where(file_original.c.file_id == file_id))
    if found is None:
        raise NotFound("file", file_id)
    reading.note_read(ORIGINAL_READ, "file", file_id)
    return bytes(found)


def require_shown(reading: Reading, file_id: UUID) -> None:
    """`NotFound` unless I brought the file, or may see a record that refers to it (`file_id`)."""
    brought = select(file.c.id).where(file.c.id == file_id, file.c.created_by == reading.me.operator_id)
    if reading.scalar(brought) is not None:
        return
    for column in _showing():
        shows = select(column).where(column == file_id, reading.visible(column.table)).limit(1)
        if reading.scalar(shows) is not None:
            return
    raise NotFound("file", file_id)


def drop(tx: Transaction, file_id: UUID) -> None:
    """Take a file out for good (a purge by law); its copies go with it. Refused while a record shows it."""
    for column in _showing():
        if tx.scalar(select(column).where(column == file_id).limit(1)) is not None:
            raise BadInput.one("file_id", "file_in_use")
    tx.delete(file, file_id)
    tx.forget("file", file_id)


def _showing() -> Iterator[Column[Any]]:
    """The columns by which records refer to files: each `file_id` outside of this module."""
    for table in metadata.tables.values():
        if "file_id" in table.c and table not in (file_original, file_copy):
            yield table.c.file_id


def ref_of(row: Row[Any]) -> FileRef:
    """The model of a row of `file`."""
    return FileRef(
        id=row.id,
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        carried=Carried(row.taken, row.latitude, row.longitude),
    )
