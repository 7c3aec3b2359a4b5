"""The strip above the detail: what is saved on this desk alone, newest first, while anything is."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.saved import SavedHere
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.store.saved import Saved, State
from opsdesk.wording.saved import deed, note, state
from opsdesk.wording.times import clock

#: How many lines stand in it; the rest is on the page of what waits.
SHOWN = 4
#: In a window less high than this (px at 100 %) fewer: the record under it is what is worked on.
SHORT, SHOWN_SHORT = 900, 2

_INKS = {State.CONFLICT: "waiting", State.REJECTED: "error"}


class SavedStrip(QWidget):
    """See the module; it takes no focus and no place while nothing is saved here.

    Signals:
        all_asked(): the page of what waits on this desk.
    """

    all_asked = Signal()

    def __init__(
        self, look: Appearance, saved: SavedHere, zone: tzinfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._saved, self._zone = look, saved, zone
        self._shown: tuple[Saved, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(14), look.px(8), look.px(14), look.px(9))
        column.setSpacing(look.px(4))
        head = QHBoxLayout()
        head.setSpacing(look.px(6))
        sign = Sign(look, 14)
        sign.set_glyph("save", "state.away")
        head.addWidget(sign)
        self._title = PlainLabel(ink="away", strong=True)
        head.addWidget(self._title)
        head.addStretch(1)
        self._kept = PlainLabel(self.tr("encrypted, kept over a restart"), ink="mid", size="small")
        head.addWidget(self._kept)
        column.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(10))
        self._grid.setVerticalSpacing(look.px(1))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._all = QPushButton()
        self._all.setProperty("plain", True)
        self._all.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._all.clicked.connect(self.all_asked)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        saved.changed.connect(self.refresh)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show what is saved now; filled only where it is seen."""
        lines = self._saved.unsettled
        self.setVisible(bool(lines))
        if lines and self.isVisible() and lines != self._shown:
            self._fill(lines)

    def showEvent(self, event: QShowEvent) -> None:
        """It came into view: what changed meanwhile is filled in."""
        super().showEvent(event)
        if self._saved.unsettled != self._shown:
            self._fill(self._saved.unsettled)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its tint, over a line of its colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("tint.away"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.color("state.away"))

    def _fill(self, lines: tuple[Saved, ...]) -> None:
        self._shown = lines
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._title.setText(self.tr("Saved on this desk: {count}").format(count=len(lines)))
        # What needs a person stands first, then the newest.
        first = sorted(lines, key=lambda one: (one.state is State.WAITING, -one.number))
        fits = SHOWN if self.window().height() > self._look.px(SHORT) else SHOWN_SHORT
        for at, line in enumerate(first[:fits]):
            self._add(2 * at, line)
        more = len(lines) - fits
        words = self.tr("All {count}…").format(count=len(lines)) if more > 0 else self.tr("What waits here…")
        self._all.setText(words)

    def _add(self, row: int, line: Saved) -> None:
        time = PlainLabel(clock(line.saved_at, self._zone, seconds=True), ink="mid", size="small")
        self._grid.addWidget(time, row, 0, Qt.AlignmentFlag.AlignTop)
        words = QHBoxLayout()
        words.setSpacing(self._look.px(6))
        words.addWidget(
            PlainLabel(deed(line, self._saved.name_of(line)), ink="high", size="small", strong=True)
        )
        words.addWidget(ElidedLabel(line.title, ink="high", size="small"), 1)
        self._grid.addLayout(words, row, 1)
        what = note(line, self._zone)
        if line.state is not State.WAITING:
            what = f"{state(line)}. {what}"
        ink = _INKS.get(line.state, "low")
        self._grid.addWidget(ElidedLabel(what, ink=ink, size="small"), row + 1, 1)
