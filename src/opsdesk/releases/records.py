"""The table of what left the desk, and its queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)

from opsdesk.bulletins.records import bulletin
from opsdesk.handling import Marking, RecordClass
from opsdesk.incidents.records.tables import incident
from opsdesk.observations.records.tables import observation
from opsdesk.releases.model import Recipe, Release, ReleaseFilter, ReleaseKind, ReleaseState
from opsdesk.store.page import Page
from opsdesk.store.schema import Coded, Id, Instant, metadata, record_columns
from opsdesk.store.search import matching
from opsdesk.store.transaction import Reading
from opsdesk.store.words import words

release = Table(
    "release",
    metadata,
    *record_columns(),
    Column("kind", Coded(ReleaseKind), nullable=False),
    Column("state", Coded(ReleaseState), nullable=False),
    Column("recipe", Coded(Recipe)),
    Column("title", Text(), nullable=False),
    Column("subject_id", Id()),
    Column("period_start", Instant()),
    Column("period_end", Instant()),
    # Recipe, subject and period in one: copies are numbered within it.
    Column("packet", String(), nullable=False),
    Column("copy_number", Integer(), nullable=False),
    Column("audience", Text(), nullable=False),
    Column("organization_id", Id()),
    Column("recipient", Text(), nullable=False),
    Column("reason", Text(), nullable=False),
    Column("marking", Coded(Marking), nullable=False),
    Column("left_out", Integer(), nullable=False),
    Column("by_name", Text(), nullable=False),
    Column("journal_seq", BigInteger()),
    Column("journal_head", String()),
    Column("sha256", String()),
    Column("size", BigInteger()),
    Column("failure", Text()),
    Column("words", Text(), nullable=False),
    UniqueConstraint("packet", "copy_number"),
    Index("ix_release_by_subject", "subject_id"),
    info={"search": True},
)

_r = release.c


def packet_key(
    kind: ReleaseKind,
    recipe: Recipe | None,
    subject_id: UUID | None,
    period_start: datetime | None,
    period_end: datetime | None,
) -> str:
    """What copies are numbered within: the same recipe about the same subject and period."""
    parts = (
        kind.value,
        recipe.value if recipe else "",
        str(subject_id or ""),
        period_start.isoformat() if period_start else "",
        period_end.isoformat() if period_end else "",
    )
    return "|".join(parts)


def search_words(title: str, recipient: str, audience: str) -> str:
    """What the search finds a release by."""
    return words(f"{title} {recipient} {audience}")


def get(reading: Reading, release_id: UUID) -> Release:
    """One release; NotFound when it is not there or may not be seen."""
    return _model(reading.get(release, release_id))


def page(
    reading: Reading, wanted: ReleaseFilter, after: int | None = None, limit: int = 200
) -> Page[Release]:
    """The next releases behind the key `after`, newest first."""
    statement = select(release).where(*_where(reading, wanted)).order_by(_r.n.desc()).limit(limit)
    if after is not None:
        statement = statement.where(_r.n < after)
    rows = reading.all(statement)
    return Page([_model(row) for row in rows], rows[-1].n if len(rows) == limit else None)


def some(reading: Reading, ids: Collection[UUID], wanted: ReleaseFilter) -> list[Release]:
    """Those of the named releases that the filter shows."""
    if not ids:
        return []
    rows = reading.all(select(release).where(_r.id.in_(ids), *_where(reading, wanted)))
    return [_model(row) for row in rows]


def count(reading: Reading, wanted: ReleaseFilter) -> int:
    """How many releases the filter shows."""
    found = reading.scalar(select(func.count()).select_from(release).where(*_where(reading, wanted)))
    return int(found or 0)


def copies(reading: Reading, packet: str) -> list[Release]:
    """All numbered copies of one packet, in order: who has which."""
    statement = select(release).where(_r.packet == packet, reading.visible(release)).order_by(_r.copy_number)
    return [_model(row) for row in reading.all(statement)]


def issued_to(
    reading: Reading, subject_id: UUID, organization_id: UUID | None, recipient: str
) -> Release | None:
    """The last packet about a subject that this recipient got: what they are asked to destroy."""
    who = _r.organization_id == organization_id if organization_id is not None else _r.recipient == recipient
    statement = (
        select(release)
        .where(_r.subject_id == subject_id, who, _r.state == ReleaseState.ISSUED, reading.visible(release))
        .order_by(_r.n.desc())
        .limit(1)
    )
    row = reading.one(statement)
    return None if row is None else _model(row)


def unfinished(reading: Reading, before: datetime) -> list[Release]:
    """Reserved before a time and never issued: the program was stopped while it made them."""
    statement = (
        select(release)
        .where(_r.state == ReleaseState.RESERVED, _r.created_at < before, reading.visible(release))
        .order_by(_r.n)
        .limit(200)
    )
    return [_model(row) for row in reading.all(statement)]


def _where(reading: Reading, wanted: ReleaseFilter) -> list[ColumnElement[bool]]:
    where = [reading.visible(release)]
    if wanted.text.strip():
        where.append(matching(release, wanted.text))
    if wanted.kinds:
        where.append(_r.kind.in_(sorted(wanted.kinds)))
    if wanted.states:
        where.append(_r.state.in_(sorted(wanted.states)))
    for column, value in (
        (_r.recipe, wanted.recipe),
        (_r.organization_id, wanted.organization_id),
        (_r.subject_id, wanted.subject_id),
    ):
        if value is not None:
            where.append(column == value)
    if wanted.since is not None:
        where.append(_r.created_at >= wanted.since)
    if wanted.until is not None:
        where.append(_r.created_at < wanted.until)
    return where


def _model(row: Row[Any]) -> Release:
    return Release(
        id=row.id,
        n=row.n,
        version=row.version,
        kind=row.kind,
        state=row.state,
        recipe=row.recipe,
        title=row.title,
        subject_id=row.subject_id,
        period_start=row.period_start,
        period_end=row.period_end,
        audience=row.audience,
        organization_id=row.organization_id,
        recipient=row.recipient,
        reason=row.reason,
        marking=row.marking,
        copy_number=row.copy_number,
        left_out=row.left_out,
        at=row.created_at,
        by_name=row.by_name,
        journal_seq=row.journal_seq,
        journal_head=row.journal_head,
        sha256=row.sha256,
        size=row.size,
    )


# ---------------------------------------------------------------- what decides about a record


@dataclass(frozen=True, slots=True)
class Handling:
    """What of a stored record decides who may get it."""

    marking: Marking
    record_class: RecordClass
    originator_id: UUID | None


_HANDLED: Mapping[str, Table] = {"observation": observation, "incident": incident, "bulletin": bulletin}
_AT_ONCE = 500


def handling_of(reading: Reading, subject: str, ids: Iterable[UUID]) -> dict[UUID, Handling]:
    """Marking, class and originator of many records of a subject (`observation`, `incident`, `bulletin`)."""
    table = _HANDLED[subject]
    t = table.c
    named = list(dict.fromkeys(ids))
    found: dict[UUID, Handling] = {}
    for i in range(0, len(named), _AT_ONCE):
        statement = select(t.id, t.marking, t.record_class, t.originator_id).where(
            t.id.in_(named[i : i + _AT_ONCE]), reading.visible(table)
        )
        for row in reading.all(statement):
            found[row.id] = Handling(row.marking, row.record_class, row.originator_id)
    return found
