"""What a tab with a list asks of the database, each as one reading, made of its subject's own queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from opsdesk.observations.views import Order
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName
from opsdesk.store.page import Page

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Beyond this the whole is not counted to the end.
MANY = 99_999
#: Beyond this an own view is not.
MANY_OF_OWN = 1_000
#: So far a built-in view is counted.
MANY_OF_VIEW = 9_999


class ListRecords(Protocol):
    """The queries of a subject's `records` that a list needs; `wanted` is a filter of its model."""

    @property
    def page(self) -> Callable[..., Page[Any]]:
        """`(reading, wanted, after, limit, order)`: the next rows."""

    @property
    def some(self) -> Callable[..., Sequence[Any]]:
        """`(reading, ids, wanted)`: those of the named ones that the filter shows."""

    @property
    def count(self) -> Callable[..., int]:
        """`(reading, wanted, cap)`: how many the filter shows."""

    @property
    def waiting(self) -> Callable[..., Any]:
        """`(reading, today)`: what each built-in view holds, as `views`."""


@dataclass(frozen=True)
class Asked:
    """What the queries of the list are given."""

    filter: Any
    order: Order = Order.PRIORITY


@dataclass(frozen=True)
class Counts:
    """What each view holds, how many there are in all (at most `MANY` + 1), and own views by their id."""

    views: Any
    total: int
    own: Mapping[str, int]


@dataclass(frozen=True)
class ListQueries:
    """The queries of one list; `every` is the filter that hides nothing.

    `opened(reading, id)` is what the detail shows first, and `around(reading, opened)` what follows.
    """

    records: ListRecords
    every: Any
    opened: Callable[[Reading, UUID], Any]
    around: Callable[[Reading, Any], Any]

    def page(self, reading: Reading, asked: Asked, after: int | None, limit: int) -> Page[Any]:
        """The next rows of the list."""
        return self.records.page(reading, asked.filter, after, limit, asked.order)

    def some(self, reading: Reading, ids: Iterable[UUID], asked: Asked) -> Sequence[Any]:
        """Those of the named ones that the filter shows."""
        return self.records.some(reading, ids, asked.filter)

    def count(self, reading: Reading, asked: Asked) -> int:
        """How many the filter shows."""
        return self.records.count(reading, asked.filter)

    def counts(self, reading: Reading, today: datetime, own: Mapping[str, Any]) -> Counts:
        """Count for the column of views; `own` are filters by the id of their view."""
        return Counts(
            self.records.waiting(reading, today),
            self.records.count(reading, self.every, MANY),
            {view_id: self.records.count(reading, wanted, MANY_OF_OWN) for view_id, wanted in own.items()},
        )

    def by_words(self, reading: Reading, text: str) -> Sequence[Any]:
        """The newest few that these words or this number find."""
        if not text.strip():
            return ()
        return self.records.page(reading, replace(self.every, text=text), None, 8).items


@dataclass(frozen=True)
class Choices:
    """What the filter and the forms offer."""

    partners: Sequence[OrganizationName]
    may: frozenset[str]


def choices(reading: Reading, kinds: Sequence[str]) -> Choices:
    """Partners by name, and which of these commands the operator may give."""
    return Choices(partners.names(reading), frozenset(kind for kind in kinds if reading.may(kind)))
