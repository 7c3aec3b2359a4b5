"""The first page of a shift briefing: what a commander reads, folded so that the upper half stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import Gap, Hanging, SectionHead, Stack, labelled, rule
from opsdesk.briefings.cards import card_kind, photo_frame
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import ShiftBriefing, Stamp
from opsdesk.briefings.passages import Align, Passage, Run, Setter, Text, bold
from opsdesk.briefings.phrases import (
    bolo_name,
    first_sentence,
    gap_words,
    incident_name,
    latest_safety,
    left_out_total,
    queue,
    short_description,
    up_to,
)
from opsdesk.briefings.sheet import Geometry
from opsdesk.bulletins.model import Bulletin, BulletinKind
from opsdesk.observations.model import Priority
from opsdesk.wording.language import _, ngettext
from opsdesk.wording.times import clock, period

_PHOTO = (22.4 * mm, 28 * mm)
_MOST_FIRST = 5
_MOST_BOLOS = 4
_LINES_EACH = 3


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the sections that page 1 refers to begin; None where there is none."""

    bolos: int | None = None
    cover: int | None = None
    left_out: int | None = None
    incidents: int | None = None


def paint_cover(
    canvas: Any, setter: Setter, sheet: Geometry, packet: ShiftBriefing, stamp: Stamp, pages: Pages
) -> None:
    """Draw everything of page 1 above the fold."""
    _title(canvas, setter, sheet, packet, stamp)
    _facts(canvas, setter, sheet, packet, stamp, pages)
    _figures(canvas, setter, sheet, packet)
    floor = sheet.fold + ink.FOLD_CLEAR
    y = sheet.height - 194.4
    bolos = by_heart(packet.bolos)
    strip = 21 + _PHOTO[1] + 7.5 if bolos else 0
    first = _first_block(setter, packet, stamp, pages, sheet.across, y - floor - strip)
    if first is not None:
        height = first.wrap(sheet.across, 1e6)[1]
        y -= height
        first.drawOn(canvas, sheet.left, y)
        y -= 7.5
    if bolos:
        _bolo_strip(canvas, setter, sheet, packet, bolos, pages, y)


def _title(canvas: Any, setter: Setter, sheet: Geometry, packet: ShiftBriefing, stamp: Stamp) -> None:
    top, right = sheet.height, sheet.right
    setter.put(canvas, sheet.left, top - 89, _("Shift briefing"), ink.TITLE)
    line = period(packet.start, packet.end, stamp.zone, long=True)
    setter.put(canvas, sheet.left, top - 106.8, line, setter.fitted(line, ink.PERIOD, 312, 9))
    x = right - 164.3
    setter.put(canvas, x, top - 75.9, _("Recipient"), ink.LABEL)
    name = Style(11.5, 14, Weight.BOLD)
    reader = stamp.recipient or "–"
    setter.put(canvas, x, top - 90.5, reader, setter.fitted(reader, name, 130, 7))
    who = ", ".join(part for part in (stamp.recipient_organization, up_to(packet.audience)) if part)
    setter.put(canvas, x, top - 104.6, who, setter.fitted(who, ink.BODY, 143, 5.5))
    setter.put(canvas, right, top - 75.9, _("Copy"), ink.LABEL, Align.RIGHT)
    number = _("none") if stamp.copy_number is None else str(stamp.copy_number)
    style = ink.KEY_FIGURE if stamp.copy_number is not None else Style(9, 12, Weight.BOLD)
    setter.put(canvas, right, top - 96.9, number, style, Align.RIGHT)
    if stamp.copies and stamp.copy_number is not None:
        of = _("of {copies}").format(copies=stamp.copies)
        setter.put(canvas, right, top - 105.4, of, Style(8, 10), Align.RIGHT)


def _facts(
    canvas: Any, setter: Setter, sheet: Geometry, packet: ShiftBriefing, stamp: Stamp, pages: Pages
) -> None:
    top = sheet.height
    rule(canvas, sheet.left, top - 121.9, sheet.across, 0.35, ink.LINE)
    rule(canvas, sheet.left, top - 155.9, sheet.across, 0.35, ink.LINE)
    facts: list[tuple[str, Text]] = [(_("Desk"), stamp.desk), (_("Prepared by"), packet.prepared_by)]
    if packet.shifts:
        facts.append((_("Shifts"), packet.shifts))
    total = left_out_total(packet.left_out)
    if total:
        items = ngettext("{number} item", "{number} items", total).format(number=total)
        see = _(", see page {page}").format(page=pages.left_out) if pages.left_out else ""
        facts.append((_("Left out for this audience"), (bold(items), Run(see))))
    else:
        facts.append((_("Left out for this audience"), _("nothing")))
    step = sheet.across / 4
    for i, (name, value) in enumerate(facts):
        style = setter.fitted(value, ink.BODY, step - 8, 6)
        labelled(setter, canvas, sheet.left + i * step, top - 132.9, name, value, style)


def _figures(canvas: Any, setter: Setter, sheet: Geometry, packet: ShiftBriefing) -> None:
    """The five figures; they count only what the page's audience gets."""
    uncovered = sum(1 for post in packet.posts if post.gaps)
    new = packet.observations_new if packet.observations_new is not None else len(packet.observations)
    figures = (
        (len(packet.open), ngettext("open\nincident", "open\nincidents", len(packet.open))),
        (new, ngettext("new\nobservation", "new\nobservations", new)),
        (len(packet.bolos), ngettext("BOLO\nin force", "BOLOs\nin force", len(packet.bolos))),
        (uncovered, ngettext("post not\ncovered", "posts not\ncovered", uncovered)),
        (
            len(packet.overdue),
            ngettext("overdue\nacknowledgement", "overdue\nacknowledgements", len(packet.overdue)),
        ),
    )
    step = sheet.across / 5
    y = sheet.height - 180.6
    for i, (number, words) in enumerate(figures):
        x = sheet.left + i * step
        used = setter.put(canvas, x, y, f"{number}", Style(20.4, 23, Weight.BOLD))
        for k, word in enumerate(words.split("\n")):
            style = setter.fitted(word, ink.NOTE, step - used - 7, 5)
            setter.put(canvas, x + used + 5, y + 8.4 - k * 9.2, word, style)


Mark = Callable[[Any, float, float], None]


def _first_block(
    setter: Setter, packet: ShiftBriefing, stamp: Stamp, pages: Pages, width: float, room: float
) -> Stack | None:
    """`Read this first`, in as many lines as there is room for; None where there is nothing to read."""
    entries = _entries(setter, packet, stamp, pages)
    if not entries:
        return None
    most = [1] * len(entries)
    for i in range(len(entries)):
        while most[i] < _LINES_EACH:
            wider = [*most[:i], most[i] + 1, *most[i + 1 :]]
            if _first_stack(setter, entries, wider).wrap(width, 1e6)[1] > room:
                break
            most = wider
    return _first_stack(setter, entries, most)


def _first_stack(setter: Setter, entries: Sequence[tuple[Mark, Text]], most: Sequence[int]) -> Stack:
    parts: list[Flowable] = []
    for (mark, text), lines in zip(entries, most, strict=True):
        if parts:
            parts.append(Gap(3.6))
        parts.append(Hanging(setter, mark, Passage(setter, text, ink.FIRST, most=lines), ink.FIRST, 22.9))
    return Stack(parts, head=SectionHead(setter, _("Read this first"), "", 20.8))


def _entries(setter: Setter, packet: ShiftBriefing, stamp: Stamp, pages: Pages) -> list[tuple[Mark, Text]]:
    """Every open emergency and urgent incident in the order of the queue, then the gaps in cover."""
    gaps = [post for post in packet.posts if post.gaps]
    texts = {incident.id: incident for incident in packet.first}
    urgent = [item for item in queue(packet.open, packet.late) if item.priority <= Priority.URGENT]
    room = _MOST_FIRST - (1 if gaps else 0)
    over = len(urgent) - room
    shown = urgent[: room - 1] if over > 0 else urgent
    entries: list[tuple[Mark, Text]] = []
    for item in shown:
        name = bold(f"{item.number} {incident_name(item)}")
        since = _("since {time}").format(time=clock(item.opened_at, stamp.zone))
        head = ", ".join(part for part in (item.place, since) if part)
        full = texts.get(item.id)
        summary = full.summary if full is not None else ""
        caution = latest_safety(full) if full is not None else ""
        mark = partial(_priority_mark, setter, item.priority)
        entries.append((mark, (name, Run(f", {head}. {summary}".rstrip() + " "), bold(caution))))
    if over > 0:
        rest = len(urgent) - len(shown)
        more = ngettext(
            "{rest} more open incident of priority 1 or 2",
            "{rest} more open incidents of priority 1 or 2",
            rest,
        )
        see = _(", see page {page}.").format(page=pages.incidents) if pages.incidents else "."
        mark = partial(_priority_mark, setter, urgent[len(shown)].priority)
        entries.append((mark, (bold(more.format(rest=rest)), Run(see))))
    if gaps:
        lead = bold(_("Not covered:") + " ")
        see = _(" Call list on page {page}.").format(page=pages.cover) if pages.cover else ""
        words = "; ".join(f"{post.name} ({gap_words(post, stamp.zone)})" for post in gaps[:6])
        if len(gaps) > 6:
            words += _(" and {rest} more").format(rest=len(gaps) - 6)
        entries.append((partial(_cover_mark, setter), (lead, Run(f"{words}.{see}"))))
    return entries


def _priority_mark(setter: Setter, value: Priority, canvas: Any, x: float, baseline: float) -> None:
    signs.priority(canvas, setter, value, x, baseline - 3.8, 14.4)


def _cover_mark(setter: Setter, canvas: Any, x: float, baseline: float) -> None:
    signs.no_cover(canvas, setter, x, baseline - 3.8, 14.4)


def by_heart(bolos: Sequence[Bulletin]) -> list[Bulletin]:
    """The four to know by heart: wanted ones first, and apart from them missing people."""
    missing = [b for b in bolos if b.kind is BulletinKind.MISSING_PERSON]
    wanted = [b for b in bolos if b.kind is not BulletinKind.MISSING_PERSON]
    kept = wanted[: _MOST_BOLOS - min(1, len(missing))]
    return [*kept, *missing[: _MOST_BOLOS - len(kept)]]


def _bolo_strip(
    canvas: Any,
    setter: Setter,
    sheet: Geometry,
    packet: ShiftBriefing,
    bolos: Sequence[Bulletin],
    pages: Pages,
    y: float,
) -> None:
    """Four photos to know by heart; y is the rule over them."""
    note = _("details on page {page}").format(page=pages.bolos) if pages.bolos else ""
    head = SectionHead(setter, _("BOLOs to know by heart"), note, 21)
    head.wrap(sheet.across, 21)
    head.drawOn(canvas, sheet.left, y - 21)
    top = y - 21
    step = (sheet.across + 12) / _MOST_BOLOS
    for i, bulletin in enumerate(bolos):
        x = sheet.left + i * step
        if i and (bulletin.kind is BulletinKind.MISSING_PERSON) != (bolos[i - 1].kind is bulletin.kind):
            _apart(canvas, x - 4, top - _PHOTO[1], _PHOTO[1])
        photo_frame(canvas, packet.photos, bulletin, x, top - _PHOTO[1], _PHOTO)
        words = Stack(_strip_words(setter, bulletin))
        width = step - _PHOTO[0] - 5 - (13 if i == _MOST_BOLOS - 1 else 7)
        height = words.wrap(width, _PHOTO[1])[1]
        words.drawOn(canvas, x + _PHOTO[0] + 5, top - height + 1)


def _apart(canvas: Any, x: float, y: float, height: float) -> None:
    """A line between the wanted and the missing."""
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(0.6)
    canvas.line(x, y, x, y + height)
    canvas.restoreState()


def _strip_words(setter: Setter, bulletin: Bulletin) -> list[Flowable]:
    style = Style(8.5, 10.4)
    parts: list[Flowable] = [Passage(setter, bold(bulletin.code), style), Gap(1.2)]
    subject = bulletin.subject
    if bulletin.kind is BulletinKind.MISSING_PERSON:
        parts.append(Passage(setter, bold(_("Missing")), style, most=1))
        parts.append(
            Passage(
                setter, f"{bolo_name(bulletin).rstrip('.')}. {short_description(bulletin)}", style, most=4
            )
        )
    elif subject.plate:
        parts.append(Passage(setter, bold(subject.plate), style, most=1))
        parts.append(Passage(setter, short_description(bulletin), style, most=4))
    else:
        named = f"{subject.name.rstrip('.')}. " if subject.name else ""
        looks = short_description(bulletin, at_a_glance=True)
        words = f"{card_kind(bulletin)}. {named}{looks}"
        parts.append(Passage(setter, words, style, most=5 if bulletin.caution else 6))
    if bulletin.caution:
        parts.append(Passage(setter, bold(first_sentence(bulletin.caution)), style, most=1))
    return parts
