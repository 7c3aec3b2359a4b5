"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.desk.incidents.filtering import Asked
from opsdesk.incidents import records
from opsdesk.incidents.model import Incident, IncidentCounts, IncidentFilter, IncidentItem, Unit
from opsdesk.observations import records as observations
from opsdesk.observations.around import HistoryLine
from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName
from opsdesk.store.page import Page

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Beyond this the whole is not counted to the end.
MANY = 99_999


def page(reading: Reading, asked: Asked, after: int | None, limit: int) -> Page[IncidentItem]:
    """The next rows of the list."""
    return records.page(reading, asked.filter, after, limit, asked.order)


def some(reading: Reading, ids: Sequence[UUID], asked: Asked) -> Sequence[IncidentItem]:
    """Those of the named ones that the filter shows."""
    return records.some(reading, ids, asked.filter)


def count(reading: Reading, asked: Asked) -> int:
    """How many the filter shows."""
    return records.count(reading, asked.filter)


def by_words(reading: Reading, text: str) -> Sequence[IncidentItem]:
    """The newest few that these words or this number find."""
    return records.page(reading, IncidentFilter(text=text), None, 8).items if text.strip() else ()


@dataclass(frozen=True)
class Counts:
    """What each view holds, how many there are in all, and own views by their id."""

    views: IncidentCounts
    total: int
    own: dict[str, int]


def counts(reading: Reading, today: datetime, own: dict[str, IncidentFilter]) -> Counts:
    """Count for the column of views; own ones up to 1,000."""
    return Counts(
        records.waiting(reading, today),
        records.count(reading, IncidentFilter(), MANY),
        {view_id: records.count(reading, wanted, 1_000) for view_id, wanted in own.items()},
    )


@dataclass(frozen=True)
class Opened:
    """One incident with the observations that it came from."""

    incident: Incident
    observations: Sequence[ObservationItem]


def opened(reading: Reading, incident_id: UUID) -> Opened:
    """What the detail shows first."""
    record = records.get(reading, incident_id)
    linked = [observation_id for observation_id, _number in record.observations]
    return Opened(record, observations.some(reading, linked, ObservationFilter()))


@dataclass(frozen=True)
class Around:
    """What is read a moment later."""

    history: Sequence[HistoryLine]
    units: Sequence[Unit]


def around(reading: Reading, incident_id: UUID) -> Around:
    """Its history, and the units of the desk."""
    return Around(records.history(reading, incident_id), records.units(reading))


def units(reading: Reading) -> Sequence[Unit]:
    """All units, free ones first."""
    return records.units(reading)


@dataclass(frozen=True)
class Choices:
    """What the filter and the forms offer."""

    partners: Sequence[OrganizationName]
    may: frozenset[str]


def choices(reading: Reading, kinds: Sequence[str]) -> Choices:
    """Partners by name, and which of these commands the operator may give."""
    return Choices(partners.names(reading), frozenset(kind for kind in kinds if reading.may(kind)))
