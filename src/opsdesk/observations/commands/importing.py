"""Importing observations in chunks, and taking an import back."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints
from typing_extensions import override

from opsdesk.errors import Refused
from opsdesk.observations.fields import Time
from opsdesk.observations.imported import CHUNK
from opsdesk.observations.records.imports import (
    Prepared,
    begin_run,
    end_run,
    extend_run,
    prepared,
    run_row,
    withdraw_rows,
    write_chunk,
)
from opsdesk.observations.records.known import Known
from opsdesk.partners.fields import LINE_LENGTH, TEXT_LENGTH, Line
from opsdesk.store.command import Command
from opsdesk.store.schema import microseconds
from opsdesk.store.transaction import Transaction

_Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH, min_length=1)]
_Codes = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]
#: An `ImportedRow` as it is checked: a plain tuple, because a chunk of classes would take ten times as long.
_Row = tuple[
    Annotated[bytes, Field(min_length=24, max_length=24)],
    Annotated[bytes, Field(min_length=16, max_length=16)],
    _Line,
    AwareDatetime,
    AwareDatetime | None,
    _Line | None,
    Annotated[str, StringConstraints(max_length=TEXT_LENGTH)],
    _Codes,
    _Line | None,
    Annotated[float, Field(ge=-90, le=90)] | None,
    Annotated[float, Field(ge=-180, le=180)] | None,
    Annotated[int, Field(ge=1, le=4)],
    _Codes,
    Annotated[str, StringConstraints(pattern=r"^[A-F]$")] | None,
    Annotated[int, Field(ge=1, le=6)] | None,
    Annotated[str, StringConstraints(pattern=r"^TLP:(CLEAR|GREEN|AMBER|AMBER\+STRICT|RED)$")],
    tuple[_Line, ...],
]


class ImportObservations(Command):
    """Write one chunk of an import: at most 2,000 rows that passed every check, in the order of the file.

    All chunks carry the same `import_id`. Rows known by their key are left alone, so that the same chunk
    twice adds nothing. Rows told before `closed_before` come in closed, for information only. An import that
    compared them itself, with each other and with all up to an `n`, says so in `compared`: then only what
    others imported since is looked at.
    """

    model_config = ConfigDict(ser_json_bytes="hex", val_json_bytes="hex")

    kind: ClassVar[str] = "observation.import"

    import_id: UUID
    source: Line
    file_name: Line
    rows: Annotated[tuple[_Row, ...], Field(max_length=CHUNK)]
    organization_id: UUID | None = None
    closed_before: Time | None = None
    compared: int | None = None

    @override
    def prepare(self) -> Prepared:
        """Make the columns before the transaction: other desks wait for as short a time as can be."""
        return prepared(self.rows, None if self.closed_before is None else microseconds(self.closed_before))

    def run(self, tx: Transaction) -> Command | None:
        """Write those that are not known; one journal row. An import is taken back as a whole."""
        row = run_row(tx, self.import_id)
        if row is None:
            row = begin_run(tx, self.import_id, self.source, self.file_name)
        elif row.withdrawn_at is not None:
            raise Refused("observation.import_withdrawn", file_name=row.file_name)
        chunk: Prepared = tx.prepared or self.prepare()
        # Where several write at once, it has the series' row from here on: of two that import the same
        # file the second looks when the first has committed.
        tx.numbers("observation", 0)
        known = Known(self.source, -1 if self.compared is None else self.compared)
        known.look(tx, besides=None if self.compared is None else self.import_id)
        there: dict[bytes, object] = dict(known.among(chunk.keys))
        # A key that comes twice is taken once, the first time.
        fresh = chunk.only([there.setdefault(key, key) is key for key in chunk.keys])
        if fresh.words:
            write_chunk(
                tx,
                fresh,
                source=self.source,
                import_id=self.import_id,
                organization_id=self.organization_id,
            )
            extend_run(tx, row, len(fresh.words))
        return None


class WithdrawImport(Command):
    """Take a whole import back: its rows stay and no list shows them; what came of some stays as it is."""

    kind: ClassVar[str] = "observation.withdraw_import"

    import_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Set its rows withdrawn, with one journal row."""
        row = run_row(tx, self.import_id)
        if row is None or row.withdrawn_at is not None:
            raise Refused("observation.import_withdrawn", file_name="" if row is None else row.file_name)
        withdraw_rows(tx, row)
        end_run(tx, self.import_id)
        return None
