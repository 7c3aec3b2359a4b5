"""The strip over the entry line while what is typed may belong to a bulletin in force."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.chips import MarkingChip
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel
from opsdesk.handling import Marking


@dataclass(frozen=True)
class Hit:
    """A bulletin that what is typed may belong to: possible, never confirmed by itself."""

    number: str
    title: str
    why: str
    marking: Marking
    at: str = ""


class HitStrip(QWidget):
    """`Possible BOLO hit`, 32 px; there only while there is one.

    Signals:
        link_asked(): link what is typed as a sighting.
        show_asked(): show the bulletin.
    """

    link_asked = Signal()
    show_asked = Signal()

    def __init__(self, look: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("hit")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), 0, look.px(8), 0)
        row.setSpacing(look.px(8))
        row.addWidget(PlainLabel(self.tr("Possible BOLO hit, not confirmed"), ink="waiting", strong=True))
        self._number = PlainLabel(ink="high", strong=True)
        self._title = PlainLabel(ink="high")
        self._why = ElidedLabel(ink="mid")
        self._chip = MarkingChip(look)
        self._at = PlainLabel(ink="low")
        row.addWidget(self._number)
        row.addWidget(self._title)
        row.addWidget(self._why, 1)
        row.addWidget(self._chip)
        for words, asked in (
            (self.tr("Link as sighting   Ctrl+B"), self.link_asked),
            (self.tr("Show   Ctrl+Shift+B"), self.show_asked),
        ):
            button = QPushButton(words)
            button.setProperty("strip", True)
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addWidget(self._at)
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_hit(self, hit: Hit | None) -> None:
        """Show a hit; None takes the strip away."""
        self.setVisible(hit is not None)
        if hit is not None:
            self._number.setText(hit.number)
            self._title.setText(hit.title)
            self._why.setText(hit.why)
            self._chip.set_marking(hit.marking)
            self._at.setText(hit.at)

    def _dress(self) -> None:
        self.setFixedHeight(self._look.px(32))
        ground, edge = self._look.hex("tint.waiting"), self._look.hex("state.waiting")
        self.setStyleSheet(f"#hit {{ background: {ground}; border: 1px solid {edge}; border-radius: 3px; }}")
