"""The sections of a shift briefing after its first page, as flowables; a section without records is None."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import (
    FOOT_GAP,
    TABLE_HEAD_HEIGHT,
    Columns,
    Foot,
    Gap,
    Stack,
    section,
)
from opsdesk.briefings.cards import CARD, CARD_GAP, Card
from opsdesk.briefings.ink import Style
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Note, ShiftBriefing, Stamp
from opsdesk.briefings.passages import Passage, Run, Setter, Text, bold
from opsdesk.briefings.phrases import (
    bolo_name,
    incident_name,
    queue,
    seen_when,
)
from opsdesk.briefings.tables import Cell, Column, Sign, Table
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.handling import Marking
from opsdesk.observations.model import ObservationItem, Priority, Vetting
from opsdesk.wording.labels import label
from opsdesk.wording.language import _, ngettext
from opsdesk.wording.times import clock, duration

_SIGN_ROW = 16.6
_PLAIN_ROW = 14.45
FOOT = Style(7.5, 9.8, Weight.REGULAR, ink.LOW)


@dataclass(frozen=True, slots=True)
class Give:
    """How much has given way to save a page, in the order of the printed pages' rules (0 nothing, 5 all)."""

    level: int = 0

    @property
    def gap(self) -> float:
        """Space between sections, in points."""
        return float(ink.SECTION_GAP_TIGHT if self.level >= 1 else ink.SECTION_GAP)

    @property
    def count_information(self) -> bool:
        """Priority 4 rows become a count."""
        return self.level >= 2

    @property
    def count_closed(self) -> bool:
        """Closed incidents become a count."""
        return self.level >= 3

    @property
    def short_narrative(self) -> bool:
        """A narrative has two lines."""
        return self.level >= 4

    @property
    def short_unchanged(self) -> bool:
        """A BOLO that has not changed since the last briefing has one line."""
        return self.level >= 5


@dataclass(frozen=True, slots=True)
class Making:
    """What every section needs: the setter, the packet, its stamp, and how much gives way."""

    setter: Setter
    packet: ShiftBriefing
    stamp: Stamp
    give: Give


def _sign(making: Making, value: Priority) -> Sign:
    weight = Weight.BOLD if value <= Priority.URGENT else None
    paint = partial(_paint_priority, making.setter, value)
    return Sign(paint, Run(label(value), weight), 12.0)


def _paint_priority(setter: Setter, value: Priority, canvas: Any, x: float, y: float, size: float) -> None:
    signs.priority(canvas, setter, value, x, y, size)


def open_incidents(making: Making) -> Stack | None:
    """Open incidents in the order of the queue."""
    packet, zone = making.packet, making.stamp.zone
    items = queue(packet.open, packet.late)
    counted = [i for i in items if making.give.count_information and i.priority is Priority.INFORMATION]
    shown = [i for i in items if i not in counted]
    if not items:
        return None
    rows: list[list[Cell]] = []
    for item in shown:
        status: Text = label(item.status).lower()
        if item.id in packet.late:
            status = (Run(f"{label(item.status).lower()}, "), bold(_("late")))
        rows.append(
            [
                _sign(making, item.priority),
                bold(str(item.number)),
                bold(incident_name(item)),
                item.place or "",
                _opened(item.opened_at, making),
                status,
                ", ".join(item.units) if item.units else bold(_("nobody")),
            ]
        )
    note = _("{number} open at {time}; by priority, late or with nobody first, then newest").format(
        number=len(items), time=clock(making.stamp.generated_at, zone)
    )
    if counted:
        note = _("{number} open, {shown} shown; {rest} of priority 4 are counted only").format(
            number=len(items), shown=len(shown), rest=len(counted)
        )
    columns = [
        Column(_("Priority"), 112.4, most=1),
        Column(_("No."), 48, most=1),
        Column(_("What"), 151, most=2),
        Column(_("Where"), 187, most=2),
        Column(_("Opened"), _opened_width((one.opened_at for one in shown), making, 64), most=1),
        Column(_("Status"), 109, most=2),
        Column(_("With"), 82, most=2),
    ]
    table = Table(making.setter, columns, rows, pad=2.0, least=_SIGN_ROW)
    parts: list[Flowable] = [table] if rows else []
    if packet.late:
        foot = (bold(_("late")), Run(_(": over the response time of its priority.")))
        parts += [Gap(FOOT_GAP), Foot(making.setter, foot, FOOT)]
    return section(making.setter, _("Open incidents"), note, parts, height=TABLE_HEAD_HEIGHT)


def _opened(at: datetime, making: Making) -> str:
    """`17:43` on the day the period ends, else with its day: `Fri 15:40`, `8 Jun 15:40`."""
    zone = making.stamp.zone
    words = seen_when(at, making.packet.end, zone)
    time = clock(at, zone)
    return words if time in words else f"{words} {time}"


def _opened_width(times: Iterable[datetime], making: Making, on_the_day: float) -> float:
    """Wider where a day stands before the time."""
    zone = making.stamp.zone
    day = making.packet.end.astimezone(zone).date()
    return on_the_day if all(at.astimezone(zone).date() == day for at in times) else 96.0


def new_observations(making: Making) -> Stack | None:
    """New observations by priority; those of priority 4 may be counted only. Never who gave the tip."""
    packet = making.packet
    items = sorted(packet.observations, key=lambda o: (o.priority, -o.n))
    if not items:
        return None
    new = packet.observations_new if packet.observations_new is not None else len(items)
    shown = [o for o in items if not (making.give.count_information and o.priority is Priority.INFORMATION)]
    times = [o.occurred_at or o.reported_at for o in shown]
    grades = packet.marking.rank >= Marking.AMBER.rank
    most = 2 if making.give.short_narrative else 4
    columns = [
        Column(_("Priority"), 104, most=1),
        Column(_("Seen"), _opened_width(times, making, 47.5), most=1),
        Column(_("What was seen"), 320, most=most),
        Column(_("Where"), 178, most=2),
        Column(_("From"), 65, most=1),
    ]
    if grades:
        columns.append(Column(_("Gr."), 39, most=1))
    rows = [_observation_row(making, item, grades) for item in shown]
    unseen = sum(item.vetting is Vetting.UNVETTED for item in items)
    note = ngettext("{number} in this period", "{number} in this period", new).format(number=new)
    if unseen:
        note += ", " + _("{number} of them not yet reviewed").format(number=unseen)
    if len(shown) < new:
        note += ", " + _("{shown} shown; {rest} of priority 4 are counted only").format(
            shown=len(shown), rest=new - len(shown)
        )
    foot = _("Names of people who tell us something are never printed.")
    if grades:
        foot = (
            _(
                "Gr., grade: source A reliable to F cannot be judged;"
                " information 1 confirmed to 6 cannot be judged."
            )
            + " "
            + foot
        )
    table = Table(making.setter, columns, rows, pad=2.3, least=_SIGN_ROW)
    parts: list[Flowable] = [table] if rows else []
    parts += [Gap(FOOT_GAP), Foot(making.setter, foot, FOOT)]
    return section(making.setter, _("New observations"), note, parts, height=TABLE_HEAD_HEIGHT)


def _observation_row(making: Making, item: ObservationItem, grades: bool) -> list[Cell]:
    row: list[Cell] = [
        _sign(making, item.priority),
        _opened(item.occurred_at or item.reported_at, making),
        item.summary,
        item.place or "",
        label(item.source_kind),
    ]
    return [*row, bold(item.grade or "–")] if grades else row


def closed_incidents(making: Making) -> Stack | None:
    """What was closed in the period, and what private partners took over."""
    packet, zone = making.packet, making.stamp.zone
    if not packet.closed:
        return None
    number = len(packet.closed)
    note = ngettext("{number} closed", "{number} closed", number).format(number=number)
    if packet.relief_calls:
        saved = duration(timedelta(minutes=packet.relief_minutes))
        note += "; " + _("{calls} of them by private partners, {saved} of police time saved").format(
            calls=packet.relief_calls, saved=saved
        )
    if making.give.count_closed:
        text = Passage(making.setter, _("Counted only, so that the briefing stays short."), ink.BODY)
        return section(making.setter, _("Closed in this period"), note, [text])
    columns = [
        Column(_("No."), 52, most=1),
        Column(_("What"), 142.5, most=2),
        Column(_("Where"), 208, most=2),
        Column(_("Open"), 108.5, most=1),
        Column(_("By"), 65, most=1),
        Column(_("Disposition"), 177.5, most=2),
    ]
    rows: list[list[Cell]] = []
    for item in sorted(packet.closed, key=lambda i: -i.n):
        ended = f"–{clock(item.closed_at, zone)}" if item.closed_at else ""
        outcome = f"{item.disposition.value} {label(item.disposition)}" if item.disposition else ""
        opened = f"{_opened(item.opened_at, making)}{ended}"
        rows.append(
            [
                bold(str(item.number)),
                incident_name(item),
                item.place or "",
                opened,
                label(item.handled_by),
                outcome,
            ]
        )
    table = Table(making.setter, columns, rows, pad=1.72, least=_PLAIN_ROW)
    return section(making.setter, _("Closed in this period"), note, [table], height=TABLE_HEAD_HEIGHT)


def bolos_in_force(making: Making) -> Stack | None:
    """Wanted people and vehicles."""
    wanted = [b for b in making.packet.bolos if b.kind is not BulletinKind.MISSING_PERSON]
    return _cards(making, _("BOLOs in force"), wanted)


def missing_people(making: Making) -> Stack | None:
    """Missing people have a section of their own and never stand among wanted ones."""
    missing = [b for b in making.packet.bolos if b.kind is BulletinKind.MISSING_PERSON]
    return _cards(making, _("Missing people"), missing)


def _cards(making: Making, title: str, bulletins: Sequence[Bulletin]) -> Stack | None:
    """Cards of two in a row; what has not changed since the last briefing may have one line each."""
    packet, stamp = making.packet, making.stamp
    if not bulletins:
        return None
    short = [b for b in bulletins if making.give.short_unchanged and b.id in packet.unchanged]
    full = [b for b in bulletins if b not in short]
    parts: list[Flowable] = []
    for i in range(0, len(full), 2):
        pair: list[Flowable] = [
            Card(making.setter, b, packet.photos, stamp.generated_at, stamp.zone) for b in full[i : i + 2]
        ]
        if len(pair) == 1:
            pair.append(Gap(0))
        if parts:
            parts.append(Gap(CARD_GAP))
        gap = 2 * CARD[0] / 84 * 3
        parts.append(Columns(pair, [1, 1], gap))
    if short:
        lines: list[Text] = [
            (bold(f"{b.code} "), Run(f"{bolo_name(b)}. {b.requested_action or ''}".rstrip(". ")))
            for b in short
        ]
        for line in lines:
            parts += [Gap(2), Passage(making.setter, line, ink.BODY, most=1)]
    note = ""
    if short:
        note = _("{shown} of {number}; {rest} have not changed since the last briefing").format(
            shown=len(full), number=len(bulletins), rest=len(short)
        )
    return section(making.setter, title, note, parts, height=21.5)


def notes_section(making: Making, title: str, notes: Sequence[Note]) -> Stack | None:
    """A section of one line for each note, its beginning in bold."""
    if not notes:
        return None
    parts: list[Flowable] = []
    for note in notes:
        lead = (bold(note.lead + " "),) if note.lead else ()
        parts.append(Passage(making.setter, (*lead, Run(note.text)), ink.BODY, most=8))
    return section(making.setter, title, "", parts)


def who_changed(making: Making) -> Stack | None:
    """Changes of agreements, contacts and licences in running text."""
    notes = making.packet.changed
    if not notes:
        return None
    runs: list[Run] = []
    for note in notes:
        runs += [bold(note.lead + " "), Run(note.text.rstrip() + " ")]
    return section(making.setter, _("Who changed"), "", [Passage(making.setter, runs, ink.BODY)])


def side_by_side(
    left: Flowable | None, right: Flowable | None, shares: tuple[float, float]
) -> Flowable | None:
    """Two short sections beside each other; one alone takes the whole width."""
    both = [part for part in (left, right) if part is not None]
    if len(both) == 2 and max(part.wrap(230, 1e6)[1] for part in both) < 400:
        return Columns(both, shares)
    if len(both) == 2:
        return Stack([both[0], Gap(ink.SECTION_GAP), both[1]])
    return both[0] if both else None
