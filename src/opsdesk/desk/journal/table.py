"""The columns of the journal, and what a line looks like."""

from __future__ import annotations

from datetime import datetime, tzinfo

from opsdesk.desk.journal.filtering import tr
from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.store.journal_page import JournalLine
from opsdesk.wording.acts import act
from opsdesk.wording.errors import subject as subject_words
from opsdesk.wording.fields import field
from opsdesk.wording.labels import capital
from opsdesk.wording.times import clock, day

#: Kinds that somebody should look at, with the icon that says so.
_WATCHED = {
    "access.denied": ("block", "state.overdue"),
    "intelligence.read": ("visibility", "state.waiting"),
    "file.original": ("visibility", "state.waiting"),
    "journal.purge": ("delete", "state.waiting"),
}
_RIGHT = "right"


def columns(zone: tzinfo) -> tuple[Column, ...]:
    """When, who, what, the fields that changed, the desk, the number; widths in px at 100 %."""
    return (
        Column("at", tr("When"), 138, lambda one, now: Cell(moment(one.at, now, zone), "text.mid"), 138),
        Column("who", tr("Who"), 150, _who, 130),
        Column("what", tr("What"), 300, _what, stretch=True),
        Column("fields", tr("Fields"), 220, _fields, 0),
        Column("desk", tr("Desk"), 100, lambda one, _now: Cell(one.desk, "text.low"), 0),
        Column("number", tr("No."), 76, lambda one, _now: Cell(f"{one.seq:,}", "text.low"), 70, right=True),
    )


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`14:02:07` today, `12 Jun 22:40:11` before: here seconds are data."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return clock(at, zone, seconds=True)
    return f"{day(local, year=local.year != today.year)} {clock(at, zone, seconds=True)}"


def words(one: JournalLine) -> str:
    """What the line says: `Graded observation 2417`."""
    return capital(act(one.kind, one.subject, one.name, one.facts))


def who(one: JournalLine) -> str:
    """Who did it; an attempt before anybody was signed in has nobody."""
    return one.operator_name or tr("nobody signed in")


def failed_sign_in(one: JournalLine) -> bool:
    """Whether it is an attempt to sign in that was turned away."""
    return one.kind == "operator.sign_in" and one.facts.get("outcome") not in (None, _RIGHT)


def _who(one: JournalLine, _now: datetime) -> Cell:
    return Cell(who(one), "text.high" if one.operator_name else "text.low")


def _what(one: JournalLine, _now: datetime) -> Cell:
    if failed_sign_in(one):
        return Cell(words(one), "text.high", glyph="lock", glyph_ink="state.overdue")
    glyph, ink = _WATCHED.get(one.kind, ("", ""))
    return Cell(words(one), "text.high", glyph=glyph, glyph_ink=ink)


def changed(one: JournalLine) -> str:
    """Which fields changed; of a part of the record, which part it is."""
    part = one.facts.get("table")
    if isinstance(part, str) and part != one.subject:
        return subject_words(part)
    return ", ".join(field(name) for name in one.fields)


def _fields(one: JournalLine, _now: datetime) -> Cell:
    return Cell(changed(one), "text.low")
