"""The section `History` of a record's detail: who did what and when, with each field before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.store.journal_page import names_in
from opsdesk.store.past import Event, history
from opsdesk.wording import acts
from opsdesk.wording.differences import differences
from opsdesk.wording.times import when

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: So many lines are read, and so many stand there until the rest is asked for.
READ, SHOWN = 60, 6


def tr(text: str) -> str:
    """A text of a history in the operator's language."""
    return QCoreApplication.translate("History", text)


@dataclass(frozen=True)
class Past:
    """The newest events of a record, with what the ids in them are called."""

    events: Sequence[Event]
    names: Mapping[UUID, str] = field(default_factory=dict)
    record_id: UUID | None = None


def past_of(reading: Reading, subject: str, record_id: UUID) -> Past:
    """The record's history; `NotFound` where it may not be seen."""
    events = history(reading, subject, record_id, READ)
    return Past(events, names_in(reading, events), record_id)


@dataclass(frozen=True)
class Told:
    """One change as it is shown: when, who and what, and its fields by name."""

    line: str
    fields: Sequence[tuple[str, str]]


def told(past: Past, desk: Desk, now: datetime) -> list[Told]:
    """The events in words; rows that one command wrote stand under one heading.

    What a record held when it was made is not told field by field: that is the record itself.
    """
    found: list[Told] = []
    before: tuple[str, datetime, UUID | None] | None = None
    for one in past.events:
        key = (one.kind, one.at, one.operator_id)
        made = not one.before and one.version == 1 and one.part_id is None
        fields = [] if made else _fields(one, past, desk, now)
        if one.purged:
            fields = [("", tr("The values were purged by law."))]
        if key == before:
            fresh = [each for each in fields if each not in found[-1].fields]
            found[-1] = Told(found[-1].line, [*found[-1].fields, *fresh])
            continue
        before = key
        who = past.names.get(one.operator_id, tr("somebody")) if one.operator_id is not None else tr("nobody")
        line = tr("{time} · {who} {did}").format(
            time=when(one.at, now, desk.zone), who=who, did=acts.own(one.kind)
        )
        found.append(Told(line, fields))
    return found


def _fields(one: Event, past: Past, desk: Desk, now: datetime) -> list[tuple[str, str]]:
    """Names and values, without what the line above says already: when, by whom, of which record."""
    said: set[object] = {one.at, one.operator_id, past.record_id}
    before = {name: value for name, value in one.before.items() if name not in one.after or value is not None}
    after = {name: value for name, value in one.after.items() if name in before or not _said(value, said)}
    kept = replace(one, before=before, after=after)
    return [(each.name, each.line) for each in differences(kept, past.names, now, desk.zone)]


def _said(value: object, said: set[object]) -> bool:
    return isinstance(value, UUID | datetime) and value in said


class FieldLines(QWidget):
    """Names and values of fields under each other; the values wrap."""

    def __init__(self, desk: Desk, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        look = desk.look
        grid = QGridLayout(self)
        grid.setContentsMargins(look.px(12), 0, 0, 0)
        grid.setHorizontalSpacing(look.px(12))
        grid.setVerticalSpacing(look.px(1))
        grid.setColumnMinimumWidth(0, look.px(112))
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(fields):
            grid.addWidget(WrappedLabel(name, ink="low", size="small"), at, 0)
            grid.addWidget(WrappedLabel(value, ink="high", size="small"), at, 1)


class ChangeLines(QWidget):
    """Changes under each other: a line of when, who and what, and the fields indented below it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(desk.look.px(3))

    def show_changes(self, changes: Sequence[Told]) -> None:
        """Fill it."""
        empty(self._column)
        for one in changes:
            self._column.addWidget(WrappedLabel(one.line, ink="mid", size="small"))
            if one.fields:
                self._column.addWidget(FieldLines(self._desk, one.fields))


def empty(column: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := column.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


class HistorySection(Section):
    """Reads the history of the record that is shown by itself; the newest few stand there, the rest behind.

    Its query has no share in opening the record: where it fails, only this part says so.
    """

    def __init__(self, desk: Desk, subject: str) -> None:
        super().__init__(desk.look, tr("History"))
        self._desk, self._subject = desk, subject
        self._id: UUID | None = None
        self._version: object = None
        self._past = Past(())
        self._all = False
        self.lines = ChangeLines(desk)
        self.column.addWidget(self.lines)
        self.more = QPushButton()
        self.more.setProperty("plain", True)
        self.more.clicked.connect(self._show_all)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()

    def show_of(self, record_id: UUID, version: object) -> None:
        """The record that is shown, and what changes whenever it does."""
        if record_id != self._id:
            self._id, self._all = record_id, False
            self._past = Past(())
            self._fill()
        elif version == self._version:
            self.setVisible(bool(self._past.events))
            return
        self._version = version
        self._desk.ask(
            f"{self._subject} past",
            past_of,
            self._subject,
            record_id,
            done=lambda past: self._came(record_id, past),
            failed=lambda _error: True,
        )

    def _came(self, record_id: UUID, past: Past) -> None:
        if record_id == self._id:
            self._past = past
            self._fill()

    def _fill(self) -> None:
        changes = told(self._past, self._desk, self._desk.now())
        shown = changes if self._all else changes[:SHOWN]
        self.lines.show_changes(shown)
        rest = len(changes) - len(shown)
        self.more.setText(tr("{count} earlier").format(count=rest))
        self.more.setVisible(rest > 0)
        self.setVisible(bool(changes))

    def _show_all(self) -> None:
        self._all = True
        self._fill()
