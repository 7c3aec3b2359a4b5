"""A flyer that is over: why, what to do now, and the record below it pale, without a face."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from opsdesk.briefings import flyer_words as words
from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import SectionHead, Stack, numbered, rule
from opsdesk.briefings.facts import Facts
from opsdesk.briefings.flyer_parts import band, head_facts
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import Flyer, Stamp
from opsdesk.briefings.passages import Passage, Setter
from opsdesk.briefings.sheet import Geometry, outlined
from opsdesk.bulletins.model import BulletinKind, BulletinStatus
from opsdesk.wording.language import _

_FIGURE = (60 * mm, 75 * mm)
_TURN = 17
_PALE = ink.MID


def paint_ended(
    canvas: Any, setter: Setter, sheet: Geometry, flyer: Flyer, stamp: Stamp, state: BulletinStatus
) -> None:
    """Draw the whole page; neither photo, caution nor map is on it."""
    bulletin = flyer.bulletin
    band(canvas, setter, sheet, words.ended_title(state), bulletin.code, filled=False)
    head_facts(canvas, setter, sheet, words.head_facts(bulletin, state, stamp.zone))
    _paint_orders(canvas, setter, sheet, flyer, stamp, state)
    _paint_passed_on(canvas, setter, sheet)
    _paint_record(canvas, setter, sheet, flyer, stamp, state)
    _paint_word(canvas, setter, sheet, words.ended_word(state))


def _paint_orders(
    canvas: Any, setter: Setter, sheet: Geometry, flyer: Flyer, stamp: Stamp, state: BulletinStatus
) -> None:
    bulletin = flyer.bulletin
    reason = Passage(setter, words.end_reason(bulletin, state), Style(15, 19, Weight.BOLD), most=3)
    y = sheet.height - 138.3
    tall = reason.wrap(sheet.across, 1e6)[1]
    reason.drawOn(canvas, sheet.left, y - tall)
    y -= tall + 14
    orders = numbered(setter, words.stop_orders(flyer, state, stamp.zone), ink.ORDERS, 22.9, 5.2)
    tall = orders.wrap(sheet.across, 1e6)[1]
    orders.drawOn(canvas, sheet.left, y - tall)
    y -= tall + 16
    rule(canvas, sheet.left, y, sheet.across, 0.35, ink.LINE)
    if flyer.telephone:
        setter.put(canvas, sheet.left, y - 14.6, _("Confirm to the desk"), ink.LABEL)
        style = setter.fitted(flyer.telephone, Style(24, 28, Weight.BOLD), 165, 10)
        setter.put(canvas, sheet.left, y - 36.6, flyer.telephone, style)
    if flyer.radio:
        setter.put(canvas, sheet.left + 175.8, y - 14.6, _("By radio"), ink.LABEL)
        style = setter.fitted(flyer.radio, Style(14, 17, Weight.BOLD), sheet.across - 180, 7)
        setter.put(canvas, sheet.left + 175.8, y - 33.2, flyer.radio, style)


def _paint_passed_on(canvas: Any, setter: Setter, sheet: Geometry) -> None:
    y = sheet.fold + ink.FOLD_CLEAR + 13.0
    rule(canvas, sheet.left, y, sheet.across * 0.62, 0.7)
    rule(canvas, sheet.left + sheet.across * 0.66, y, sheet.across * 0.34, 0.7)
    small = Style(7.5, 9, Weight.REGULAR, ink.LOW)
    setter.put(canvas, sheet.left, y - 9, _("Passed on to the guards by"), small)
    setter.put(canvas, sheet.left + sheet.across * 0.66, y - 9, _("Time"), small)


def _paint_record(
    canvas: Any, setter: Setter, sheet: Geometry, flyer: Flyer, stamp: Stamp, state: BulletinStatus
) -> None:
    """What it was about, pale; the figure is the same for everyone."""
    bulletin = flyer.bulletin
    top = sheet.fold - ink.FOLD_CLEAR + 0.3
    titles = {BulletinStatus.CANCELLED: _("What is cancelled"), BulletinStatus.EXPIRED: _("What has expired")}
    head = SectionHead(setter, titles.get(state, _("What is replaced")))
    head.wrap(sheet.across, 1e6)
    head.drawOn(canvas, sheet.left, top - 21.5)
    y = top - 24.5
    figure = signs.no_vehicle if bulletin.kind is BulletinKind.BOLO_VEHICLE else signs.no_person
    figure(canvas, sheet.left, y - _FIGURE[1], *_FIGURE, pale=True)
    canvas.saveState()
    canvas.setStrokeColor(colour(ink.INK))
    canvas.setLineWidth(0.6)
    canvas.rect(sheet.left, y - _FIGURE[1], *_FIGURE, fill=0, stroke=1)
    canvas.restoreState()
    x, width = sheet.left + _FIGURE[0] + 16.7, sheet.across - _FIGURE[0] - 16.7
    room = y - sheet.bottom
    rows = words.record(bulletin, flyer.now)
    rows += words.ended_rows(flyer, stamp.zone)
    stack = _pale_words(setter, flyer, rows, 3)
    for most in (3, 2, 1):
        stack = _pale_words(setter, flyer, rows, most)
        if stack.wrap(width, 1e6)[1] <= room:
            break
    while rows and stack.wrap(width, 1e6)[1] > room:
        rows = rows[1:]
        stack = _pale_words(setter, flyer, rows, 1)
    tall = stack.wrap(width, 1e6)[1]
    stack.drawOn(canvas, x, y - tall)


def _pale_words(setter: Setter, flyer: Flyer, rows: Any, most: int) -> Stack:
    pale = replace(Style(9, 11.8), colour=_PALE)
    parts: list[Flowable] = [
        Passage(setter, words.ended_name(flyer.bulletin), Style(13, 16, Weight.BOLD, _PALE), most=2)
    ]
    called = words.aliases(flyer.bulletin)
    if called:
        parts.append(Passage(setter, called, pale, most=2))
    parts.append(Facts(setter, rows, pale, most=most, pad=2.0))
    return Stack(parts)


def _paint_word(canvas: Any, setter: Setter, sheet: Geometry, word: str) -> None:
    """The word across the record: outlined, 86 pt, 17 degrees."""
    canvas.saveState()
    canvas.translate(sheet.left + sheet.across / 2, sheet.fold - ink.FOLD_CLEAR - 145)
    canvas.rotate(_TURN)
    outlined(canvas, setter, word, 86, 7, ink.WHITE)
    outlined(canvas, setter, word, 86, 2.2, ink.INK)
    canvas.restoreState()
