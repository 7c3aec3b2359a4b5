"""What was changed in an incident and its parts, as the journal has it."""

from __future__ import annotations

from uuid import UUID

from opsdesk.incidents.records.tables import incident
from opsdesk.observations.around import HistoryLine
from opsdesk.observations.records.history import history_of
from opsdesk.store.transaction import Reading


def history(reading: Reading, incident_id: UUID, limit: int = 200) -> list[HistoryLine]:
    """What was changed in an incident, its log and its units, the latest first."""
    return history_of(reading, incident, incident_id, limit)
