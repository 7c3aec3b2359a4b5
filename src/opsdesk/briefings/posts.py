"""Posts and cover of the coming shift as bars of time, gaps first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from reportlab.platypus import Flowable

from opsdesk.briefings import ink, signs
from opsdesk.briefings.blocks import Foot, Gap, rule, section
from opsdesk.briefings.blocks import Stack as Section
from opsdesk.briefings.ink import Style, colour
from opsdesk.briefings.lettering import Weight
from opsdesk.briefings.model import PostCover
from opsdesk.briefings.passages import Align, Setter
from opsdesk.briefings.sections import Making
from opsdesk.wording.language import _
from opsdesk.wording.times import clock

_BAR_LEFT = 119.0
_CALL = 354.0
_BAR_GAP = 15.0
_ROW = 15.6
_HEAD = 10.0
_TWO = 2
_MOST_BARS = 12
"""Beyond so many, posts without a gap are only named."""

Spans = Sequence[tuple[datetime, datetime]]


def posts_and_cover(making: Making) -> Section | None:
    """One bar for each post: who covers it from when to when, and whom to call to fill a gap."""
    packet, stamp = making.packet, making.stamp
    if not packet.posts or packet.next_start is None or packet.next_end is None:
        return None
    posts = sorted(packet.posts, key=lambda p: (not p.gaps, -_missing(p)))
    most = max(_MOST_BARS, sum(bool(post.gaps) for post in posts))
    posts, others = posts[:most], posts[most:]
    note = f"{clock(packet.next_start, stamp.zone)}–{clock(packet.next_end, stamp.zone)}"
    bars = Bars(making.setter, posts, packet.next_start, packet.next_end, making)
    small = Style(7.5, 9.8, Weight.REGULAR, ink.LOW)
    words = _("Grey bar: one officer; split bar: two or more; open box: nobody; no bar: closed.")
    parts: list[Flowable] = [bars, Gap(4), Foot(making.setter, words, small)]
    if others:
        covered = _("Covered whenever they need it as well: {posts}.")
        names = ", ".join(post.name for post in others)
        parts.append(Foot(making.setter, covered.format(posts=names), small, most=6))
    return section(making.setter, _("Posts and cover, gaps first"), note, parts, height=21.5)


def _missing(post: PostCover) -> float:
    return sum((end - start).total_seconds() for start, end in post.gaps)


class Bars(Flowable):  # type: ignore[misc]  # the library brings no types
    """The rows of posts under a scale of hours; splits between rows."""

    def __init__(
        self, setter: Setter, posts: Sequence[PostCover], start: datetime, end: datetime, making: Making
    ) -> None:
        super().__init__()
        self.setter, self.posts, self.start, self.end, self.making = setter, list(posts), start, end, making

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Width and height in points."""
        self.across = width
        return width, _HEAD + _ROW * len(self.posts)

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Two parts with at least two rows each."""
        fits = int((height - _HEAD) // _ROW)
        fits = min(fits, len(self.posts) - _TWO)
        if fits < _TWO:
            return []
        return [
            Bars(self.setter, some, self.start, self.end, self.making)
            for some in (self.posts[:fits], self.posts[fits:])
        ]

    def _x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return _BAR_LEFT + min(1.0, max(0.0, share)) * (self._right - _BAR_LEFT)

    @property
    def _right(self) -> float:
        return self.across * _CALL / 493.2 - _BAR_GAP + 1

    def draw(self) -> None:
        """Scale, rows, hairlines."""
        top = _HEAD + _ROW * len(self.posts)
        call = self.across * _CALL / 493.2
        self._scale(top)
        self.setter.put(self.canv, call, top - 5.6, _("Call to fill"), ink.TABLE_HEAD)
        rule(self.canv, 0, top - _HEAD, self.across, 0.6)
        y = top - _HEAD
        for post in self.posts:
            self._row(post, y, call)
            y -= _ROW
            rule(self.canv, 0, y, self.across, 0.35, ink.LINE)

    def _scale(self, top: float) -> None:
        zone = self.making.stamp.zone
        hours = max(1, round((self.end - self.start) / timedelta(hours=1)))
        step = timedelta(hours=next(s for s in (1, 2, 3, 4, 6, 12, 24, 48, 1000) if hours / s <= 8))
        # The first full hour; a shift rarely begins at another time, and then its labels stay readable.
        local = self.start.astimezone(zone)
        at = self.start + timedelta(minutes=-local.minute % 60, seconds=-local.second)
        style = Style(7, 9, Weight.REGULAR, ink.MID)
        while at <= self.end:
            words = clock(at, zone)
            words = words.removesuffix(":00")
            self.setter.put(self.canv, self._x(at), top - 5.0, words, style, Align.CENTRE)
            at += step

    def _row(self, post: PostCover, y: float, call: float) -> None:
        canvas, setter = self.canv, self.setter
        baseline = y - _ROW / 2 - 3
        weight = Weight.BOLD if post.gaps else Weight.REGULAR
        if post.gaps:
            signs.no_cover(canvas, setter, 0, y - _ROW / 2 - 5.6, 11.2)
        name = Style(8.5, 11, weight)
        setter.put(canvas, 14, baseline, post.name, setter.fitted(post.name, name, _BAR_LEFT - 18, 5))
        for start, end, officers in counted(post.covered, self.start, self.end):
            self._bar(self._x(start), self._x(end), y - _ROW / 2, officers)
        for start, end in post.gaps:
            self._gap(start, end, y - _ROW / 2)
        words = ", ".join(part for part in (post.call, post.telephone) if part) if post.gaps else ""
        style = Style(7.8, 10, Weight.BOLD)
        if not post.gaps:
            words, style = self._closed(post), Style(7.8, 10, Weight.REGULAR, ink.LOW)
        setter.put(canvas, call, baseline, words, setter.fitted(words, style, self.across - call, 5))

    def _bar(self, left: float, right: float, middle: float, officers: int) -> None:
        self.canv.saveState()
        self.canv.setFillColor(colour(ink.BAR))
        self.canv.rect(left, middle - 3.2, right - left, 6.4, fill=1, stroke=0)
        if officers >= _TWO:
            self.canv.setFillColor(colour(ink.WHITE))
            self.canv.rect(left, middle - 0.45, right - left, 0.9, fill=1, stroke=0)
        self.canv.restoreState()

    def _gap(self, start: datetime, end: datetime, middle: float) -> None:
        left, right = self._x(start), self._x(end)
        zone = self.making.stamp.zone
        self.canv.saveState()
        self.canv.setStrokeColor(colour(ink.INK))
        self.canv.setFillColor(colour(ink.WHITE))
        self.canv.setLineWidth(1)
        self.canv.rect(left, middle - 5.4, right - left, 10.8, fill=1, stroke=1)
        self.canv.restoreState()
        times = f"{clock(start, zone)}–{clock(end, zone)}"
        style = Style(7.2, 9, Weight.BOLD)
        for words in (_("nobody {times}").format(times=times), times, _("nobody")):
            if self.setter.width(words, style) <= right - left - 3:
                self.setter.put(self.canv, (left + right) / 2, middle - 2.6, words, style, Align.CENTRE)
                break

    def _closed(self, post: PostCover) -> str:
        """`closed 01:30–05:00`: when it need not be covered."""
        zone = self.making.stamp.zone
        closed = [f"{clock(a, zone)}–{clock(b, zone)}" for a, b in outside(post.needed, self.start, self.end)]
        return _("closed {times}").format(times=", ".join(closed[:2])) if closed and post.needed else ""


def counted(spans: Spans, start: datetime, end: datetime) -> list[tuple[datetime, datetime, int]]:
    """How many officers stand there from when to when; times with nobody are not in it."""
    inside = [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
    edges = sorted({edge for span in inside for edge in span})
    parts = []
    for a, b in pairwise(edges):
        officers = sum(1 for first, last in inside if first <= a and last >= b)
        if officers:
            parts.append((a, b, officers))
    return parts


def outside(needed: Spans, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times of the shift in which a post need not be covered."""
    parts, at = [], start
    for a, b in sorted(needed):
        if a > at:
            parts.append((at, min(a, end)))
        at = max(at, b)
    if at < end:
        parts.append((at, end))
    return parts
