"""The last sections of a shift briefing: whom to call, what ends soon, what is left out, the hand-over."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import TABLE_HEAD_HEIGHT, Drawing, Gap, SectionHead, Stack, rule, section
from opsdesk.briefings.ink import Style
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.passages import Align, Passage, Run, bold
from opsdesk.briefings.phrases import left_out_kinds, left_out_total, seen_when
from opsdesk.briefings.sections import FOOT, Making
from opsdesk.briefings.tables import Cell, Column, Sign, Table
from opsdesk.wording.language import _, ngettext
from opsdesk.wording.times import day, duration


def overdue(making: Making) -> Stack | None:
    """Whom to call because a bulletin is not confirmed, with a box to tick."""
    packet, stamp = making.packet, making.stamp
    if not packet.overdue:
        return None
    columns = [
        Column(_("Bulletin"), 225.4, most=2),
        Column(_("Recipient"), 207.2, most=2),
        Column(_("Sent"), 72, most=1),
        Column(_("Overdue"), 71.4, Align.RIGHT, most=1),
        Column(_("Call"), 131, most=1),
        Column(_("Done"), 46.4),
    ]
    box = Sign(lambda canvas, x, y, size: signs.tick_box(canvas, x + 3, y, size), "", 9.0)
    rows: list[list[Cell]] = [
        [
            (bold(line.code), Run(f" {line.title}")),
            line.recipient,
            seen_when(line.sent_at, stamp.generated_at, stamp.zone),
            duration(stamp.generated_at - line.due_at),
            line.telephone or "",
            box,
        ]
        for line in packet.overdue
    ]
    table = Table(making.setter, columns, rows, pad=3.1)
    note = _("bulletins not acknowledged in time")
    return section(making.setter, _("Overdue acknowledgements"), note, [table], height=TABLE_HEAD_HEIGHT)


def expiring(making: Making) -> Stack | None:
    """Licences, agreements and bulletins that end soon, soonest first."""
    packet, stamp = making.packet, making.stamp
    if not packet.expiring:
        return None
    today = stamp.generated_at.astimezone(stamp.zone).date()
    rows: list[list[Cell]] = []
    for item in sorted(packet.expiring, key=lambda e: e.ends):
        days = (item.ends - today).days
        rows.append(
            [
                item.what,
                day(item.ends, year=item.ends.year != today.year),
                bold(str(days)) if days <= 3 else str(days),
            ]
        )
    columns = [
        Column(_("What"), 251, most=2),
        Column(_("Ends"), 100, most=1),
        Column(_("Days"), 51, Align.RIGHT),
    ]
    table = Table(making.setter, columns, rows, pad=2.3)
    return section(making.setter, _("Expiring soon"), "", [table], height=TABLE_HEAD_HEIGHT)


def left_out(making: Making) -> Stack | None:
    """A count by kind of what this audience does not get; never a title or a number of a record."""
    packet = making.packet
    total = left_out_total(packet.left_out)
    if not total:
        return None
    lead = ngettext("{number} item", "{number} items", total).format(number=total)
    if packet.audience:
        text = ngettext(
            " is marked above {audience} or is not for this audience: {kinds}.",
            " are marked above {audience} or are not for this audience: {kinds}.",
            total,
        )
    else:
        text = ngettext(" is not for this audience: {kinds}.", " are not for this audience: {kinds}.", total)
    text = text.format(audience=packet.audience, kinds=left_out_kinds(packet.left_out))
    text += " " + _("Numbers on these pages do not count them.")
    body = Passage(making.setter, (bold(lead), Run(text)), ink.BODY)
    note = _("the liaison saw the list before printing")
    return section(making.setter, _("Left out for this audience"), note, [body])


def hand_over(making: Making, lines: int) -> list[Stack]:
    """Hand-over notes, lines to write on, and the signatures of both shifts, which stay together."""
    packet, setter = making.packet, making.setter
    text = [Passage(setter, packet.handover, ink.BODY)] if packet.handover.strip() else []
    head = SectionHead(setter, _("Hand-over notes"), "")
    closing: list[Flowable] = [_write_lines(lines), Gap(25), _signatures(making)]
    if text and text[0].wrap(480, 1e6)[1] > 260:
        first = section(setter, _("Hand-over notes"), "", text)
        return [first, Stack(closing, whole=True)]
    return [Stack([head, *text, *closing], whole=True)]


def _write_lines(lines: int) -> Drawing:
    def paint(canvas: Any, width: float, height: float) -> None:
        for i in range(lines):
            rule(canvas, 0, height - (i + 1) * ink.NOTE_LINE, width, 0.5, ink.RULE)

    return Drawing(lines * ink.NOTE_LINE, paint)


def _signatures(making: Making) -> Drawing:
    setter, packet = making.setter, making.packet
    watches: list[tuple[str, str]] = []
    for watch, fallback in ((packet.going, _("Shift going out")), (packet.coming, _("Shift coming in"))):
        name = watch.name if watch else fallback
        watches.append((name, watch.team or "" if watch else ""))

    def paint(canvas: Any, width: float, height: float) -> None:
        rule(canvas, 0, height, width)
        setter.put(canvas, 0, height - 14.4, _("Handed over and taken over"), ink.SECTION)
        half = (width - ink.COLUMN_GAP) / 2
        small = Style(8, 10, Weight.BOLD, ink.MID)
        for i, (name, team) in enumerate(watches):
            x = i * (half + ink.COLUMN_GAP)
            words = ", ".join(part for part in (name, team) if part)
            setter.put(canvas, x, height - 27.4, words, setter.fitted(words, small, half, 5.5))
            rule(canvas, x, height - 66, half * 0.62, 1.0)
            rule(canvas, x + half * 0.66, height - 66, half * 0.34, 1.0)
            setter.put(canvas, x, height - 74.5, _("Name and signature"), FOOT)
            setter.put(canvas, x + half * 0.66, height - 74.5, _("Time"), FOOT)

    return Drawing(78, paint)
