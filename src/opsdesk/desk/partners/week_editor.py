"""The editor of the hours in which a post needs cover: days and times, as many lines as it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.partners.words import tr
from opsdesk.desk.widgets.editor import Editor
from opsdesk.desk.widgets.text import PlainLabel
from opsdesk.partners.cover import WEEK, week_of_need

_DAY = 24 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.h]?([0-5]\d))?")
#: One line: the days (0 is Monday), from and until in minutes of the day; until at or before from: next day.
Hours = tuple[frozenset[int], int, int]
Pairs = tuple[tuple[int, int], ...]


def hours_of(needed: Pairs) -> list[Hours]:
    """Minutes of the week as lines of days with the same hours."""
    by_hours: dict[tuple[int, int], set[int]] = {}
    for start, end in needed:
        at = start
        while at < end:
            day, begins = divmod(at, _DAY)
            until = end if end - at <= _DAY else (day + 1) * _DAY
            by_hours.setdefault((begins, until % _DAY), set()).add(day)
            at = until
    return [(frozenset(days), begins, until) for (begins, until), days in sorted(by_hours.items())]


def needed_of(lines: Sequence[Hours]) -> Pairs:
    """Lines of days and hours as minutes of the week, sorted and joined."""
    pairs = []
    for days, begins, until in lines:
        for day in days:
            start = day * _DAY + begins
            length = (until - begins) % _DAY or _DAY
            end = start + length
            pairs.append((start, end if end <= WEEK else end - WEEK))
    return week_of_need(pairs)


class WeekEditor(Editor):
    """At all times, or at these hours of these days."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self._given: Pairs | None = ()
        self._lines: list[_Line] = []
        self.mode = QComboBox()
        self.mode.addItem(tr("at all times"))
        self.mode.addItem(tr("at these hours"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self._column = column
        column.addWidget(self.mode)
        self._more = KeyButton(look, tr("Other hours"), icon="add", plain=True)
        self._more.clicked.connect(self._another)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.mode.activated.connect(self._mode_chosen)
        self._show_parts()

    def value(self) -> Pairs:
        """Minutes of the week; empty is always. What was handed in stays so until somebody touches it."""
        if self._given is not None:
            return self._given
        return needed_of(self._hours()) if self.mode.currentIndex() else ()

    def set_value(self, value: Any) -> None:
        """Show minutes of the week."""
        needed = tuple((int(start), int(end)) for start, end in value or ())
        self._show(hours_of(needed), always=not needed)
        self._given = needed

    def kept(self) -> list[Any]:
        """Mode and lines."""
        return [self.mode.currentIndex(), [[sorted(days), *rest] for days, *rest in self._hours()]]

    def set_kept(self, kept: Any) -> None:
        """A draft's."""
        if isinstance(kept, list) and len(kept) == 2:
            lines = [(frozenset(map(int, days)), int(start), int(end)) for days, start, end in kept[1]]
            self._show(lines, always=not kept[0])
            self._given = None

    def inner(self) -> QWidget:
        """The choice."""
        return self.mode

    def _hours(self) -> list[Hours]:
        return [line.hours() for line in self._lines if line.hours()[0]]

    def _show(self, lines: Sequence[Hours], *, always: bool) -> None:
        for old in list(self._lines):
            self._take_out(old)
        for line in lines:
            self._add(line)
        self.mode.setCurrentIndex(0 if always else 1)
        self._show_parts()

    def _mode_chosen(self, mode: int) -> None:
        if mode and not self._lines:
            self._add((frozenset(range(5)), 8 * 60, 18 * 60))
        self._touched()

    def _another(self) -> None:
        self._add((frozenset({5, 6}), 10 * 60, 16 * 60))
        self._touched()

    def _add(self, hours: Hours) -> None:
        line = _Line(self._look, hours)
        line.changed.connect(self._touched)
        line.gone.clicked.connect(lambda: self._remove(line))
        self._lines.append(line)
        self._column.insertWidget(len(self._lines), line)

    def _remove(self, line: _Line) -> None:
        self._take_out(line)
        self._touched()

    def _take_out(self, line: _Line) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _touched(self) -> None:
        self._given = None
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        some = self.mode.currentIndex() == 1
        self._more.setVisible(some)
        for line in self._lines:
            line.setVisible(some)


class _Line(Editor):
    """Seven days to press, and two times."""

    def __init__(self, look: Appearance, hours: Hours) -> None:
        super().__init__()
        days, begins, until = hours
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        # Two rows: one would not stand in the narrow pane.
        row, under = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row)
        column.addLayout(under)
        names = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
        self.days: list[QPushButton] = []
        for at, name in enumerate(names):
            button = QPushButton(name)
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setChecked(at in days)
            button.setFixedWidth(look.px(48))
            button.clicked.connect(lambda _on=False: self.changed.emit())
            row.addWidget(button)
            self.days.append(button)
        self.gone = KeyButton(look, icon="close", plain=True)
        self.gone.setToolTip(tr("Take these hours away"))
        self.gone.setAccessibleName(tr("Take these hours away"))
        row.addStretch(1)
        row.addWidget(self.gone)
        self.begins = self._time(look, begins, tr("From"))
        self.until = self._time(look, until, tr("Until"))
        under.setSpacing(look.px(8))
        for part in (self.begins, PlainLabel(tr("to")), self.until):
            under.addWidget(part)
        under.addStretch(1)

    def hours(self) -> Hours:
        """What the line says."""
        days = frozenset(at for at, day in enumerate(self.days) if day.isChecked())
        return days, self.begins.minutes, self.until.minutes

    def _time(self, look: Appearance, minutes: int, name: str) -> ClockEdit:
        edit = ClockEdit(minutes)
        edit.setFixedWidth(look.px(72))
        edit.setAccessibleName(name)
        edit.textEdited.connect(lambda _text: self.changed.emit())
        return edit


class ClockEdit(QLineEdit):
    """A time of day as people type it: `8`, `8:30`, `0830`; what is none is marked, and changes nothing."""

    def __init__(self, minutes: int) -> None:
        super().__init__(_clock(minutes))
        self.minutes = self._before = minutes
        self.setMaxLength(5)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._finished)

    def _typed(self, text: str) -> None:
        found = _CLOCK.fullmatch(text.strip())
        right = found is not None
        self.minutes = self._before if found is None else int(found[1]) * 60 + int(found[2] or 0)
        if bool(self.property("wrong")) is right:
            self.setProperty("wrong", not right)
            self.style().unpolish(self)
            self.style().polish(self)

    def _finished(self) -> None:
        self._before = self.minutes
        self.setText(_clock(self.minutes))
        self._typed(self.text())


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
