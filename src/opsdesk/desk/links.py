"""How one tab asks for another: show this record, show it on the map, look around it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal

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
    """

    record_asked = Signal(str, object)
    map_asked = Signal(str, object)

    def show(self, subject: str, record_id: UUID) -> None:
        """Show a record in its tab."""
        self.record_asked.emit(subject, record_id)

    def on_map(self, subject: str, record_id: UUID) -> None:
        """Show a record on the map."""
        self.map_asked.emit(subject, record_id)
