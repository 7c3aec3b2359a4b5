"""The columns of the incidents list, and what a row looks like."""

from __future__ import annotations

from datetime import datetime

from opsdesk.desk.incidents.words import STATUS_INK, tr
from opsdesk.desk.widgets.cells import Cell, Column, RowLook
from opsdesk.incidents.model import OPEN, IncidentItem, IncidentStatus
from opsdesk.observations.model import Priority
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import age

_INK_OF_PRIORITY = {1: "text.high", 2: "text.high", 3: "text.mid", 4: "text.low"}


def columns() -> tuple[Column, ...]:
    """The columns from the left; widths in px at 100 %."""
    return (
        Column("priority", tr("Priority"), 120, _priority, 120, sort="priority"),
        Column("age", tr("Age"), 58, _age, 58, live=True, sort="newest"),
        Column("status", tr("Status"), 110, _status, 100),
        Column("title", tr("Title"), 320, _title, stretch=True),
        Column("place", tr("Place"), 170, _place, 130),
        Column("units", tr("Units"), 170, _units, 130),
        Column("handled_by", tr("Handled by"), 90, _handled_by, 0),
        Column("observations", tr("Observations"), 60, _observations, 0, untitled=True),
        Column("number", tr("No."), 48, _number, 0),
    )


def row_look(item: IncidentItem) -> RowLook:
    """Priority 1 alone tints its row, as long as it is open."""
    if item.priority is Priority.EMERGENCY and item.status in OPEN:
        return RowLook("tint.error", "priority.1")
    return RowLook()


def _priority(item: IncidentItem, _now: datetime) -> Cell:
    number = int(item.priority)
    return Cell(label(item.priority), _INK_OF_PRIORITY[number], bold=number == 1, priority=number)


def _age(item: IncidentItem, now: datetime) -> Cell:
    return Cell(age(item.opened_at, now), "text.high" if item.status in OPEN else "text.mid")


def _status(item: IncidentItem, _now: datetime) -> Cell:
    if item.status is IncidentStatus.CLOSED and item.disposition is not None:
        return Cell(capital(label(item.disposition)), "text.low", glyph="check", glyph_ink="text.low")
    return Cell(label(item.status), STATUS_INK[item.status])


def _title(item: IncidentItem, _now: datetime) -> Cell:
    return Cell(item.title, "text.high", bold=item.status in OPEN and not item.units)


def _place(item: IncidentItem, _now: datetime) -> Cell:
    return Cell(item.place or "–", "text.mid" if item.place else "text.low")


def _units(item: IncidentItem, _now: datetime) -> Cell:
    if item.units:
        return Cell(", ".join(item.units), "text.mid")
    if item.status in OPEN:
        return Cell(tr("nobody yet"), "state.overdue", bold=item.priority <= Priority.URGENT)
    return Cell("–", "text.low")


def _handled_by(item: IncidentItem, _now: datetime) -> Cell:
    return Cell(label(item.handled_by), "text.mid")


def _observations(item: IncidentItem, _now: datetime) -> Cell:
    return Cell(marks=(("visibility", str(item.observations)),) if item.observations else ())


def _number(item: IncidentItem, _now: datetime) -> Cell:
    return Cell(str(item.number), "text.low")
