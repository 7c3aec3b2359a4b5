"""The journal for those who watch over it: who did what and when, newest first, page by page.

Only supervisors and administrators read it, and that is asked here, in each query. What a record held
before and after is told of the records that the reader may see: the journal is no way around a marking.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.sql.elements import True_

from opsdesk.errors import Forbidden, NotFound
from opsdesk.handling import Role
from opsdesk.store import naming, tables
from opsdesk.store.page import Page
from opsdesk.store.past import Event, event, history
from opsdesk.store.schema import metadata
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import Verified, verify

#: Who reads the journal.
READERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

#: Beyond this, what a filter shows is not counted to the end.
MANY = 99_999
#: So many lines of a record's own history are read for its detail.
HISTORY = 60

#: Lines of these kinds say what matters in their detail, which holds nothing of any record.
_OPEN_KINDS = frozenset({"operator.sign_in", "access.denied"})
_NUMBERED = ("observation", "incident", "bulletin")
#: More digits are no number of a record but perhaps of a telephone.
_NUMBER = re.compile(r"(b-)?0*(\d{1,7})", re.IGNORECASE)

_j, _d = tables.journal.c, tables.journal_detail.c


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """What the page shows; None or empty means no limit.

    `text` finds a record's or the journal's own number, and words in what was written, in records that the
    reader may see. `since` is inclusive, `until` is not.
    """

    text: str = ""
    operator_id: UUID | None = None
    subject: str | None = None
    kinds: frozenset[str] = frozenset()
    record_id: UUID | None = None
    desk: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = JournalFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of the journal.

    `name` is the record's number or name, empty where the reader may not see it or it has none; `fields`
    are the columns that changed, of a record that may be seen; `facts` is what the line says besides.
    """

    seq: int
    at: datetime
    kind: str
    operator_id: UUID | None
    operator_name: str
    desk: str
    subject: str | None
    record_id: UUID | None
    version: int | None
    name: str
    fields: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The number as lists of records have it."""
        return id_of(self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line with all that may be told of it; `hidden`: its record is not the reader's to see.

    `history` are the newest lines about the same record; `names` are what ids in the values are called.
    """

    line: JournalLine
    command_id: UUID
    hash: str
    event: Event | None
    hidden: bool
    purged: bool
    history: Sequence[Event] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)


def id_of(seq: int) -> UUID:
    """A line's number in the shape of an id."""
    return UUID(int=seq)


def require_reader(reading: Reading) -> None:
    """`Forbidden`, which stands in the journal too, for everyone but its readers."""
    if reading.me.roles.isdisjoint(READERS):
        raise Forbidden("journal.read", "journal", READERS)


def page(
    reading: Reading, wanted: JournalFilter, after: int | None = None, limit: int = 200
) -> Page[JournalLine]:
    """The next lines below the number `after`, newest first."""
    require_reader(reading)
    asked = _lines().where(*_where(reading, wanted)).order_by(_j.seq.desc()).limit(limit)
    if after is not None:
        asked = asked.where(_j.seq < after)
    rows = reading.all(asked)
    return Page(_told(reading, rows), rows[-1].seq if len(rows) == limit else None)


def newer(reading: Reading, than: int, wanted: JournalFilter, limit: int = 200) -> list[JournalLine]:
    """What came in behind the number `than`, the oldest first, at most `limit`."""
    require_reader(reading)
    asked = _lines().where(_j.seq > than, *_where(reading, wanted)).order_by(_j.seq).limit(limit)
    return _told(reading, reading.all(asked))


def some(reading: Reading, ids: Collection[UUID], wanted: JournalFilter) -> list[JournalLine]:
    """Those of the named lines that the filter shows."""
    require_reader(reading)
    numbers = [one.int for one in ids]
    rows = reading.all(_lines().where(_j.seq.in_(numbers), *_where(reading, wanted)))
    return _told(reading, rows)


def count(reading: Reading, wanted: JournalFilter, cap: int = MANY) -> int:
    """How many lines the filter shows, at most `cap` + 1; without a filter the journal's last number."""
    require_reader(reading)
    if wanted == EVERYTHING and isinstance(reading.visible(tables.journal), True_):
        return int(reading.scalar(select(func.max(_j.seq))) or 0)
    inner = _joined(select(_j.seq)).where(*_where(reading, wanted)).limit(cap + 1).subquery()
    return int(reading.scalar(select(func.count()).select_from(inner)) or 0)


def entry(reading: Reading, seq: int) -> JournalEntry:
    """One line with its differences and its record's history; `NotFound`.

    Reading a record of class intelligence here stands in the journal as any other read of it.
    """
    require_reader(reading)
    row = reading.one(_lines().where(_j.seq == seq, reading.visible(tables.journal)))
    if row is None:
        raise NotFound("journal", seq)
    (line,) = _told(reading, [row])
    past: Sequence[Event] = ()
    hidden = False
    if row.subject in metadata.tables and row.record_id is not None:
        try:
            past = history(reading, row.subject, row.record_id, HISTORY)
        except NotFound:
            hidden = True
    one = None
    if row.detail is not None and not hidden and row.subject is not None:
        one = event(row.subject, row)
    purged = row.detail is None and row.detail_hash is not None
    seen = [*past, *([one] if one is not None else [])]
    return JournalEntry(
        line=line,
        command_id=row.command_id,
        hash=row.hash.hex(),
        event=one,
        hidden=hidden and row.kind not in _OPEN_KINDS and row.detail_hash is not None,
        purged=purged,
        history=past,
        names=names_in(reading, seen),
    )


def verified(
    reading: Reading, against: str | None = None, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """`verify` for the page: by readers of the journal only."""
    require_reader(reading)
    return verify(reading, against, progress)


def operators(reading: Reading) -> list[tuple[UUID, str]]:
    """Who can stand in the journal, by name."""
    require_reader(reading)
    operator = metadata.tables["operator"]
    asked = select(operator.c.id, operator.c.name).where(reading.visible(operator))
    return [(row.id, row.name) for row in reading.all(asked.order_by(operator.c.name_key))]


def names_in(reading: Reading, events: Iterable[Event]) -> dict[UUID, str]:
    """What the ids in these events are called: operators, and whatever their values name."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for one in events:
        if one.operator_id is not None:
            wanted["operator"].add(one.operator_id)
        table = metadata.tables.get(one.table)
        if table is None:
            continue
        for values in (one.before, one.after):
            for name, value in values.items():
                about = naming.speaks_of(table, name) if isinstance(value, UUID) else None
                if about is not None:
                    wanted[about].add(value)
    found: dict[UUID, str] = {}
    for subject, ids in wanted.items():
        found |= naming.names_of(reading, subject, ids)
    return found


# ---------------------------------------------------------------- the inside


def _joined(statement: Select[Any]) -> Select[Any]:
    return statement.select_from(tables.journal.outerjoin(tables.journal_detail, _d.seq == _j.seq))


def _lines() -> Select[Any]:
    return _joined(select(tables.journal, _d.detail))


def _where(reading: Reading, wanted: JournalFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [reading.visible(tables.journal)]
    for column, value in (
        (_j.operator_id, wanted.operator_id),
        (_j.subject, wanted.subject),
        (_j.record_id, wanted.record_id),
        (_j.desk, wanted.desk),
    ):
        if value is not None:
            where.append(column == value)
    if wanted.kinds:
        where.append(_j.kind.in_(sorted(wanted.kinds)))
    if wanted.since is not None:
        where.append(_j.at >= wanted.since)
    if wanted.until is not None:
        where.append(_j.at < wanted.until)
    if text := wanted.text.strip():
        where.append(_speaks(reading, text))
    return where


def _speaks(reading: Reading, text: str) -> ColumnElement[bool]:
    """Lines with this number, about the record of this number, or whose readable detail holds the text."""
    if (number := _NUMBER.fullmatch(text)) is None:
        # As it stands in the detail, which is JSON: a quotation mark is escaped there.
        written = json.dumps(text, ensure_ascii=False)[1:-1]
        return and_(_d.detail.icontains(written, autoescape=True), _readable(reading))
    found = int(number[2])
    ways: list[ColumnElement[bool]] = [] if number[1] else [_j.seq == found]
    for subject in ("bulletin",) if number[1] else _NUMBERED:
        table = metadata.tables[subject]
        of_it = select(table.c.id).where(table.c.number == found, reading.visible(table))
        ways.append(_j.record_id.in_(of_it))
    return or_(*ways)


def _readable(reading: Reading) -> ColumnElement[bool]:
    """Lines of no record, and of records that the reader may see."""
    ways: list[ColumnElement[bool]] = [_j.record_id.is_(None)]
    for table in metadata.tables.values():
        if "created_by" in table.c and "of" not in table.info:
            seen = exists(select(table.c.id).where(table.c.id == _j.record_id, reading.visible(table)))
            ways.append(and_(_j.subject == table.name, seen))
    return or_(*ways)


def _told(reading: Reading, rows: Sequence[Row[Any]]) -> list[JournalLine]:
    """The rows as lines, without what the reader may not know of their records."""
    named: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.subject in metadata.tables and row.record_id is not None:
            named[row.subject].add(row.record_id)
    seen: dict[UUID, str] = {}
    for subject, ids in named.items():
        seen |= _seen(reading, subject, ids)
    people = naming.names_of(reading, "operator", {row.operator_id for row in rows} - {None})
    return [_line(row, seen, people) for row in rows]


def _seen(reading: Reading, subject: str, ids: set[UUID]) -> dict[UUID, str]:
    """Those that the reader may see, with their names, empty for records that have none."""
    if subject in naming.NAME_COLUMNS:
        return naming.names_of(reading, subject, ids)
    table = metadata.tables[subject]
    asked = select(table.c.id).where(table.c.id.in_(sorted(ids)), reading.visible(table))
    return {row.id: "" for row in reading.all(asked)}


def _line(row: Row[Any], seen: Mapping[UUID, str], people: Mapping[UUID, str]) -> JournalLine:
    may = row.record_id is None or row.record_id in seen or row.kind in _OPEN_KINDS
    detail: dict[str, Any] = json.loads(row.detail) if may and row.detail is not None else {}
    changed = [*detail.pop("before", {}), *detail.pop("after", {})]
    return JournalLine(
        seq=row.seq,
        at=row.at,
        kind=row.kind,
        operator_id=row.operator_id,
        operator_name=people.get(row.operator_id, ""),
        desk=row.desk,
        subject=row.subject,
        record_id=row.record_id,
        version=row.version,
        name="" if row.record_id is None else seen.get(row.record_id, ""),
        fields=tuple(dict.fromkeys(changed)),
        facts=detail,
    )
