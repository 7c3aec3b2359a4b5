"""What the tab asks of the database, each as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from opsdesk.desk.list_queries import ListQueries
from opsdesk.observations import records
from opsdesk.observations.around import EarlierHere, HistoryLine, SourceRecord
from opsdesk.observations.model import Observation, ObservationFilter, ObservationSource
from opsdesk.partners import records as partners

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


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


def around(reading: Reading, of: Opened) -> Around:
    """The source's own record, what was told near it before, and its history."""
    record = of.observation
    history = records.history(reading, record.id)
    return Around(
        None if record.organization_id is None else records.source_record(reading, record.organization_id),
        records.earlier_here(reading, record.id),
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


QUERIES = ListQueries(records, ObservationFilter(), opened, around)
