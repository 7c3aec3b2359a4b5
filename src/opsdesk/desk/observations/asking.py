"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.desk.observations.filtering import Asked
from opsdesk.observations import records
from opsdesk.observations.around import EarlierHere, HistoryLine, SourceRecord
from opsdesk.observations.model import Observation, ObservationFilter, ObservationItem, ObservationSource
from opsdesk.observations.views import ObservationCounts
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName
from opsdesk.store.page import Page

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Beyond this the whole is not counted to the end.
MANY = 99_999


def page(reading: Reading, asked: Asked, after: int | None, limit: int) -> Page[ObservationItem]:
    """The next rows of the list."""
    return records.page(reading, asked.filter, after, limit, asked.order)


def some(reading: Reading, ids: Sequence[UUID], asked: Asked) -> Sequence[ObservationItem]:
    """Those of the named ones that the filter shows."""
    return records.some(reading, ids, asked.filter)


def count(reading: Reading, asked: Asked) -> int:
    """How many the filter shows."""
    return records.count(reading, asked.filter)


def by_words(reading: Reading, text: str) -> Sequence[ObservationItem]:
    """The newest few that these words or this number find."""
    return records.page(reading, ObservationFilter(text=text), None, 8).items if text.strip() else ()


@dataclass(frozen=True)
class Counts:
    """What each view holds, how many there are in all (at most `MANY` + 1), and own views by their id."""

    views: ObservationCounts
    total: int
    own: dict[str, int]


def counts(reading: Reading, today: datetime, own: dict[str, ObservationFilter]) -> Counts:
    """Count for the column of views; own ones up to 1,000."""
    return Counts(
        records.waiting(reading, today),
        records.count(reading, ObservationFilter(), MANY),
        {view_id: records.count(reading, wanted, 1_000) for view_id, wanted in own.items()},
    )


@dataclass(frozen=True)
class Opened:
    """One observation, and who gave the tip where the reader may know."""

    observation: Observation
    giver: ObservationSource | None


def opened(reading: Reading, observation_id: UUID) -> Opened:
    """What the detail shows first."""
    return Opened(records.get(reading, observation_id), records.source(reading, observation_id))


@dataclass(frozen=True)
class Around:
    """What stands around an observation."""

    record: SourceRecord | None
    earlier: Sequence[EarlierHere]
    history: Sequence[HistoryLine]
    names: dict[str, str]
    """Names of the organizations that the history speaks of, by their id as text."""


def around(reading: Reading, observation_id: UUID, organization_id: UUID | None) -> Around:
    """The source's own record, what was told near it before, and its history."""
    history = records.history(reading, observation_id)
    return Around(
        None if organization_id is None else records.source_record(reading, organization_id),
        records.earlier_here(reading, observation_id),
        history,
        _names(reading, history),
    )


def _names(reading: Reading, history: Sequence[HistoryLine]) -> dict[str, str]:
    found: set[UUID] = set()
    for line in history:
        for values in (line.before, line.after):
            for field in ("organization_id", "referred_to"):
                if isinstance(value := values.get(field), str):
                    found.add(UUID(value))
    return {str(one.id): one.name for one in partners.names(reading, found)} if found else {}


@dataclass(frozen=True)
class Choices:
    """What the filter and the forms offer."""

    partners: Sequence[OrganizationName]
    may: frozenset[str]


def choices(reading: Reading, kinds: Sequence[str]) -> Choices:
    """Partners by name, and which of these commands the operator may give."""
    return Choices(partners.names(reading), frozenset(kind for kind in kinds if reading.may(kind)))
