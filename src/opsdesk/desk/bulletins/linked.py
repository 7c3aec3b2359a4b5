"""What hangs together with a bulletin: the chain of those that superseded each other, and the sightings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from uuid import UUID

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from opsdesk.bulletins.model import BulletinStatus, ChainLink
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.sections import empty
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.observations.model import ObservationItem
from opsdesk.wording.labels import label
from opsdesk.wording.times import when


class _ChainMark(QWidget):
    """A ring on a line; the one that is shown is filled."""

    def __init__(self, look: Appearance, *, first: bool, last: bool, here: bool) -> None:
        super().__init__()
        self._look, self._first, self._last, self._here = look, first, last, here
        self.setFixedWidth(look.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, then ring."""
        painter, look = QPainter(self), self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(QPen(look.color("bg.line_strong"), 1.4))
        top = middle.y() if self._first else 0.0
        bottom = middle.y() if self._last else float(self.height())
        painter.drawLine(QPointF(middle.x(), top), QPointF(middle.x(), bottom))
        ink = look.color("accent.fill" if self._here else "bg.line_strong")
        painter.setPen(QPen(ink, 1.6))
        painter.setBrush(ink if self._here else look.color("bg.base"))
        painter.drawEllipse(middle, look.px(4), look.px(4))


class ChainSection(Section):
    """The bulletins that superseded each other, the oldest first.

    Signals:
        opened(UUID): another of them is to be shown.
    """

    opened = Signal(object)

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(look, tr("Chain"), parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)
        self._shown: object = None
        look.changed.connect(self.forget)
        self.column.addLayout(self._grid)

    def forget(self) -> None:
        """Measures or colours are others now: the next lines are built anew."""
        self._shown = None

    def show_chain(self, chain: Sequence[ChainLink], here: UUID, now: datetime, zone: tzinfo) -> None:
        """Fill it; a bulletin without others hides the section."""
        self.setVisible(len(chain) > 1)
        if (tuple(chain), here) == self._shown:
            return
        self._shown = (tuple(chain), here)
        empty(self._grid)
        for at, link in enumerate(chain):
            own = link.id == here
            mark = _ChainMark(self.look, first=at == 0, last=at == len(chain) - 1, here=own)
            self._grid.addWidget(mark, at, 0)
            self._grid.addWidget(self._code(link, own), at, 1)
            title = ElidedLabel(link.title, ink="high" if own else "mid", strong=own)
            title.setFixedHeight(self.look.px(26))
            self._grid.addWidget(title, at, 2)
            self._grid.addWidget(ElidedLabel(chain_words(link), ink="mid", size="small"), at, 3)
            time = PlainLabel(when(link.at, now, zone), ink="low", size="small")
            time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(time, at, 4)
        self._grid.setColumnStretch(3, 1)
        for at in range(len(chain)):
            item = self._grid.itemAtPosition(at, 3)
            words = item.widget() if item is not None else None
            if isinstance(words, ElidedLabel):
                words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _code(self, link: ChainLink, own: bool) -> QWidget:
        code = f"B-{link.number:04d}"
        if own:
            shown = PlainLabel(code, ink="high", strong=True)
            shown.setContentsMargins(self.look.px(4), 0, self.look.px(4), 0)
            return shown
        button = QPushButton(code)
        button.setProperty("plain", True)
        button.setStyleSheet(f"color: {self.look.hex('text.high')}; font-weight: 600;")
        button.clicked.connect(lambda _on=False, target=link.id: self.opened.emit(target))
        return button


def chain_words(link: ChainLink) -> str:
    """`superseded: colour and plate were wrong`, `in force`."""
    if link.status is BulletinStatus.PUBLISHED:
        return tr("in force")
    word = label(link.status).lower()
    return f"{word}: {link.reason}" if link.reason else word


class SightingsSection(Section):
    """The observations that somebody linked as a sighting, the latest first.

    Signals:
        opened(UUID): an observation is to be shown.
        unlinked(UUID): its link is to be taken away.
    """

    opened = Signal(object)
    unlinked = Signal(object)

    def __init__(self, look: Appearance, link: DeskAction, parent: QWidget | None = None) -> None:
        super().__init__(look, tr("Sightings"), parent)
        self._link = self.add_verb(link)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(3, 1)
        self._shown: object = None
        look.changed.connect(self.forget)
        self.column.addLayout(self._grid)

    def forget(self) -> None:
        """Measures or colours are others now: the next lines are built anew."""
        self._shown = None

    def show_sightings(
        self, sightings: Sequence[ObservationItem], now: datetime, zone: tzinfo, *, may_unlink: bool
    ) -> None:
        """Fill it; without any it says so in the head."""
        count = len(sightings)
        self.note.setText(str(count) if count else tr("none yet"))
        shown = (tuple(sightings), may_unlink)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._grid)
        for at, one in enumerate(sightings):
            sign = Sign(self.look, 14)
            sign.set_glyph("link", "state.ok")
            self._grid.addWidget(sign, at, 0)
            self._grid.addWidget(PlainLabel(tr("linked"), ink="claimed"), at, 1)
            number = QPushButton(str(one.number))
            number.setProperty("plain", True)
            number.setStyleSheet(f"color: {self.look.hex('text.high')}; font-weight: 600;")
            number.clicked.connect(lambda _on=False, target=one.id: self.opened.emit(target))
            self._grid.addWidget(number, at, 2)
            self._grid.addWidget(_Opening(one, self.opened), at, 3)
            told = when(one.occurred_at or one.reported_at, now, zone)
            right = " · ".join(part for part in (told, one.place) if part)
            self._grid.addWidget(PlainLabel(right, ink="low", size="small"), at, 4)
            unlink = QPushButton(tr("Unlink"))
            unlink.setProperty("plain", True)
            unlink.setVisible(may_unlink)
            unlink.clicked.connect(lambda _on=False, target=one.id: self.unlinked.emit(target))
            self._grid.addWidget(unlink, at, 5)


class _Opening(ElidedLabel):
    """A summary that opens its observation."""

    def __init__(self, item: ObservationItem, opened: object) -> None:
        super().__init__(item.summary, ink="high")
        self._id, self._opened = item.id, opened
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It was pressed."""
        self._opened.emit(self._id)  # type: ignore[attr-defined] # a bound signal
