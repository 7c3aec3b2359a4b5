"""Chooses an observation to link: the latest at first, then what its words find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from opsdesk.desk.bulletins.asking import sightable
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.editors import PickEditor
from opsdesk.desk.widgets.editor import Editor
from opsdesk.observations.model import ObservationItem
from opsdesk.wording.times import when

#: So many are offered; a further word finds the others.
OFFERED = 40


class _Find(QLineEdit):
    """Down leads into the list."""

    def __init__(self, below: QWidget) -> None:
        super().__init__()
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key."""
        if event.key() == Qt.Key.Key_Down:
            self._below.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class SightingEditor(Editor):
    """See the module; `there` are linked already."""

    PAUSE = 120

    def __init__(self, desk: Desk, found: Sequence[ObservationItem], there: frozenset[UUID]) -> None:
        super().__init__()
        self._desk, self._there = desk, there
        self.numbers: dict[UUID, int] = {}
        self.pick = PickEditor(desk.look, (), 8)
        self.line = _Find(self.pick.inner())
        self.line.setPlaceholderText(tr("Number or words"))
        self.line.setAccessibleName(tr("Find an observation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.look.px(4))
        column.addWidget(self.line)
        column.addWidget(self.pick)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(self.PAUSE)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(lambda _text: self._pause.start())
        self.pick.changed.connect(self.changed)
        self.offer(found)

    def offer(self, found: Sequence[ObservationItem]) -> None:
        """Offer these."""
        now, zone = self._desk.now(), self._desk.zone
        self.numbers |= {one.id: one.number for one in found}
        self.pick.set_options(
            [
                (one.id, f"{one.number}  {when(one.reported_at, now, zone)}  {one.summary}")
                for one in found
                if one.id not in self._there
            ]
        )

    def value(self) -> UUID | None:
        """The chosen one."""
        found = self.pick.value()
        return found if isinstance(found, UUID) else None

    def kept(self) -> Any:
        """The chosen one as text."""
        return self.pick.kept()

    def set_value(self, value: Any) -> None:
        """Choose one that is offered."""
        self.pick.set_value(value)

    def inner(self) -> QWidget:
        """The line."""
        return self.line

    def _ask(self) -> None:
        self._desk.ask("bulletin sightable", sightable, self.line.text(), OFFERED, done=self.offer)
