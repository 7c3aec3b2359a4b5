"""Where warnings and errors stand: a bar over the bottom of the page, which takes no place and no focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.messages import LOUD, Message, Messages, Tone
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import WrappedLabel


class MessageBar(QWidget):
    """Shows the message until it is read: its cross, or Esc, takes it away."""

    def __init__(self, look: Appearance, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._messages = messages
        self._tone = Tone.ERROR
        self._message: Message | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), look.px(6), look.px(8), look.px(6))
        row.setSpacing(look.px(8))
        self._sign = Sign(look, 16)
        row.addWidget(self._sign)
        self._text = WrappedLabel()
        row.addWidget(self._text, 1)
        self._verb = QPushButton()
        self._verb.clicked.connect(self._act)
        row.addWidget(self._verb)
        cross = QToolButton()
        cross.setIcon(look.icon("close", "text.mid", 16))
        cross.setToolTip(self.tr("Close (Esc)"))
        cross.setAccessibleName(self.tr("Close the message"))
        cross.clicked.connect(messages.clear)
        row.addWidget(cross)
        for button in (self._verb, cross):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        messages.told.connect(self._told)
        messages.cleared.connect(self.hide)
        self.hide()

    def place(self, bottom: int) -> None:
        """Stand over the bottom of the page, its lower edge at `bottom`."""
        window = self._window
        height = max(self.heightForWidth(window.width()), self._look.px(36))
        self.setGeometry(0, bottom - height, window.width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its tint, under a line of its colour."""
        painter = QPainter(self)
        name = "error" if self._tone is Tone.ERROR else "away"
        painter.fillRect(self.rect(), self._look.color(f"tint.{name}"))
        painter.fillRect(0, 0, self.width(), 1, self._look.color(f"state.{name}"))

    def _told(self, message: Message) -> None:
        if message.tone not in LOUD:
            return
        self._message = message
        self._tone = message.tone
        self._sign.set_glyph(
            "error" if message.tone is Tone.ERROR else "warning",
            "state.error" if message.tone is Tone.ERROR else "state.away",
        )
        self._text.setText(message.text)
        self._verb.setText(message.verb)
        self._verb.setVisible(bool(message.verb))
        self.show()
        self.raise_()

    def _act(self) -> None:
        message = self._message
        self._messages.clear()
        if message is not None and message.act is not None:
            message.act()
