"""Rows of the list: which columns they need, and how a row becomes an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar, overload
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Executable, Integer, Join, String, type_coerce

from opsdesk.accounts.records import operator
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.model import (
    Category,
    Channel,
    ObservationDisposition,
    ObservationItem,
    ObservationStatus,
    Priority,
    SourceKind,
    Vetting,
)
from opsdesk.observations.records.tables import observation
from opsdesk.partners.records.tables import organization
from opsdesk.store.transaction import Reading

E = TypeVar("E", bound=Enum)
_o = observation.c


def _raw(name: str) -> ColumnElement[Any]:
    """A column as the database has it: a page of 200 would cost 3,000 calls of the types' own conversion."""
    column = _o[name]
    kind = type(column.type).__name__
    if kind == "Instant":
        return type_coerce(column, BigInteger)
    if kind == "Coded":
        return type_coerce(column, Integer if name in ("priority", "credibility") else String)
    return column


class Items(Sequence[ObservationItem]):
    """Rows of a list that become items when they are looked at: a screen shows 40 of a page of 200."""

    __slots__ = ("_made", "_rows")

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        self._made: list[ObservationItem | None] = [None] * len(rows)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> ObservationItem: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ObservationItem]: ...
    def __getitem__(self, index: int | slice) -> ObservationItem | Sequence[ObservationItem]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        made = self._made[index]
        if made is None:
            made = self._made[index] = item(self._rows[index])
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment] # compared by content, as a list is


_NAMES = (
    *(
        "n",
        "id",
        "version",
        "number",
        "priority",
        "status",
        "reported_at",
        "occurred_at",
        "summary",
        "category",
    ),
    *("place", "latitude", "longitude", "reliability", "credibility", "source_kind", "channel", "photos"),
    *("linked", "marking", "vetting", "claimed_by", "reply_due", "disposition"),
)
#: What a list reads, in the order that `item` takes it apart.
ITEM_COLUMNS: tuple[ColumnElement[Any], ...] = (
    *(_raw(name) for name in _NAMES),
    operator.c.name,
    organization.c.name,
)
#: What a list reads from; the names hang on by their unique ids.
ITEM_FROM: Join = observation.outerjoin(operator, operator.c.id == _o.claimed_by).outerjoin(
    organization, organization.c.id == _o.organization_id
)


def _by_code(members: type[E]) -> Callable[[Any], E]:
    found: Mapping[Any, E] = {member.value: member for member in members}
    return found.__getitem__


_PRIORITY = _by_code(Priority)
_STATUS = _by_code(ObservationStatus)
_CATEGORY = _by_code(Category)
_SOURCE = _by_code(SourceKind)
_CHANNEL = _by_code(Channel)
_MARKING = _by_code(Marking)
_VETTING = _by_code(Vetting)
_DISPOSITION = _by_code(ObservationDisposition)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _id(value: Any) -> UUID:
    return UUID(bytes=value) if isinstance(value, bytes) else value


def raw_rows(reading: Reading, statement: Executable) -> Sequence[Any]:
    """The rows as the driver has them: what `item` and `Items` take."""
    result = reading.connection.execute(statement)
    rows: Sequence[Any] = result.cursor.fetchall()
    result.close()
    return rows


def item(row: Any) -> ObservationItem:
    """One row of the list from a driver's row of `ITEM_COLUMNS`."""
    (n, id_, version, number, priority, status, reported, occurred, summary, category, place, latitude,
     longitude, reliability, credibility, source, channel, photos, linked, marking, vetting, claimed_by, due,
     disposition, holder, partner) = row  # fmt: skip
    return ObservationItem(
        n=n,
        id=_id(id_),
        version=version,
        number=number,
        priority=_PRIORITY(priority),
        status=_STATUS(status),
        reported_at=_instant(reported),
        occurred_at=None if occurred is None else _instant(occurred),
        summary=summary,
        category=_CATEGORY(category),
        place=place,
        position=None if latitude is None else Position(latitude, longitude),
        grade=f"{reliability or '–'}{credibility or '–'}" if reliability or credibility else None,
        source=partner or source,
        source_kind=_SOURCE(source),
        channel=_CHANNEL(channel),
        photos=photos,
        linked=linked,
        marking=_MARKING(marking),
        vetting=_VETTING(vetting),
        claimed_by=None if claimed_by is None else _id(claimed_by),
        claimed_by_name=holder,
        reply_due=None if due is None else _instant(due),
        disposition=None if disposition is None else _DISPOSITION(disposition),
    )
