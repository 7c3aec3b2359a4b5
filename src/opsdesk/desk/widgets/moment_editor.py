"""Edits a day, or a day and its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QEvent, QSignalBlocker, Qt, QTime, QTimeZone
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDateTimeEdit,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.editor import Editor


class _MomentEdit(QDateTimeEdit):
    """A time without arrows; under a style sheet Qt 6.12 gives the line inside such a box one pixel."""

    def event(self, event: QEvent) -> bool:
        """The line fills the box, whatever Qt made of it."""
        done = super().event(event)
        kinds = (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange)
        if event.type() in kinds:
            self.lineEdit().setGeometry(self.rect().adjusted(8, 2, -8, -2))
        return done


class MomentEditor(Editor):
    """A date, or a date and time in the desk's zone; the value is aware UTC (a `date` for a day alone).

    An optional one can be emptied with its cross; while it is empty no time stands there that could be
    taken for one, but a button that begins one.
    """

    def __init__(
        self, look: Appearance, zone: tzinfo, now: Callable[[], datetime], *, day: bool, optional: bool
    ) -> None:
        super().__init__()
        self._zone, self._now, self._day = zone, now, day
        self.edit = _MomentEdit()
        # The edit holds wall time as if it were UTC: Qt's zone rules would shift it at a change of clocks.
        self.edit.setTimeZone(QTimeZone.utc())
        self.edit.setDisplayFormat("yyyy-MM-dd" if day else "yyyy-MM-dd HH:mm")
        self.edit.setCalendarPopup(False)
        self.edit.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self._empty = optional
        self._optional = optional
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._choose = QPushButton(self.tr("Choose a day") if day else self.tr("Choose a time"))
        self._choose.setIcon(look.icon("event", "text.mid", 14))
        self._choose.clicked.connect(self._begin)
        row.addWidget(self._choose)
        row.addWidget(self.edit)
        self._cross = QToolButton()
        self._cross.setIcon(look.icon("close", "text.mid", 14))
        self._cross.setToolTip(self.tr("No day") if day else self.tr("No time"))
        self._cross.clicked.connect(self._clear)
        row.addWidget(self._cross)
        row.addStretch(1)
        self.edit.dateTimeChanged.connect(self._typed)
        self.set_value(None if optional else now())

    def value(self) -> datetime | date | None:
        """The moment."""
        if self._empty:
            return None
        shown = self.edit.dateTime()
        day, time = shown.date(), shown.time()
        if self._day:
            return date(day.year(), day.month(), day.day())
        local = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=self._zone)
        return local.astimezone(UTC)

    def kept(self) -> str | None:
        """The moment in ISO 8601."""
        value = self.value()
        return None if value is None else value.isoformat()

    def set_kept(self, kept: Any) -> None:
        """Show the moment of a draft."""
        if not isinstance(kept, str):
            self.set_value(None)
        else:
            self.set_value(date.fromisoformat(kept) if self._day else datetime.fromisoformat(kept))

    def set_value(self, value: Any) -> None:
        """Show a moment."""
        self._empty = value is None and self._optional
        shown = self._now() if value is None else value
        local = shown.astimezone(self._zone) if isinstance(shown, datetime) else shown
        with QSignalBlocker(self.edit):
            clock = QTime(local.hour, local.minute) if isinstance(local, datetime) else QTime(0, 0)
            self.edit.setDateTime(
                QDateTime(QDate(local.year, local.month, local.day), clock, QTimeZone.utc())
            )
        self._show_parts()

    def _show_parts(self) -> None:
        self._choose.setVisible(self._empty)
        self.edit.setVisible(not self._empty)
        self._cross.setVisible(self._optional and not self._empty)

    def _begin(self) -> None:
        self.set_value(self._now())
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _typed(self) -> None:
        self._empty = False
        self.changed.emit()

    def _clear(self) -> None:
        self.set_value(None)
        self.changed.emit()

    def inner(self) -> QWidget:
        """The edit, or the button that begins one."""
        return self._choose if self._empty else self.edit
