"""The card beside a picked pin: what it is, and the two things that one does next."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel

#: px at 100 %.
WIDTH = 336


class Card(QFrame):
    """Stands over the map, never takes the focus.

    Signals:
        opened(): the record is wanted in its tab.
    """

    opened = Signal()

    def __init__(self, look: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("mapCard")
        self.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(10))
        column.setSpacing(look.px(3))
        top = QHBoxLayout()
        self._sign = Sign(look, 16)
        self._word = PlainLabel(ink="high")
        self._kind = PlainLabel(ink="low")
        self._age = PlainLabel(ink="mid")
        for part in (self._sign, self._word, self._kind):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self._age)
        column.addLayout(top)
        self._title = WrappedLabel(size="record")
        self._line = WrappedLabel(ink="mid", size="small")
        column.addWidget(self._title)
        column.addWidget(self._line)
        row = QHBoxLayout()
        self._open = QPushButton(self.tr("Open record   Enter"))
        self._open.clicked.connect(self.opened)
        row.addWidget(self._open)
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def show_card(self, priority: int, word: str, kind: str, age: str, title: str, line: str) -> None:
        """Fill it."""
        self._sign.setVisible(bool(priority))
        self._sign.set_priority(priority)
        self._word.setText(word)
        self._word.setVisible(bool(word))
        self._kind.setText(kind)
        self._age.setText(age)
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.setFixedWidth(self._look.px(WIDTH))
        self.adjustSize()

    def stand_beside(self, at: QPoint) -> None:
        """Beside a point of the map, inside it."""
        over = self.parentWidget()
        assert over is not None
        room = over.rect().adjusted(8, 8, -8, -8)
        gap = self._look.px(24)
        left = at.x() + gap
        if left + self.width() > room.right():
            left = at.x() - gap - self.width()
        top = min(max(at.y() - self.height() // 2, room.top()), room.bottom() - self.height())
        self.move(max(room.left(), left), top)
        self.show()
        self.raise_()
