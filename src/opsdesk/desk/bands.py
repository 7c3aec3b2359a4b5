"""The two bands that may stand under the tabs: the server is away; this is the sample."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel


class Band(QWidget):
    """One band: a strong sentence, what to do, a button.

    Signals:
        pressed(): its button.
    """

    pressed = Signal()

    def __init__(
        self, look: Appearance, name: str, height: int, glyph: str, token: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"band_{name}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._high = look, height
        look.changed.connect(self._measure)
        self._measure()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 0, look.px(10), 0)
        row.setSpacing(look.px(6))
        sign = Sign(look, 14)
        sign.set_glyph(glyph, token)
        row.addWidget(sign)
        self._strong = PlainLabel(ink="away" if name == "away" else "accent", strong=True)
        row.addWidget(self._strong)
        row.addSpacing(look.px(4))
        self._text = ElidedLabel(ink="high")
        row.addWidget(self._text, 1)
        self._side = PlainLabel(ink="mid", size="small")
        row.addWidget(self._side)
        self._button = QPushButton()
        self._button.setProperty("strip", height < 32)
        self._button.clicked.connect(self.pressed)
        row.addWidget(self._button)
        self.hide()

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(self._high))

    def say(self, strong: str, text: str, button: str) -> None:
        """Show it."""
        self._strong.setText(strong)
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.show()

    def say_beside(self, text: str) -> None:
        """A few words before the button: what comes next."""
        self._side.setText(text)
