"""Beside the empty list: what a new desk still needs before its first shift, each with its way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.accounts import records as operators
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.signs import Sign
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, keycap
from opsdesk.partners import records as partners

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

_GONE = "observations/first_shift_gone"


@dataclass(frozen=True)
class Entered:
    """How many of each are there besides what every desk begins with: its first operator, its own name."""

    operators: int
    partners: int
    posts: int


def entered(reading: Reading) -> Entered:
    """Count what was entered."""
    return Entered(
        len(operators.every(reading)) - 1, len(partners.names(reading)) - 1, len(partners.posts(reading))
    )


@dataclass(frozen=True)
class Step:
    """One line: what, a word on it, whether it is done, and the action that leads there."""

    title: str
    note: str
    done: bool
    action_id: str = ""


class FirstShift(QWidget):
    """Stands in the place of the record while the desk is empty; Del takes it away for good."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(desk.look.px(14), desk.look.px(12), desk.look.px(14), 0)
        self._column.setSpacing(desk.look.px(12))
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether nobody has taken it away."""
        return self._desk.remember.get(_GONE) is not True

    def begin(self) -> None:
        """Ask what is there, and show it."""
        if self.wanted:
            self._desk.ask("first shift", entered, done=self._fill, failed=lambda _error: True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del takes it away."""
        if event.key() == Qt.Key.Key_Delete:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        self._desk.remember.put(_GONE, True)
        self._clear()
        self.hide()

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _fill(self, found: Entered) -> None:
        self._clear()
        look = self._desk.look
        self._column.addWidget(PlainLabel(tr("Before the first shift"), ink="mid", size="small", strong=True))
        for step in self.steps(found):
            self._column.addWidget(_StepLine(self._desk, step))
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        row.addWidget(
            PlainLabel(tr("This list goes with the first observation, or with"), ink="low", size="small")
        )
        away = QPushButton(tr("Del"))
        away.setProperty("strip", True)
        away.clicked.connect(self._leave)
        row.addWidget(away)
        row.addStretch(1)
        self._column.addWidget(foot)

    def steps(self, found: Entered) -> Sequence[Step]:
        """The lines, in the order in which a desk is set up."""
        return (
            Step(tr("Database made"), self._protected(), True),
            Step(tr("First administrator"), self._desk.me.name, True),
            Step(
                tr("Operators"),
                tr("add dispatchers, a liaison, a supervisor: a tip needs two different people"),
                found.operators > 0,
                "view.operators",
            ),
            Step(
                tr("Partners"),
                tr("who shares with this desk, and the highest marking that each may get"),
                found.partners > 0,
                "view.tab5",
            ),
            Step(
                tr("Posts"), tr("entered with their partner; then @ finds them"), found.posts > 0, "view.tab5"
            ),
            Step(
                tr("Wall"),
                tr("on a second screen, up to {marking}").format(marking=self._desk.wall.value),
                False,
                "view.wall",
            ),
        )

    def _protected(self) -> str:
        opener = getattr(self._desk.database, "opener", None)
        if opener is None:
            return tr("on a server")
        return tr("one file, encrypted") if opener.encrypted else tr("one file, not encrypted")


class _StepLine(QWidget):
    """One line; what is not done yet can be pressed."""

    def __init__(self, desk: Desk, step: Step) -> None:
        super().__init__()
        look = desk.look
        self._action = next((one for one in desk.actions if one.spec.id == step.action_id), None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(10))
        sign = Sign(look, 14)
        sign.set_glyph("check" if step.done else "chevron_right", "state.ok" if step.done else "text.mid")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(step.title, ink="mid" if step.done else "high", strong=not step.done))
        words.addWidget(WrappedLabel(step.note, ink="mid", size="small"))
        row.addLayout(words, 1)
        if self._action is not None and not step.done:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(step.title)
            row.addWidget(keycap(self._action.keys), 0, Qt.AlignmentFlag.AlignTop)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole line can be pressed."""
        if self._action is not None:
            self._action.trigger()
