"""The words of the Incidents tab."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from opsdesk.incidents.model import OPEN, HandledBy, Incident, IncidentStatus, UnitStatus
from opsdesk.observations.model import Priority
from opsdesk.wording.labels import label
from opsdesk.wording.times import when

#: The colour of a status: who is there is green, who is under way is blue, the rest is grey.
STATUS_INK: Mapping[IncidentStatus, str] = {
    IncidentStatus.OPEN: "text.high",
    IncidentStatus.REOPENED: "text.high",
    IncidentStatus.ASSIGNED: "text.high",
    IncidentStatus.EN_ROUTE: "accent.ink",
    IncidentStatus.ON_SCENE: "state.ok",
    IncidentStatus.CONTAINED: "state.ok",
    IncidentStatus.CLOSED: "text.low",
    IncidentStatus.CANCELLED: "text.low",
}
UNIT_INK: Mapping[UnitStatus, str] = {
    UnitStatus.AVAILABLE: "state.ok",
    UnitStatus.ASSIGNED: "text.high",
    UnitStatus.EN_ROUTE: "accent.ink",
    UnitStatus.ON_SCENE: "state.ok",
    UnitStatus.OUT_OF_SERVICE: "text.low",
}


def tr(text: str) -> str:
    """A text of this tab in the operator's language."""
    return QCoreApplication.translate("Incidents", text)


def is_open(record: Incident) -> bool:
    """Whether the desk works on it."""
    return record.status in OPEN


def nobody_yet(record: Incident) -> bool:
    """No unit is at it."""
    return is_open(record) and all(one.released_at is not None for one in record.units)


def asks_for_emergency(record: Incident) -> bool:
    """Priority 1 asks whether the emergency number was told."""
    return record.priority is Priority.EMERGENCY and record.emergency_told_at is None and is_open(record)


def handled_words(handled_by: HandledBy) -> str:
    """Who handles it; a private one is a service call."""
    return tr("private, service call") if handled_by is HandledBy.PRIVATE else label(handled_by)


def place_line(record: Incident, now: datetime, zone: tzinfo) -> str:
    """`Quai Antoine 1er · opened 13:31 by M. Rossi · police`."""
    opened = tr("opened {time} by {name}").format(
        time=when(record.opened_at, now, zone), name=record.opened_by_name
    )
    parts = [record.place or tr("no place"), opened, handled_words(record.handled_by)]
    if record.commander:
        parts.append(tr("command {name}").format(name=record.commander))
    return " · ".join(parts)
