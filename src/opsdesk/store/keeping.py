"""The command that keeps a file, and how a record's command then names it."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import select

from opsdesk.errors import NotFound
from opsdesk.store.command import Command
from opsdesk.store.files import FileRef, file, keep, ref_of
from opsdesk.store.ids import new_id
from opsdesk.store.pictures import Prepared, prepare
from opsdesk.store.transaction import Reading, Transaction


class KeepFile(Command):
    """Keep a photo or a document; ask `kept` for its id. The same bytes are kept once.

    Its id is `file_id` where these bytes are new: so a desk can name it before the server has it.

    `BadInput` says why not (an SVG named .png, a bomb, too large). It is not taken back: a file that no
    record shows is seen by nobody but who brought it.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    kind: ClassVar[str] = "file.keep"

    file_id: UUID = Field(default_factory=new_id)
    data: bytes
    name: str

    def prepare(self) -> Prepared:
        """Decode it and make its copies, before anyone has to wait."""
        return prepare(self.data, self.name)

    def run(self, tx: Transaction) -> None:
        """Write the original and its copies."""
        keep(tx, self.data, self.name, self.file_id)


def kept(reading: Reading, data: bytes) -> FileRef:
    """The file with these bytes; `NotFound` when they were never kept."""
    digest = sha256(data).hexdigest()
    row = reading.one(select(file).where(file.c.sha256 == digest))
    if row is None:
        raise NotFound("file", digest)
    return ref_of(row)
