"""The incident briefing: ICS 201, blocks 1 to 10 in order; an empty block stays blank to write on."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import Drawing, Gap, Stack, numbered, rule
from opsdesk.briefings.boxes import INSET, BlankRows, Boxed, Chart, block_value, edged
from opsdesk.briefings.flyer_words import day_time
from opsdesk.briefings.ink import Style
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import IncidentBriefing, Paper, Place, Stamp
from opsdesk.briefings.passages import Passage, Run, Setter, Text, bold
from opsdesk.briefings.phrases import left_out_kinds, left_out_total, seen_when
from opsdesk.briefings.pictures import map_picture, place
from opsdesk.briefings.sheet import Geometry, Page, Pager, Running, geometry, printed
from opsdesk.briefings.tables import Cell, Column, Sign, Table
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _, ngettext
from opsdesk.wording.times import clock, duration

_HEAD_TALL = 31.4
_MAP_TALL, _MAP_LEAST = 296.0, 170.0
_PREPARED_TALL = 36.7
_LINE = 19.8
_LINES_LEAST = 2
_ROW = 16.4


def incident_briefing(
    packet: IncidentBriefing, stamp: Stamp, setter: Setter, paper: Paper
) -> tuple[bytes, int]:
    """The file and its number of pages."""
    sheet = geometry(paper, form=True)
    first, rest = _first_page(packet, stamp, setter, sheet)
    pager = Pager(sheet)
    pager.pages.append(first)
    _other_pages(pager, packet, stamp, setter, rest)
    running = Running(_("Incident briefing (ICS 201)"), stamp.desk, stamp, packet.marking, fold=False)
    return printed(pager.pages, running, setter, sheet), len(pager.pages)


# ---------------------------------------------------------------- page 1: blocks 1 to 6


def _first_page(
    packet: IncidentBriefing, stamp: Stamp, setter: Setter, sheet: Geometry
) -> tuple[Page, Flowable | None]:
    """Blocks 1 to 6; what of block 5 has no room comes back."""
    page = Page()
    page.paints.append(partial(_paint_title, packet, stamp, setter, sheet))
    page.paints.append(partial(_paint_head_blocks, packet, stamp, setter, sheet))
    top = sheet.height - 98.8 - _HEAD_TALL
    floor = sheet.bottom + _PREPARED_TALL
    summary = _summary(packet, setter)
    inner = sheet.across - 2 * INSET
    wanted = 15.0 + summary.wrap(inner, 1e6)[1] + _LINES_LEAST * _LINE
    map_tall = 0.0
    if packet.map is not None:
        map_tall = max(_MAP_LEAST, min(_MAP_TALL, top - floor - 16 - wanted))
        page.paints.append(partial(_paint_map, packet, setter, sheet, top, map_tall))
        top -= map_tall + 16
    else:
        sketch = min(_MAP_TALL, max(_MAP_LEAST, top - floor - 16 - wanted))
        page.paints.append(partial(_paint_sketch, setter, sheet, top, sketch + 16))
        top -= sketch + 16
    rest: Flowable | None = None
    room = top - floor - 16
    if summary.wrap(inner, 1e6)[1] > room:
        pieces = summary.split(inner, room)
        summary, rest = (pieces[0], pieces[1]) if len(pieces) > 1 else (Stack([]), summary)
    page.paints.append(partial(_paint_situation, setter, sheet, summary, top, floor))
    page.paints.append(partial(_paint_prepared, packet, stamp, setter, sheet, floor))
    return page, rest


def _paint_title(
    packet: IncidentBriefing, stamp: Stamp, setter: Setter, sheet: Geometry, canvas: Any
) -> None:
    incident = packet.incident
    top = sheet.height
    signs.priority(canvas, setter, incident.priority, sheet.left - 1, top - 89.6, 31)
    name = incident.title or capital(label(incident.category))
    title = ", ".join(part for part in (name, incident.place) if part)
    x = sheet.left + 36
    style = setter.fitted(title, Style(19.5, 23, Weight.BOLD), sheet.right - x, 9)
    setter.put(canvas, x, top - 74.2, title, style)
    state = _("{priority}, {status}, handled by: {by}. State at {time}, {age} after it was opened.").format(
        priority=label(incident.priority),
        status=label(incident.status).lower(),
        by=label(incident.handled_by),
        time=clock(packet.now, stamp.zone),
        age=duration(packet.now - incident.opened_at),
    )
    grey = Style(9.5, 12, Weight.REGULAR, ink.MID)
    setter.put(canvas, x, top - 88.2, state, setter.fitted(state, grey, sheet.right - x, 6))


def _paint_head_blocks(
    packet: IncidentBriefing, stamp: Stamp, setter: Setter, sheet: Geometry, canvas: Any
) -> None:
    incident = packet.incident
    top = sheet.height - 98.8
    shares = (328.0, 171.0, 281.0)
    number = f"{incident.opened_at.astimezone(stamp.zone).year}-{incident.number:04d}"
    values = (
        (_("1. Incident name"), incident.title or capital(label(incident.category))),
        (_("2. Incident number"), number),
        (_("3. Date and time initiated"), day_time(incident.opened_at, stamp.zone)),
    )
    x = sheet.left
    for share, (name, value) in zip(shares, values, strict=True):
        width = sheet.across * share / sum(shares)
        edged(canvas, x, top - _HEAD_TALL, width, _HEAD_TALL)
        block_value(setter, canvas, x, top, width, name, value)
        x += width


def _paint_map(
    packet: IncidentBriefing, setter: Setter, sheet: Geometry, top: float, tall: float, canvas: Any
) -> None:
    assert packet.map is not None
    edged(canvas, sheet.left, top - tall - 16, sheet.across, tall + 16)
    setter.put(canvas, sheet.left + INSET, top - 8.6, _("4. Map, sketch"), ink.LABEL)
    x, width = sheet.left + 5.9, sheet.across - 11.8
    picture = map_picture(packet.map.paint(width / mm, tall / mm), width, tall)
    place(canvas, picture, x, top - 11.2 - tall, width, tall)
    edged(canvas, x, top - 11.2 - tall, width, tall)


def _paint_sketch(setter: Setter, sheet: Geometry, top: float, tall: float, canvas: Any) -> None:
    """No position is known: the block stays blank for a sketch by hand."""
    edged(canvas, sheet.left, top - tall, sheet.across, tall)
    setter.put(canvas, sheet.left + INSET, top - 8.6, _("4. Map, sketch"), ink.LABEL)


def _summary(packet: IncidentBriefing, setter: Setter) -> Stack:
    parts: list[Flowable] = []
    for lead, sentences in (
        (_("Situation."), (packet.situation,)),
        (_("Hazards."), packet.hazards),
        (_("Protection."), packet.protection),
    ):
        text = " ".join(s.strip() for s in sentences if s.strip())
        if text:
            if parts:
                parts.append(Gap(4))
            parts.append(Passage(setter, (bold(lead + " "), Run(text)), ink.FIRST))
    return Stack(parts)


def _paint_situation(
    setter: Setter, sheet: Geometry, summary: Flowable, top: float, floor: float, canvas: Any
) -> None:
    """Block 5 takes what is left of the page, ruled to write on."""
    edged(canvas, sheet.left, floor, sheet.across, top - floor)
    setter.put(
        canvas,
        sheet.left + INSET,
        top - 9.4,
        _("5. Situation summary and health and safety briefing"),
        ink.LABEL,
    )
    inner = sheet.across - 2 * INSET
    tall = summary.wrap(inner, 1e6)[1]
    summary.drawOn(canvas, sheet.left + INSET, top - 13.5 - tall)
    y = top - 13.5 - tall - _LINE
    while y > floor + 6:
        rule(canvas, sheet.left + INSET, y, inner, 0.5, ink.RULE)
        y -= _LINE


def _paint_prepared(
    packet: IncidentBriefing, stamp: Stamp, setter: Setter, sheet: Geometry, top: float, canvas: Any
) -> None:
    bottom = top - _PREPARED_TALL
    split = sheet.across * 484 / 780
    edged(canvas, sheet.left, bottom, split, _PREPARED_TALL)
    edged(canvas, sheet.left + split, bottom, sheet.across - split, _PREPARED_TALL)
    x = sheet.left + INSET
    setter.put(canvas, x, top - 9.2, _("6. Prepared by"), ink.LABEL)
    who = ", ".join(part for part in (packet.prepared_by, stamp.desk) if part)
    setter.put(canvas, x, top - 21.4, who, setter.fitted(who, ink.FIRST, split * 0.575 - 8, 5.5))
    sign = sheet.left + split * 0.578
    setter.put(canvas, sign, top - 9.2, _("Signature"), ink.SMALL)
    rule(canvas, sign, bottom + 7.5, split * 0.388, 0.7)
    x = sheet.left + split + INSET
    setter.put(canvas, x, top - 9.2, _("Date, time"), ink.LABEL)
    setter.put(canvas, x, top - 21.4, day_time(packet.now, stamp.zone), ink.FIRST)


# ---------------------------------------------------------------- the pages after: blocks 7 to 10


def _other_pages(
    pager: Pager, packet: IncidentBriefing, stamp: Stamp, setter: Setter, rest: Flowable | None
) -> None:
    """Blocks 7 to 10 from the top; block 10 fills its page with rows to write in."""
    pager.turn()
    start = pager.sheet.height - 58.9
    pager.skip_to(start)
    if rest is not None:
        again = _("5. Situation summary and health and safety briefing, continued")
        _add(pager, Boxed(setter, again, rest), start)
    objectives = numbered(setter, packet.objectives, Style(9.8, 13.4), 13, 1.6, most=4)
    _add(pager, Boxed(setter, _("7. Current and planned objectives"), objectives, 22), start)
    actions = _actions(packet, stamp, setter)
    _add(pager, Boxed(setter, _("8. Current and planned actions, strategies, tactics"), actions, 24), start)
    chart = Chart(setter, packet.commander, _staff(packet), _sections(packet))
    _add(pager, Boxed(setter, _("9. Current organization"), chart, 24), start)
    _add(pager, Boxed(setter, _("10. Resource summary"), _resources(packet, stamp, setter), 5), start)
    _fill(pager, packet, setter)


def _add(pager: Pager, block: Flowable, start: float) -> None:
    """Place a box right under the one before; a new page begins under the running line."""
    rest: Flowable | None = block
    while rest is not None:
        tall = rest.wrap(pager.sheet.across, 1e6)[1]
        pieces = [rest] if tall <= pager.room else rest.split(pager.sheet.across, pager.room)
        if pieces:
            pager.add(pieces[0], 0)
            rest = pieces[1] if len(pieces) > 1 else None
        elif pager.room >= start - pager.sheet.bottom - 1:
            pager.add(rest, 0)
            rest = None
        if rest is not None:
            pager.turn()
            pager.skip_to(start)


def _staff(packet: IncidentBriefing) -> tuple[Place, ...]:
    return packet.staff or (Place(position=_("Safety officer")), Place(position=_("Liaison officer")))


def _sections(packet: IncidentBriefing) -> tuple[Place, ...]:
    names = (_("Operations"), _("Planning"), _("Logistics"), _("Finance, administration"))
    return packet.sections or tuple(Place(position=name) for name in names)


def _when(at: datetime | None, packet: IncidentBriefing, stamp: Stamp) -> str:
    return seen_when(at, packet.now, stamp.zone)


def _actions(packet: IncidentBriefing, stamp: Stamp, setter: Setter) -> Table:
    columns = [Column(_("Time"), 69), Column(_("Action"), 698, most=4)]
    rows: list[list[Cell]] = [
        [bold(_when(at, packet, stamp)), text] for at, text in sorted(packet.actions, key=lambda a: a[0])
    ]
    for at, text in packet.planned:
        words: Text = Run(_("planned: {action}").format(action=text), Weight.ITALIC)
        rows.append([Run(_when(at, packet, stamp), Weight.BOLD_ITALIC), words])
    return Table(setter, columns, rows, pad=1.85, least=14.7)


_COLUMNS = (190.5, 95, 87, 87, 74, 233.5)


def _resources(packet: IncidentBriefing, stamp: Stamp, setter: Setter) -> Table:
    heads = (_("Resource"), _("Identifier"), _("Ordered"), _("ETA"), _("Arrived"), _("Notes"))
    columns = [Column(head, share, most=2) for head, share in zip(heads, _COLUMNS, strict=True)]
    rows: list[list[Cell]] = []
    for item in packet.resources:
        box = Sign(partial(_paint_tick, item.arrived), "", 8.5)
        rows.append(
            [
                item.name,
                bold(item.identifier),
                _when(item.ordered, packet, stamp),
                _when(item.eta, packet, stamp),
                box,
                item.notes,
            ]
        )
    return Table(setter, columns, rows, pad=2.7, least=_ROW)


def _paint_tick(ticked: bool, canvas: Any, x: float, y: float, size: float) -> None:
    signs.tick_box(canvas, x + 2.5, y, size, ticked=ticked)


def _fill(pager: Pager, packet: IncidentBriefing, setter: Setter) -> None:
    """The last box grows to the foot of its page: rows to write in, or the count of what is left out."""
    page = pager.pages[-1]
    box, x, y = page.placed.pop()
    assert isinstance(box, Boxed)
    room = y - pager.sheet.bottom
    foot = _left_out(packet, setter)
    tall = foot.wrap(pager.sheet.across - 2 * INSET, 1e6)[1] + 3 if foot is not None else 0.0
    rows = max(0, int((room - tall) // _ROW))
    tick = sum(_COLUMNS[:4]) / sum(_COLUMNS)
    blank = BlankRows(rows, _ROW, lambda canvas, x, y: signs.tick_box(canvas, x + 2.5, y, 8.5), tick)
    parts: list[Flowable] = [box.part, blank]
    if foot is not None:
        parts += [Gap(3), foot]
    parts.append(Drawing(max(0.0, room - rows * _ROW - tall), lambda *_nothing: None))
    grown = Boxed(setter, box.label, Stack(parts), box.below)
    height = grown.wrap(pager.sheet.across, 1e6)[1]
    page.placed.append((grown, x, y + box.tall - height))


def _left_out(packet: IncidentBriefing, setter: Setter) -> Passage | None:
    total = left_out_total(packet.left_out)
    if not total:
        return None
    text = ngettext(
        "{number} item is left out for this audience: {kinds}.",
        "{number} items are left out for this audience: {kinds}.",
        total,
    ).format(number=total, kinds=left_out_kinds(packet.left_out))
    return Passage(setter, text, ink.NOTE, most=2)
