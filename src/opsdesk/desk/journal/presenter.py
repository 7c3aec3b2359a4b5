"""What the Journal page knows and asks; it shows nothing itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk.chosen import Chosen, Clock
from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.filtering import ALL, KINDS, Chips, chosen_of, filter_of, with_period
from opsdesk.desk.records import PAGE, Queries, Records
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.store import journal_page
from opsdesk.store.journal_page import JournalEntry, JournalFilter, JournalLine

#: A burst of changes is one question, ms.
_TOGETHER = 250


class JournalPresenter(QObject):
    """Keeps what is chosen and the line that is open; follows the journal while the page is in front.

    Signals:
        chosen_changed(): view, conditions or words are others now.
        counted(): `matching` is another.
        people_came(): `people` are known.
        opened(JournalEntry | None), open_failed(OpsDeskError): the line of the detail pane.
    """

    chosen_changed = Signal()
    counted = Signal()
    people_came = Signal()
    opened = Signal(object)
    open_failed = Signal(object)

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._model = desk, model
        self.chosen = chosen_of(ALL)
        self.chips = Chips(desk.zone)
        self.people: tuple[tuple[UUID, str], ...] = ()
        self.matching: int | None = None
        self.current: JournalEntry | None = None
        self.wanted: UUID | None = None
        self.following = False
        self._started = False
        self._seen = 0
        queries = Queries(journal_page.page, journal_page.some, journal_page.count)
        # No subject: a line never changes; what is new is asked for by its number.
        self.list = Records(desk, "journal", model, queries, (), self)
        self.list.counted.connect(self._counted)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER)
        self._soon.timeout.connect(self._ask_newer)
        desk.feed.read.connect(self._read)

    def shown(self) -> None:
        """The page came to the front."""
        self.following = True
        if self._started:
            self._read()
            return
        self._started = True
        self.show(self.chosen)
        self._desk.ask(
            "journal people", journal_page.operators, done=self._people_came, failed=lambda _error: True
        )

    def hidden(self) -> None:
        """Another page is in front: nothing is asked meanwhile."""
        self.following = False

    # what is shown

    def filter(self) -> JournalFilter:
        """What is chosen, as it means now."""
        return filter_of(self.chosen, Clock.at(self._desk.now(), self._desk.zone))

    def show(self, chosen: Chosen) -> None:
        """Show what is chosen, from the newest."""
        self.chosen = chosen
        self.matching = None
        self._seen = self._desk.feed.last
        self.list.show(self.filter())
        self.chosen_changed.emit()

    def show_view(self, view: str) -> None:
        """Show a view of the column."""
        self.show(replace(chosen_of(view), text=self.chosen.text))

    def search(self, text: str) -> None:
        """Narrow what is shown by words or a number."""
        if text != self.chosen.text:
            self.show(replace(self.chosen, text=text))

    def add(self, field: str, value: str) -> None:
        """Add a condition; another subject forgets what was done to the one before."""
        chosen = self.chosen.having(field, value)
        if field == "about":
            chosen = chosen.without("did")
        if field == "did" and chosen.view in KINDS:
            chosen = replace(chosen, view=ALL)
        if field == "since":
            chosen = chosen.without("from").without("until")
        self.show(chosen)

    def remove(self, field: str) -> None:
        """Take a condition away."""
        chosen = self.chosen.without(field)
        if field == "about":
            chosen = chosen.without("did")
        self.show(replace(chosen, view=ALL) if chosen.view == "today" and field == "since" else chosen)

    def show_period(self, since: datetime | None, until: datetime | None) -> None:
        """From a moment until another."""
        self.show(with_period(self.chosen, since, until))

    def clear(self) -> None:
        """Everything."""
        self.show(chosen_of(ALL))

    def only_record(self) -> None:
        """All that was done to the record of the open line."""
        line = self.line
        if line is not None and line.record_id is not None:
            value = str(line.record_id)
            self.chips.records[value] = line.name or "…"
            self.show(Chosen(ALL, (("record", value),)))

    def only_operator(self) -> None:
        """All that the operator of the open line did."""
        line = self.line
        if line is not None and line.operator_id is not None:
            self.show(Chosen(ALL, (("who", str(line.operator_id)),)))

    def sentence(self) -> str:
        """The conditions in words."""
        return self.chosen.words(lambda name, value: self.chips.words(name, value, self._desk.now()))

    # the open line

    @property
    def line(self) -> JournalLine | None:
        """The line of the detail."""
        return None if self.current is None else self.current.line

    def open(self, line_id: UUID | None) -> None:
        """Another line is selected."""
        if line_id == self.wanted:
            return
        self.wanted = line_id
        if line_id is None:
            self.current = None
            self.opened.emit(None)
            return

        def came(found: JournalEntry) -> None:
            if self.wanted == line_id:
                self.current = found
                self.opened.emit(found)

        self._desk.ask("journal opened", journal_page.entry, line_id.int, done=came, failed=self._not_opened)

    def _not_opened(self, error: OpsDeskError) -> bool:
        self.current = None
        self.open_failed.emit(error)
        return True

    # what is new

    def _read(self) -> None:
        if self.following and self._started and self._desk.feed.last > self._seen:
            self._soon.start()

    def _ask_newer(self) -> None:
        than, wanted = self._seen, self.list.filter
        if wanted is None or self._desk.tasks.runs("journal newer"):
            return
        last = self._desk.feed.last

        def came(found: list[JournalLine]) -> None:
            if wanted is not self.list.filter:
                return
            if len(found) >= PAGE:
                self.show(self.chosen)  # far behind: from the start is less than line by line
                return
            self._seen = max(last, *(one.seq for one in found)) if found else last
            self._model.upsert(found)
            if found:
                self.list.recount()
            self._read()

        self._desk.ask("journal newer", journal_page.newer, than, wanted, PAGE, done=came)

    def _counted(self, number: int) -> None:
        self.matching = number
        self.counted.emit()

    def _people_came(self, people: list[tuple[UUID, str]]) -> None:
        self.people = tuple(people)
        self.chips.people = dict(people)
        self.people_came.emit()
