"""How one tab asks for another: show this record, show it on the map, look around it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.geo.places import Position
from opsdesk.observations.model import ObservationFilter

#: The tab that shows records of a subject.
HOMES = {
    "observation": "observations",
    "incident": "incidents",
    "unit": "incidents",
    "bulletin": "bulletins",
    "organization": "partners",
    "contact": "partners",
    "post": "partners",
}


class Links(QObject):
    """Tabs ask here; the session brings the tab to the front and calls it.

    Signals:
        record_asked(subject, UUID): `show_record` of the subject's tab.
        map_asked(subject, UUID): `show_on_map` of the Map tab.
        packet_asked(subject, UUID): `show_packet` of the Briefings tab.
        report_asked(Position): `report_at` of the Observations tab.
        filtered(): the Observations tab shows others now, see `observations`.

    Attributes:
        observations: what the Observations tab lets through, which the map follows; None before it said so.
    """

    record_asked = Signal(str, object)
    map_asked = Signal(str, object)
    packet_asked = Signal(str, object)
    report_asked = Signal(object)
    filtered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.observations: ObservationFilter | None = None

    def show(self, subject: str, record_id: UUID) -> None:
        """Show a record in its tab."""
        self.record_asked.emit(subject, record_id)

    def on_map(self, subject: str, record_id: UUID) -> None:
        """Show a record on the map."""
        self.map_asked.emit(subject, record_id)

    def packet(self, subject: str, record_id: UUID) -> None:
        """Print a record: the flyer of a bulletin, the briefing of an incident."""
        self.packet_asked.emit(subject, record_id)

    def report_at(self, position: Position) -> None:
        """Report an observation at a place."""
        self.report_asked.emit(position)

    def filter_observations(self, wanted: ObservationFilter) -> None:
        """The Observations tab shows these now."""
        if wanted != self.observations:
            self.observations = wanted
            self.filtered.emit()
