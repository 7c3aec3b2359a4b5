"""The page of a desk without any observation: one way on, said in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from PySide6.QtCore import QProcess
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, keycap, rule


def open_sample() -> None:
    """Start the program a second time, with the sample: two desks share nothing but the program."""
    frozen = getattr(sys, "frozen", False)
    QProcess.startDetached(sys.executable, ["demo"] if frozen else ["-m", "opsdesk", "demo"])


class EmptyDesk(QWidget):
    """How to begin: the line, the form, a file, the sample."""

    def __init__(
        self, look: Appearance, verbs: Mapping[str, DeskAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(10))
        column.addWidget(WrappedLabel(tr("No observations yet"), size="title"))
        text = tr(
            "Press F2 and type what you were told, as you hear it. A comma ends the kind, "
            "@ starts the place, ! the priority, # a tag:"
        )
        column.addWidget(WrappedLabel(text, ink="mid"))
        example = QWidget()
        example.setObjectName("field_box")
        row = QHBoxLayout(example)
        row.setContentsMargins(look.px(10), look.px(9), look.px(10), look.px(9))
        sample = tr("sus person, dark hoodie, trying car doors @ Parking des Pêcheurs !2 #vehicle")
        row.addWidget(PlainLabel(sample, ink="high"))
        row.addStretch(1)
        column.addWidget(example)
        column.addSpacing(look.px(8))
        ways = QVBoxLayout()
        ways.setSpacing(0)
        column.addLayout(ways)
        ways.addWidget(rule())
        for name, words, note in (
            ("new", tr("Report with the form"), tr("when, where, who told it, photos")),
            ("import", tr("Bring in a file"), tr("CSV, with a preview of the first rows; twice is once")),
            (
                "sample",
                tr("Open the sample in a second window"),
                tr("to see how a busy desk looks; it stays apart from this desk"),
            ),
        ):
            ways.addWidget(_Way(look, verbs[name], words, note))
            ways.addWidget(rule())


class _Way(QWidget):
    """One way to begin: a name to press, what it is for, its keys."""

    def __init__(self, look: Appearance, action: DeskAction, words: str, note: str) -> None:
        super().__init__()
        self._action = action
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(4), 0, look.px(4))
        left = QVBoxLayout()
        left.setSpacing(0)
        button = QPushButton(words)
        button.setProperty("plain", True)
        button.setFixedHeight(look.px(20))
        button.clicked.connect(action.trigger)
        left.addWidget(button)
        under = PlainLabel(note, ink="mid", size="small")
        left.addWidget(under)
        row.addLayout(left, 1)
        row.addWidget(keycap(action.keys))
        self._look, self._button = look, button
        look.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        ink = self._look.hex("accent.ink")
        self._button.setStyleSheet(f"color: {ink}; font-weight: 600; padding: 0; min-height: 0;")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole line can be pressed."""
        self._action.trigger()
