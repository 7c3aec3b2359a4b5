"""The columns of the page of what waits on this desk."""

from __future__ import annotations

from datetime import datetime, tzinfo

from opsdesk.desk.saved import SavedHere
from opsdesk.desk.saved_rows import state_cell
from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.store.saved import Saved
from opsdesk.wording.language import _
from opsdesk.wording.saved import deed, note
from opsdesk.wording.times import age, when


def columns(saved: SavedHere, zone: tzinfo) -> tuple[Column, ...]:
    """The columns from the left; widths in px at 100 %."""

    def what(line: Saved, _now: datetime) -> Cell:
        return Cell(deed(line, saved.name_of(line)), "text.high", bold=True)

    def at(line: Saved, now: datetime) -> Cell:
        return Cell(when(line.saved_at, now, zone), "text.mid")

    def why(line: Saved, _now: datetime) -> Cell:
        return Cell(note(line, zone), "text.mid")

    return (
        Column("state", _("State"), 180, lambda line, _now: state_cell(line), 170),
        Column("at", _("Saved"), 90, at, 90, live=True),
        Column("age", _("Age"), 58, lambda line, now: Cell(age(line.saved_at, now)), 0, live=True),
        Column("what", _("What"), 210, what, 180, live=True),
        Column("title", _("Text"), 300, lambda line, _now: Cell(line.title, "text.high"), stretch=True),
        Column("why", _("What it means"), 360, why, 240),
        Column("number", _("No."), 48, lambda line, _now: Cell(line.local, "text.low"), 48),
    )
