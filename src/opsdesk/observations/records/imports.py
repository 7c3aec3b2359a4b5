"""Imports: writing a chunk of rows, and taking an import back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from opsdesk.accounts.records import operator
from opsdesk.handling import RecordClass
from opsdesk.observations.around import ImportRun
from opsdesk.observations.model import (
    Behaviour,
    ObservationDisposition,
    ObservationStatus,
    SourceKind,
    Vetting,
)
from opsdesk.observations.records import packed
from opsdesk.observations.records.known import forget, keep, staying
from opsdesk.observations.records.tables import import_run, observation
from opsdesk.store.schema import canonical, microseconds
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.words import words

_o = observation.c


def import_runs(reading: Reading, limit: int = 50) -> list[ImportRun]:
    """The last imports, the latest first."""
    r = import_run.c
    rows = reading.all(
        select(import_run, operator.c.name)
        .select_from(import_run.outerjoin(operator, operator.c.id == r.created_by))
        .where(reading.visible(import_run))
        .order_by(r.n.desc())
        .limit(limit)
    )
    return [
        ImportRun(
            id=row.id,
            version=row.version,
            source=row.source,
            file_name=row.file_name,
            started_at=row.created_at,
            started_by_name=row.name or "",
            added=row.added,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


_COLUMNS = (
    *("summary", "reported_at", "occurred_at", "external_id", "narrative"),
    *("category", "place", "latitude", "longitude", "priority", "channel", "reliability", "credibility"),
    *("marking", "tags", "status", "disposition", "number", "words"),
)
_CONSTANT: Mapping[str, Any] = {
    "record_class": RecordClass.OBSERVATION,
    "vetting": Vetting.UNVETTED,
    "behaviour": Behaviour.NONE,
    "photos": 0,
    "linked": 0,
}


class Prepared(NamedTuple):
    """A chunk as it is written, made before its transaction begins: the columns, and each row's words.

    `columns` are those of `_COLUMNS` but for the last two, which need the numbers that the rows will have.
    """

    keys: Sequence[bytes]
    contents: Sequence[bytes]
    columns: tuple[Sequence[Any], ...]
    words: Sequence[str]

    def only(self, kept: Sequence[bool]) -> Prepared:
        """The rows that are kept."""
        if all(kept):
            return self
        return Prepared(
            [*compress(self.keys, kept)],
            [*compress(self.contents, kept)],
            tuple([*compress(column, kept)] for column in self.columns),
            [*compress(self.words, kept)],
        )


def prepared(rows: Sequence[Sequence[Any]], closed_before: int | None) -> Prepared:
    """The rows of an import (`ImportedRow`, or as plain tuples), column by column.

    Rows told before `closed_before` (microseconds) come in closed, for information only: history of a
    partner is to be found and counted, not to be triaged.
    """
    if not rows:
        return Prepared((), (), ((),) * (len(_COLUMNS) - 2), ())
    keys, contents, summary, reported, occurred, external_id, narrative, category, place, *rest, tags = zip(
        *rows, strict=True
    )
    told = [*map(microseconds, reported)]
    seen = told if occurred == reported else [None if at is None else microseconds(at) for at in occurred]
    standing = [_NEW if closed_before is None or at >= closed_before else _CLOSED for at in told]
    searched = _Words()
    texts = [
        [searched[text] for text in said] for said in (summary, narrative, place, external_id) if any(said)
    ]
    if any(tags):
        texts.append([" ".join(searched[tag] for tag in own) for own in tags])
    found = [" ".join(filter(None, said)) for said in zip(*texts, strict=True)]
    told_tags = [canonical(own) if own else "[]" for own in tags]
    columns = (summary, told, seen, external_id, narrative, category, place, *rest, told_tags)
    return Prepared(keys, contents, (*columns, *zip(*standing, strict=True)), found)


_NEW = (ObservationStatus.NEW.value, None)
_CLOSED = (ObservationStatus.CLOSED.value, ObservationDisposition.INFORMATION_ONLY.value)


class _Words(dict[str | None, str]):
    """The words of texts of one chunk, so that a text that comes again (a street, a type) is read once."""

    def __missing__(self, text: str | None) -> str:
        found = self[text] = words(text) if text else ""
        return found


def write_chunk(
    tx: Transaction, chunk: Prepared, *, source: str, import_id: UUID, organization_id: UUID | None
) -> None:
    """Write rows that are not known yet, with numbers, search words and one journal row."""
    count = len(chunk.words)
    numbers = tx.numbers("observation", count)
    constants = {
        **_CONSTANT,
        "import_id": import_id,
        "organization_id": organization_id,
        "originator_id": organization_id or tx.me.organization_id,
        "source_kind": SourceKind.CITIZEN if organization_id is None else SourceKind.PARTNER,
    }
    searched = [f"{number} {found}" for number, found in zip(numbers, chunk.words, strict=True)]
    written = zip(*chunk.columns, numbers, searched, strict=True)
    tx.bulk(observation, _COLUMNS, written, constants)
    first = tx.last_n - count + 1
    packed.pack(tx, dict(zip(_COLUMNS, chunk.columns, strict=False)), constants, first=first)
    keep(tx, source, import_id, chunk.keys, chunk.contents, first)


def begin_run(tx: Transaction, import_id: UUID, source: str, file_name: str) -> Any:
    """Write that an import begins; its row."""
    values = {"source": source, "file_name": file_name, "added": 0, "first_n": 0, "last_n": 0}
    return tx.insert(import_run, import_id, values)


def run_row(reading: Reading, import_id: UUID) -> Any:
    """The row of an import, or None before its first chunk."""
    return reading.one(select(import_run).where(import_run.c.id == import_id, reading.visible(import_run)))


def extend_run(tx: Transaction, row: Any, added: int) -> None:
    """Count a chunk that was just written, and remember between which `n` the import stands."""
    first = row.first_n or tx.last_n - added + 1
    changed = {"added": row.added + added, "first_n": first, "last_n": tx.last_n}
    tx.update(import_run, row.id, changed)


def withdraw_rows(tx: Transaction, row: Any) -> int:
    """Set all rows of an import withdrawn and forget their keys, so that the file may be imported again.

    Rows that something came of stay as they are. Returns how many were withdrawn.
    """
    stay = staying(tx, row.id, row.first_n, row.last_n)
    done = tx.connection.execute(
        update(observation)
        .where(
            _o.n.between(row.first_n, row.last_n),
            _o.import_id == row.id,
            _o.status.not_in([ObservationStatus.WITHDRAWN, ObservationStatus.CONVERTED]),
            _o.linked == 0,
        )
        .values(
            status=ObservationStatus.WITHDRAWN,
            claimed_by=None,
            claimed_at=None,
            reply_due=None,
            version=_o.version + 1,
            changed_at=tx.now,
            changed_by=tx.me.operator_id,
        )
    )
    packed.drop(tx, row.id)
    forget(tx, row.source, row.id, stay)
    tx.note("observation", None, detail={"withdrawn": done.rowcount, "import_id": str(row.id)}, narrowed=True)
    return int(done.rowcount)


def end_run(tx: Transaction, import_id: UUID) -> None:
    """Write that an import was taken back."""
    tx.update(import_run, import_id, {"withdrawn_at": tx.now})
