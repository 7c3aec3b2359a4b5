"""Editors of fields that only this tab has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from PySide6.QtCore import QModelIndex, QSize
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.moment_editor import MomentEditor


class _Pick(QListWidget):
    """A list that chooses nothing by itself: Qt would take the first line when the focus comes."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus came."""
        super().focusInEvent(event)
        if not self.selectedItems():
            self.setCurrentIndex(QModelIndex())


class PickEditor(Editor):
    """One of a few values, all in sight: arrows or the first letters choose."""

    def __init__(self, look: Appearance, options: Sequence[tuple[Any, str]], rows: int = 9) -> None:
        super().__init__()
        self._look = look
        self.list = _Pick()
        self.list.setObjectName("pick")
        self.list.setUniformItemSizes(True)
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        self._values: list[Any] = []
        self._most = rows
        self.set_options(options)
        self.list.itemSelectionChanged.connect(self.changed)

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer these instead; what was chosen stays chosen if it is among them."""
        chosen = self.value() if self._values else None
        self.list.blockSignals(True)
        self.list.clear()
        self._values = [value for value, _words in options]
        for _value, words in options:
            entry = QListWidgetItem(words)
            entry.setSizeHint(QSize(0, self._look.px(24)))
            self.list.addItem(entry)
        self.list.setFixedHeight(self._look.px(24) * max(1, min(len(options), self._most)) + 2)
        self.list.blockSignals(False)
        self.set_value(chosen)

    def value(self) -> Any:
        """The chosen one."""
        at = self.list.currentRow() if self.list.selectedItems() else -1
        return self._values[at] if 0 <= at < len(self._values) else None

    def kept(self) -> Any:
        """The chosen one as text."""
        value = self.value()
        return None if value is None else str(value)

    def set_value(self, value: Any) -> None:
        """Choose one."""
        texts = [str(one) for one in self._values]
        self.list.blockSignals(True)
        self.list.setCurrentRow(texts.index(str(value)) if str(value) in texts else -1)
        self.list.blockSignals(False)

    def inner(self) -> QWidget:
        """The list."""
        return self.list


class DueEditor(MomentEditor):
    """A time to come: usual ones as buttons before the field."""

    STEPS = ((30, "30 min"), (60, "1 h"), (120, "2 h"), (240, "4 h"))

    def __init__(
        self, look: Appearance, zone: tzinfo, now: Callable[[], datetime], *, optional: bool = False
    ) -> None:
        super().__init__(look, zone, now, day=False, optional=optional)
        self._clock, self._local = now, zone
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.setSpacing(look.px(4))
        for at, (minutes, words) in enumerate(self.STEPS):
            button = QPushButton(tr("in {time}").format(time=words))
            button.setFixedHeight(look.px(26))
            button.clicked.connect(
                lambda _on=False, ahead=minutes: self._put(self._clock() + timedelta(minutes=ahead))
            )
            row.insertWidget(2 + at, button)
        tomorrow = QPushButton(tr("tomorrow 08:00"))
        tomorrow.setFixedHeight(look.px(26))
        tomorrow.clicked.connect(self._tomorrow)
        row.insertWidget(2 + len(self.STEPS), tomorrow)
        if not optional:
            self.set_value(now() + timedelta(minutes=30))

    def _tomorrow(self) -> None:
        local = self._clock().astimezone(self._local) + timedelta(days=1)
        self._put(local.replace(hour=8, minute=0, second=0, microsecond=0))

    def _put(self, moment: datetime) -> None:
        self.set_value(moment)
        self.changed.emit()
