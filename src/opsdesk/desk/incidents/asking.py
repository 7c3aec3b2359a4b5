"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.desk.list_queries import ListQueries
from opsdesk.incidents import records
from opsdesk.incidents.model import Incident, IncidentFilter, Unit
from opsdesk.observations import records as observations
from opsdesk.observations.around import HistoryLine
from opsdesk.observations.model import ObservationFilter, ObservationItem

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


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


def around(reading: Reading, of: Opened) -> Around:
    """Its history, and the units of the desk."""
    return Around(records.history(reading, of.incident.id), records.units(reading))


def units(reading: Reading) -> Sequence[Unit]:
    """All units, free ones first."""
    return records.units(reading)


QUERIES = ListQueries(records, IncidentFilter(), opened, around)
