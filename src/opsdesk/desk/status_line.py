"""The status line, 26 px: live or away, age of the data, what waits; what was told; who, where, marking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.feed import Feed
from opsdesk.desk.messages import Message, Messages, Tone
from opsdesk.desk.saved import SavedHere
from opsdesk.desk.widgets.chips import MarkingChip
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.handling import Marking
from opsdesk.store.link import Standing
from opsdesk.wording.standing import age_of_data, standing
from opsdesk.wording.times import clock

#: After so long without a sign of life the age of the data is told in the overdue colour.
_OLD = timedelta(seconds=30)

#: How each standing looks: glyph, its token, the ink of the words.
_STANDINGS = {
    Standing.LIVE: ("dot", "state.ok", "claimed"),
    Standing.CATCHING_UP: ("sync", "state.away", "away"),
    Standing.AWAY: ("away", "state.away", "away"),
}


class _Cell(QWidget):
    """A part of the line with a hair at its right or left."""

    def __init__(self, look: Appearance, *, right: bool = False) -> None:
        super().__init__()
        self._look = look
        self._right = right
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(look.px(10), 0, look.px(10), 0)
        self.row.setSpacing(look.px(5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hair."""
        x = 0 if self._right else self.width() - 1
        QPainter(self).fillRect(
            QRect(x, self._look.px(4), 1, self.height() - self._look.px(8)), self._look.color("bg.line")
        )


def _show(label: PlainLabel, shown: bool) -> None:
    """A label's cell goes with it, and with that its hair."""
    cell = label.parentWidget()
    if cell is not None:
        cell.setVisible(shown)


class StatusLine(QWidget):
    """See the module; the middle is the message place for what was done."""

    def __init__(
        self,
        look: Appearance,
        messages: Messages,
        now: Callable[[], datetime],
        zone: tzinfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._now, self._zone = look, now, zone
        self._feed: Feed | None = None
        self._saved: SavedHere | None = None
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 1, 0, 0)
        self._row.setSpacing(0)
        self._live_sign = Sign(look, 14)
        self._live = PlainLabel(size="small", strong=True)
        self._desks = PlainLabel(size="small")
        self._as_of = PlainLabel(size="small")
        self._waiting = PlainLabel(size="small")
        self._note = PlainLabel(ink="low", size="small")
        self._cells: list[_Cell] = []
        self._add([self._live_sign, self._live])
        for label in (self._desks, self._as_of, self._waiting, self._note):
            self._add([label])
        self._message_sign = Sign(look, 14)
        self._message = ElidedLabel(ink="high", size="small")
        self._row.addSpacing(look.px(10))
        self._row.addWidget(self._message_sign)
        self._row.addSpacing(look.px(5))
        self._row.addWidget(self._message, 1)
        self._who = PlainLabel(size="small")
        self._place = PlainLabel(size="small")
        self._marking_word = PlainLabel(self.tr("On screen"), size="small")
        self._chip = MarkingChip(look)
        self._right = [self._add([self._who], right=True), self._add([self._place], right=True)]
        self._right.append(self._add([self._marking_word, self._chip], right=True))
        messages.told.connect(self._told)
        messages.passed.connect(self._cleared)
        messages.cleared.connect(self._cleared)
        tick = QTimer(self)
        tick.setInterval(1000)
        tick.timeout.connect(self.refresh)
        tick.start()
        look.changed.connect(self._measure)
        self._measure()
        self.set_closed("")
        self._cleared()

    def set_closed(self, version: str) -> None:
        """No desk is open."""
        self._feed = None
        self._saved = None
        self._live_sign.hide()
        self._live.set_ink("mid")
        self._live.setText(self.tr("No desk open"))
        for label in (self._desks, self._as_of, self._waiting, self._note):
            _show(label, False)
        self._who.setText(version)
        for cell in self._right[1:]:
            cell.hide()

    def set_open(self, feed: Feed, who: str, desk: str, note: str = "") -> None:
        """A desk is open: `M. Rossi, dispatcher`, `Desk 2`; `note` says what is true of this database."""
        self._feed = feed
        feed.read.connect(self.refresh)
        feed.live_changed.connect(self.refresh)
        self._live_sign.show()
        self._who.setText(who)
        self._place.setText(desk)
        self._note.setText(note)
        _show(self._note, bool(note))
        for cell in self._right:
            cell.show()
        self.set_waiting(0)
        self.refresh()

    def set_link(self, saved: SavedHere) -> None:
        """How the shared database stands is told instead of what the feed alone knows."""
        self._saved = saved if saved.link is not None else None
        self.refresh()

    def set_desks(self, count: int) -> None:
        """How many desks share the database now."""
        self._desks.setText(self.tr("1 desk") if count == 1 else self.tr("{count} desks").format(count=count))
        _show(self._desks, count > 0)

    def set_waiting(self, count: int, needing: int = 0) -> None:
        """How many changes wait on this desk for the server, and how many for their author."""
        words = self.tr("{count} waiting").format(count=count)
        if needing:
            needs = self.tr("1 needs you") if needing == 1 else self.tr("{count} need you")
            words = (f"{words}, " if count else "") + needs.format(count=needing)
        self._waiting.setText(words)
        self._waiting.set_ink("away" if count or needing else "mid")
        _show(self._waiting, True)

    def set_marking(self, marking: Marking | None) -> None:
        """The strictest marking that is on the screen now; nothing is said where nothing is marked."""
        self._right[-1].setVisible(marking is not None)
        self._chip.set_marking(marking)

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what a narrow window has no place for."""
        _show(self._note, bool(self._note.text()) and not narrow)

    def refresh(self) -> None:
        """Live or away, and how old the data is."""
        feed = self._feed
        if feed is None:
            return
        link = self._saved.link if self._saved is not None else None
        if link is not None:
            glyph, token, ink = _STANDINGS[link.standing]
            self._live_sign.set_glyph(glyph, token)
            self._live.set_ink(ink)
            self._live.setText(standing(link, self._zone))
        elif feed.live:
            self._live_sign.set_glyph("dot", "state.ok")
            self._live.set_ink("claimed")
            self._live.setText(self.tr("Live"))
        else:
            self._live_sign.set_glyph("away", "state.away")
            self._live.set_ink("away")
            since = clock(feed.since, self._zone, seconds=True)
            self._live.setText(self.tr("Away since {time}").format(time=since))
        contact = self._saved.contact if self._saved is not None else None
        as_of = feed.as_of
        if contact is not None:
            self.set_desks(contact.desks or 0)
            # The heartbeat moves it, as long as all that was told has been read.
            as_of = contact.as_of if feed.live and as_of is not None else as_of
        _show(self._as_of, as_of is not None)
        if as_of is not None:
            self._tell_as_of(as_of, shared=link is not None)

    def _tell_as_of(self, as_of: datetime, *, shared: bool) -> None:
        """`data as of 14:01:38`; without a sign of life for long its age as well, in the overdue colour."""
        words = self.tr("data as of {time}").format(time=clock(as_of, self._zone, seconds=True))
        passed = self._now() - as_of
        old = passed > _OLD and (shared or not (self._feed is not None and self._feed.live))
        if old:
            words = self.tr("{words}, {age} old").format(words=words, age=age_of_data(passed))
        self._as_of.setText(words)
        self._as_of.set_ink("overdue" if old else "mid")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The hair along the top."""
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, self._look.color("bg.line"))

    def _add(self, parts: list[QWidget], *, right: bool = False) -> _Cell:
        cell = _Cell(self._look, right=right)
        for part in parts:
            cell.row.addWidget(part)
        self._row.addWidget(cell)
        self._cells.append(cell)
        return cell

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(26))

    def _told(self, message: Message) -> None:
        if message.tone in (Tone.WARNING, Tone.ERROR):
            self._cleared()
            return
        self._message.setText(message.text)
        self._message_sign.set_glyph("check" if message.tone is Tone.DONE else "info", "state.ok")
        self._message_sign.show()

    def _cleared(self) -> None:
        self._message.setText("")
        self._message_sign.hide()
