"""The shift briefing: page 1 for the commander, then each section; and what gives way when it is long."""

from __future__ import annotations

from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import SectionHead, rule
from opsdesk.briefings.closing import expiring, hand_over, left_out, overdue
from opsdesk.briefings.cover import Pages, paint_cover
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Paper, ShiftBriefing, Stamp
from opsdesk.briefings.passages import Passage, Run, Setter, bold
from opsdesk.briefings.phrases import incident_name, queue, short_place, without_number
from opsdesk.briefings.pictures import map_picture, place
from opsdesk.briefings.posts import posts_and_cover
from opsdesk.briefings.sections import (
    Give,
    Making,
    bolos_in_force,
    closed_incidents,
    missing_people,
    new_observations,
    notes_section,
    open_incidents,
    side_by_side,
    who_changed,
)
from opsdesk.briefings.sheet import Geometry, Pager, Running, geometry, printed
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.model import Priority
from opsdesk.wording.labels import label
from opsdesk.wording.language import _
from opsdesk.wording.times import period

_LEVELS = 6
_AIM = 4
"""Two sheets printed on both sides: as long as something may give way, it does not grow beyond."""
_MAP_WIDTH = 102 * mm
_KEY_ROW = 15.7
_LEAST_LINES = 4


def shift_briefing(packet: ShiftBriefing, stamp: Stamp, setter: Setter, paper: Paper) -> tuple[bytes, int]:
    """The file and its number of pages."""
    sheet = geometry(paper)
    pager, pages = _laid_out(packet, stamp, setter, sheet)
    first = pager.pages[0]
    first.paints.insert(0, lambda canvas: paint_cover(canvas, setter, sheet, packet, stamp, pages))
    line = f"{stamp.desk}, {period(packet.start, packet.end, stamp.zone)}"
    running = Running(_("Shift briefing"), line, stamp, packet.marking)
    return printed(pager.pages, running, setter, sheet), len(pager.pages)


def _laid_out(packet: ShiftBriefing, stamp: Stamp, setter: Setter, sheet: Geometry) -> tuple[Pager, Pages]:
    """Lay it out with as little giving way as saves a page; beyond four pages everything gives way first."""
    layout = partial(_at_level, packet, stamp, setter, sheet)
    best = layout(0)
    if len(best[0].pages) <= _AIM:
        return best
    shortest = layout(_LEVELS - 1)
    aim = max(_AIM, len(shortest[0].pages))
    for level in range(_LEVELS - 1):
        tried = best if level == 0 else layout(level)
        if len(tried[0].pages) <= aim:
            return tried
    return shortest


def _at_level(
    packet: ShiftBriefing, stamp: Stamp, setter: Setter, sheet: Geometry, level: int
) -> tuple[Pager, Pages]:
    making = Making(setter, packet, stamp, Give(level))
    pager = Pager(sheet)
    pager.turn()
    if packet.map is not None:
        pager.pages[0].paints.append(partial(_paint_map_half, making, sheet, packet.map.paint))
        pager.turn()
    else:
        pager.skip_to(sheet.fold - ink.FOLD_CLEAR)
    begins: dict[str, int] = {}
    for name, block in _sections(making):
        if block is not None:
            begins[name] = pager.add(block, making.give.gap)
    _close(making, pager)
    pages = Pages(begins.get("bolos"), begins.get("cover"), begins.get("left_out"), begins.get("incidents"))
    return pager, pages


def _sections(making: Making) -> list[tuple[str, Flowable | None]]:
    packet = making.packet
    return [
        ("incidents", open_incidents(making)),
        ("observations", new_observations(making)),
        ("closed", closed_incidents(making)),
        ("bolos", bolos_in_force(making)),
        ("missing", missing_people(making)),
        ("cover", posts_and_cover(making)),
        (
            "safety",
            side_by_side(
                notes_section(making, _("Safety"), packet.safety),
                notes_section(making, _("Planned"), packet.planned),
                (1, 1),
            ),
        ),
        ("changed", who_changed(making)),
        ("overdue", overdue(making)),
        (
            "expiring",
            side_by_side(
                expiring(making), notes_section(making, _("Directives"), packet.directives), (402, 316)
            ),
        ),
        ("left_out", left_out(making)),
    ]


def _close(making: Making, pager: Pager) -> None:
    """Notes and signatures on one page; the lines to write on take what is left of it."""
    *before, last = hand_over(making, _LEAST_LINES)
    for block in before:
        pager.add(block, making.give.gap)
    height = last.wrap(pager.sheet.across, 1e6)[1]
    room = pager.room - making.give.gap
    if height > room:
        pager.turn()
        room = pager.room
    extra = int(max(0.0, room - height) // ink.NOTE_LINE)
    *_before, last = hand_over(making, _LEAST_LINES + extra)
    pager.add(last, making.give.gap)


# ---------------------------------------------------------------- the lower half of page 1


def _paint_map_half(making: Making, sheet: Geometry, paint: Any, canvas: Any) -> None:
    """The map of the period with its key, under the fold."""
    setter = making.setter
    top = sheet.fold - ink.FOLD_CLEAR + 0.3
    head = SectionHead(setter, _("Map of the period"), _("Pins carry the incident number"))
    head.wrap(sheet.across, 1e6)
    head.drawOn(canvas, sheet.left, top - 21.5)
    height = top - 21.5 - sheet.bottom - 5
    picture = map_picture(paint(_MAP_WIDTH / mm, height / mm), _MAP_WIDTH, height)
    place(canvas, picture, sheet.left, top - 21.5 - height, _MAP_WIDTH, height)
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(0.6)
    canvas.rect(sheet.left, top - 21.5 - height, _MAP_WIDTH, height, fill=0, stroke=1)
    canvas.restoreState()
    x = sheet.left + _MAP_WIDTH + 16
    _paint_key(canvas, making, x, sheet.right - x, top - 20.0, height)


def _paint_key(canvas: Any, making: Making, x: float, width: float, top: float, height: float) -> None:
    """The open incidents in the order of the queue, and what the signs mean."""
    setter, packet = making.setter, making.packet
    items = queue(packet.open, packet.late)
    fits = int((height - 52) // _KEY_ROW)
    shown = items if len(items) <= fits else items[: fits - 1]
    style = Style(8.5, 11)
    y = top
    for item in shown:
        signs.priority(canvas, setter, item.priority, x, y - 12.2, 11.4)
        setter.put(canvas, x + 15.5, y - 9.2, bold(str(item.number)), style)
        used = setter.width(str(item.number), Style(8.5, 11, Weight.BOLD))
        left = max(33.0, 15.5 + used + 4)
        line = Passage(setter, _key_words(setter, item, style, width - left), style, most=1)
        line.wrap(width - left, 11)
        line.drawOn(canvas, x + left, y - 9.2 - 2.55)
        y -= _KEY_ROW
        rule(canvas, x, y, width, 0.35, ink.LINE)
    if len(shown) < len(items):
        more = _("and {rest} more, in the table").format(rest=len(items) - len(shown))
        setter.put(canvas, x + 15.5, y - 9.2, more, Style(8.5, 11, Weight.REGULAR, ink.LOW))
        y -= _KEY_ROW
    _paint_legend(canvas, making, x, y - 8)


def _key_words(setter: Setter, item: IncidentItem, style: Style, width: float) -> list[Run]:
    """What and where, the place as short as it must be: its street's kind, without the number, none."""
    place = short_place(item.place or "")
    runs: list[Run] = []
    for where in (place, without_number(place), ""):
        runs = [Run(incident_name(item) + " "), Run(where, None, ink.LOW)]
        if setter.width(setter.prepared(runs), style) <= width:
            break
    return runs


def _paint_legend(canvas: Any, making: Making, x: float, top: float) -> None:
    setter = making.setter
    small = Style(7.6, 10, Weight.REGULAR, ink.MID)
    entries: list[tuple[Any, str]] = [
        (partial(signs.priority, canvas, setter, value), label(value)) for value in Priority
    ]
    entries.append((partial(signs.no_cover, canvas, setter), _("No cover")))
    entries.append((partial(signs.bust, canvas), _("BOLO, last seen")))
    for i, (sign, words) in enumerate(entries):
        at = x + (i % 2) * 93, top - 6 - (i // 2) * 13.3
        sign(at[0], at[1] - 5.2, 10.2)
        setter.put(canvas, at[0] + 14.5, at[1] - 2.6, words, small)
