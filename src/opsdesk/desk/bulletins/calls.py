"""One card of the call list: who, since when overdue, the button that dials, what came of the last call."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from opsdesk.bulletins.model import AcknowledgedHow, Recipient
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.bulletins.words import late, telephone, tr
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.partners.model import Reach
from opsdesk.wording.labels import label
from opsdesk.wording.times import when


class CallCard(QWidget):
    """See the module; the first card has the shortcut.

    Signals:
        called(Recipient): dial.
        passed_on(Recipient, str): it was read and passed on, and how that came.
        noted(Recipient, str): the call's end in words.
    """

    called = Signal(object)
    passed_on = Signal(object, str)
    noted = Signal(object, str)

    def __init__(self, look: Appearance, action: DeskAction | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._action = action
        self._recipient: Recipient | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(6), look.px(10), look.px(6))
        column.setSpacing(look.px(4))
        upper = QHBoxLayout()
        upper.setSpacing(look.px(6))
        self.name = PlainLabel(ink="high", strong=True)
        self.whom = ElidedLabel(ink="mid")
        sign = Sign(look, 14)
        sign.set_glyph("overdue", "state.overdue")
        self.overdue = PlainLabel(ink="overdue", strong=True)
        upper.addWidget(self.name)
        upper.addWidget(self.whom, 1)
        upper.addWidget(sign)
        upper.addWidget(self.overdue)
        column.addLayout(upper)
        lower = QHBoxLayout()
        lower.setSpacing(look.px(8))
        self.dial = QPushButton()
        self.dial.setFixedHeight(look.px(28))
        self.dial.setStyleSheet(f"padding: 0 {look.px(8)}px;")
        self.dial.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action is not None:
            self.dial.setProperty("primary", True)
        self.dial.clicked.connect(lambda: self.called.emit(self._recipient))
        lower.addWidget(self.dial)
        self.note = ElidedLabel(ink="mid", size="small")
        lower.addWidget(self.note, 1)
        self.passed = QPushButton(tr("Passed on"))
        self.passed.setProperty("plain", True)
        self.passed.setMenu(self._menu())
        lower.addWidget(self.passed)
        column.addLayout(lower)

    def _menu(self) -> QMenu:
        menu = QMenu(self.passed)
        for how in AcknowledgedHow:
            words = tr("Passed on, {how}…").format(how=label(how))
            menu.addAction(words).triggered.connect(
                lambda _on=False, one=how: self.passed_on.emit(self._recipient, one.value)
            )
        menu.addSeparator()
        for words in (tr("no answer"), tr("message left")):
            menu.addAction(tr("Called, {words}").format(words=words)).triggered.connect(
                lambda _on=False, text=words: self.noted.emit(self._recipient, text)
            )
        return menu

    def show_recipient(self, one: Recipient, reach: Reach | None, now: datetime, zone: tzinfo) -> None:
        """Fill it."""
        self._recipient = one
        self.name.setText(one.name)
        role = reach.role if reach is not None else None
        known = one.contact or ""
        shown = "" if role is None or role.casefold() == known.casefold() else role
        self.whom.setText(" ".join(part for part in (shown, known) if part))
        self.overdue.setText(late(one.due_at, now))
        number = telephone(one.telephone) if one.telephone else tr("no number")
        self.dial.setText(f" {number}   {self._action.keys}" if self._action is not None else f" {number}")
        ink = "accent.on_fill" if self._action is not None and one.telephone else "text.high"
        self.dial.setIcon(self._look.icon("call", ink, 14))
        self.dial.setEnabled(bool(one.telephone))
        self.dial.setAccessibleName(tr("Call {name}, {number}").format(name=one.name, number=number))
        self.note.setText(call_words(one, now, zone))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame with a bar of the colour of overdue."""
        painter, look = QPainter(self), self._look
        painter.setPen(look.color("bg.line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(0, 0, look.px(3), self.height(), look.color("state.overdue"))


def call_words(one: Recipient, now: datetime, zone: tzinfo) -> str:
    """`not called yet`, `called 13:40, no answer`."""
    if one.called_at is None:
        return tr("not called yet")
    called = tr("called {time}").format(time=when(one.called_at, now, zone))
    return f"{called}, {one.call_note}" if one.call_note else called
