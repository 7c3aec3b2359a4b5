"""The columns of the observations list, and what a row looks like."""

from __future__ import annotations

from datetime import datetime, tzinfo
from uuid import UUID

from opsdesk.desk.observations.words import is_late, nobody_has, source_words, tr, waits_for_reply
from opsdesk.desk.widgets.cells import Cell, Column, RowLook
from opsdesk.observations.model import OPEN, ObservationItem, ObservationStatus, Priority
from opsdesk.wording.labels import capital, label
from opsdesk.wording.times import age, clock, when

_INK_OF_PRIORITY = {1: "text.high", 2: "text.high", 3: "text.mid", 4: "text.low"}


def columns(me: UUID, zone: tzinfo) -> tuple[Column, ...]:
    """The columns from the left; widths in px at 100 %."""

    def state(item: ObservationItem, now: datetime) -> Cell:
        return state_cell(item, me, now, zone)

    return (
        Column("priority", tr("Priority"), 120, _priority, 120, sort="priority"),
        Column("age", tr("Age"), 58, _age, 58, live=True, sort="newest"),
        Column("state", tr("State"), 152, state, 150, live=True),
        Column("summary", tr("Summary"), 320, _summary, stretch=True),
        Column("place", tr("Place"), 170, _place, 130),
        Column("grade", tr("Grade"), 50, _grade, 50),
        Column("source", tr("Source"), 154, _source, 0),
        Column("marks", tr("Photos and links"), 60, _marks, 0, untitled=True),
        Column("number", tr("No."), 48, _number, 0),
    )


def row_look(item: ObservationItem) -> RowLook:
    """Priority 1 alone tints its row, as long as it is open."""
    if item.priority is Priority.EMERGENCY and item.status in OPEN:
        return RowLook("tint.error", "priority.1")
    return RowLook()


def state_cell(item: ObservationItem, me: UUID, now: datetime, zone: tzinfo) -> Cell:
    """Who has it, or what it waits for. Waiting colours the glyph only, overdue the words too."""
    if waits_for_reply(item):
        return _reply(item, now, zone)
    if nobody_has(item):
        if is_late(item, now):
            text = tr("Unclaimed {age}").format(age=age(item.reported_at, now))
            return Cell(text, "state.overdue", bold=True, glyph="overdue", glyph_ink="state.overdue")
        return Cell(tr("New"), "state.new", glyph="dot", glyph_ink="state.new")
    if item.claimed_by == me:
        return Cell(tr("Mine"), "state.claimed", glyph="person", glyph_ink="state.claimed")
    if item.claimed_by is not None:
        return Cell(item.claimed_by_name or tr("Another operator"), glyph="person", glyph_ink="text.mid")
    if item.status is ObservationStatus.CLOSED and item.disposition is not None:
        return Cell(capital(label(item.disposition)), "text.low", glyph="check", glyph_ink="text.low")
    glyph = "link" if item.status is ObservationStatus.CONVERTED else "check"
    return Cell(label(item.status), "text.low", glyph=glyph, glyph_ink="text.low")


def _reply(item: ObservationItem, now: datetime, zone: tzinfo) -> Cell:
    if item.reply_due is None:
        return Cell(label(item.status), "text.mid", glyph="hourglass_empty", glyph_ink="state.waiting")
    if item.reply_due < now:
        text = tr("Reply overdue {age}").format(age=age(item.reply_due, now))
        return Cell(text, "state.overdue", bold=True, glyph="overdue", glyph_ink="state.overdue")
    same_day = item.reply_due.astimezone(zone).date() == now.astimezone(zone).date()
    due = clock(item.reply_due, zone) if same_day else when(item.reply_due, now, zone)
    return Cell(
        tr("Reply due {time}").format(time=due),
        "text.mid",
        glyph="hourglass_empty",
        glyph_ink="state.waiting",
    )


def _priority(item: ObservationItem, _now: datetime) -> Cell:
    number = int(item.priority)
    return Cell(label(item.priority), _INK_OF_PRIORITY[number], bold=number == 1, priority=number)


def _age(item: ObservationItem, now: datetime) -> Cell:
    return Cell(age(item.reported_at, now), "text.high" if nobody_has(item) else "text.mid")


def _summary(item: ObservationItem, _now: datetime) -> Cell:
    """Bold until somebody has read it, which is when they took it up."""
    return Cell(item.summary, "text.high", bold=item.status is ObservationStatus.NEW and nobody_has(item))


def _place(item: ObservationItem, _now: datetime) -> Cell:
    return Cell(item.place or "–", "text.mid" if item.place else "text.low")


def _grade(item: ObservationItem, _now: datetime) -> Cell:
    return Cell(item.grade or "–", "text.high" if item.grade else "text.low")


def _source(item: ObservationItem, _now: datetime) -> Cell:
    return Cell(source_words(item), "text.mid")


def _marks(item: ObservationItem, _now: datetime) -> Cell:
    marks: list[tuple[str, str]] = []
    if item.photos:
        marks.append(("photo_camera", str(item.photos)))
    if item.linked:
        marks.append(("link", str(item.linked) if item.linked > 1 else ""))
    return Cell(marks=tuple(marks))


def _number(item: ObservationItem, _now: datetime) -> Cell:
    return Cell(str(item.number), "text.low")
