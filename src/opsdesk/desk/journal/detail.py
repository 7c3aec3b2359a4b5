"""The detail of a line of the journal: what was done, each field before and after, the record's history."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.filtering import tr
from opsdesk.desk.journal.table import who, words
from opsdesk.desk.past import ChangeLines, FieldLines, Past, told
from opsdesk.desk.widgets.detail import DetailPane, FactsSection, Head, HeadSection, Section
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.store.journal_page import JournalEntry
from opsdesk.wording.differences import differences
from opsdesk.wording.fields import heading
from opsdesk.wording.times import moment

#: Facts of a line that its title says already, or that mean nothing to a person.
_SAID = frozenset({"table", "id", "all", "outcome", "kind", "verb", "subject"})


class JournalDetail(QObject):
    """Builds the sections into the pane and fills them."""

    def __init__(
        self, desk: Desk, pane: DetailPane, verbs: Mapping[str, DeskAction], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._pane = desk, pane
        look = desk.look
        self.head = HeadSection(look)
        self.head.set_verbs([verbs["show"], verbs["record"], verbs["operator"]], verbs["show"])
        self.changed = Section(look, tr("What changed"))
        self.said = WrappedLabel(ink="mid")
        self.changed.column.addWidget(self.said)
        self.facts = FactsSection(look, tr("The line"))
        self.past = Section(look, tr("History of the record"))
        self.lines = ChangeLines(desk)
        self.past.column.addWidget(self.lines)
        for section in (self.head, self.changed, self.facts, self.past):
            pane.add(section)

    def show_nothing(self) -> None:
        """No line is selected."""
        self._pane.show_nothing()

    def show_entry(self, entry: JournalEntry) -> None:
        """Fill it."""
        self._pane.show_record(lambda: self._fill(entry))
        self._pane.verticalScrollBar().setValue(0)

    def _fill(self, entry: JournalEntry) -> None:
        line, zone, now = entry.line, self._desk.zone, self._desk.now()
        at = moment(line.at, zone, year=True, seconds=True)
        self.head.show_head(
            Head(
                number=tr("No. {number}").format(number=f"{line.seq:,}"),
                title=words(line),
                line=" · ".join(part for part in (who(line), at, line.desk) if part),
            )
        )
        self._show_changed(entry)
        facts = [
            (heading(name), str(value))
            for name, value in line.facts.items()
            if name not in _SAID and isinstance(value, str | int)
        ]
        self.facts.show_facts(
            [
                *facts,
                (tr("Version"), "" if line.version is None else str(line.version)),
                (tr("Command"), str(entry.command_id)),
                (tr("Head"), f"{line.seq}:{entry.hash[:16]}"),
            ]
        )
        past = told(Past(entry.history, entry.names, line.record_id), self._desk, now)
        self.lines.show_changes(past)
        self.past.setVisible(bool(past))

    def _show_changed(self, entry: JournalEntry) -> None:
        column = self.changed.column
        while column.count() > 2:
            item = column.takeAt(2)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        now, zone = self._desk.now(), self._desk.zone
        found = [] if entry.event is None else differences(entry.event, entry.names, now, zone)
        if entry.purged:
            text = tr("The values were purged by law. That something was written, by whom and when, stays.")
        elif entry.hidden:
            text = tr("The record is not yours to see, so its values are not shown.")
        else:
            text = ""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        if found:
            column.addWidget(FieldLines(self._desk, [(one.name, one.line) for one in found]))
        self.changed.setVisible(bool(found) or bool(text))
