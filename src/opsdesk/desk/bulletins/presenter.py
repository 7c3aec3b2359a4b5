"""What the Bulletins tab knows and asks; it shows nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.bulletins import records
from opsdesk.bulletins.commands import COMMANDS
from opsdesk.bulletins.model import BulletinCounts, BulletinFilter
from opsdesk.desk.bulletins import asking
from opsdesk.desk.desk import Desk
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError

#: The views in the order of their buttons.
VIEWS = ("recent", "in_force", "waiting", "overdue", "ended")
_KINDS = tuple(command.kind for command in COMMANDS)
_VIEW = "bulletins/view"


class BulletinsPresenter(QObject):
    """Keeps the view, the record that is open, and the counts.

    Signals:
        filter_changed(): another view or other words.
        counts_changed(): `counts` or `matching` are others now.
        choices_changed(): `offered` (partners, people, the operator's verbs) is another now.
        opened(Opened | None): the record that is shown, read anew whenever it changes.
        open_failed(OpsDeskError): it could not be read.
    """

    filter_changed = Signal()
    counts_changed = Signal()
    choices_changed = Signal()
    opened = Signal(object)
    open_failed = Signal(object)

    #: Time alone makes a bulletin overdue or lets it run out: list, counts and record are read again.
    AGAIN = 30_000

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.filter = BulletinFilter(view=_kept_view(desk))
        self.counts: BulletinCounts | None = None
        self.matching: int | None = None
        self.offered = asking.Choices(may=frozenset(_KINDS))
        self.current: asking.Opened | None = None
        self.wanted: UUID | None = None
        queries = Queries(records.page, records.some, records.count)
        self.list = Records(desk, "bulletins", model, queries, ("bulletin",), self)
        self.list.touched.connect(self._touched)
        self.list.counted.connect(self._counted)
        desk.feed.changed.connect(self._changed)
        self._soon = _timer(self, 60, self.recount, single=True)
        self._clock = _timer(self, self.AGAIN, self._by_the_clock)
        self._model = model

    def start(self) -> None:
        """Read for the first time."""
        self.list.show(self.filter)
        self.filter_changed.emit()
        self.read_choices()
        self.recount()
        self._clock.start()

    @property
    def may(self) -> frozenset[str]:
        """Which commands the operator may give."""
        return self.offered.may

    # what is shown

    def show_view(self, view: str) -> None:
        """Another view; the words go."""
        self._desk.remember.put(_VIEW, view)
        self._show(BulletinFilter(view=view))

    def search(self, text: str) -> None:
        """Words: they look through all bulletins, whatever the view."""
        if text != self.filter.text:
            self._show(BulletinFilter(text=text, view="all" if text.strip() else _kept_view(self._desk)))

    def _show(self, asked: BulletinFilter) -> None:
        self.filter = asked
        self.matching = None
        self.list.show(asked)
        self.filter_changed.emit()

    # the record

    def open(self, record_id: UUID | None) -> None:
        """Another record is selected."""
        if record_id == self.wanted:
            return
        self.wanted = record_id
        if record_id is None:
            self.current = None
            self.opened.emit(None)
        else:
            self.read_record()

    def read_record(self) -> None:
        """Read the open record again."""
        wanted = self.wanted
        if wanted is None:
            return

        def came(found: asking.Opened) -> None:
            if self.wanted == wanted:
                self.current = found
                self.opened.emit(found)

        self._desk.ask("bulletin opened", asking.opened, wanted, done=came, failed=self._not_opened)

    def _not_opened(self, error: OpsDeskError) -> bool:
        self.current = None
        self.open_failed.emit(error)
        return True

    # what changes

    def recount(self) -> None:
        """Count the views again."""
        self._desk.ask("bulletins views", asking.counts, done=self._views_counted, failed=lambda _error: True)

    def read_choices(self) -> None:
        """Read partners and what the operator may do."""
        self._desk.ask("bulletins choices", asking.choices, _KINDS, done=self._choices_came)

    def _by_the_clock(self) -> None:
        self.recount()
        self.read_record()
        ids = list(self._model.ids())[:200]
        if ids:
            asked = self.filter
            self._desk.ask(
                "bulletins by the clock",
                records.some,
                ids,
                asked,
                done=lambda items: self._take_again(asked, ids, items),
                failed=lambda _error: True,
            )

    def _take_again(self, asked: BulletinFilter, ids: Sequence[UUID], items: Sequence[Any]) -> None:
        if asked is self.filter:
            found = {self._model.id_of(item) for item in items}
            self._model.remove([one for one in ids if one not in found])
            self._model.upsert(items)
            self.list.recount()

    def _touched(self, ids: frozenset[UUID] | None) -> None:
        if self.wanted is not None and self._concerns_open(ids):
            self.read_record()
        self._soon.start()

    def _concerns_open(self, ids: frozenset[UUID] | None) -> bool:
        """The open one, or one of its chain."""
        if ids is None or self.wanted in ids:
            return True
        return self.current is not None and any(link.id in ids for link in self.current.chain)

    def _changed(self, subject: str, ids: frozenset[UUID] | None) -> None:
        if subject in ("organization", "contact", "operator"):
            self.read_choices()
        elif subject == "observation" and self.current is not None:
            linked = {one.id for one in self.current.sightings}
            if ids is None or ids & linked:
                self.read_record()

    def _counted(self, number: int) -> None:
        self.matching = number
        self.counts_changed.emit()

    def _views_counted(self, found: BulletinCounts) -> None:
        self.counts = found
        self.counts_changed.emit()

    def _choices_came(self, found: asking.Choices) -> None:
        self.offered = found
        self.choices_changed.emit()


def _timer(parent: QObject, interval: int, run: Callable[[], None], *, single: bool = False) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(single)
    timer.setInterval(interval)
    timer.timeout.connect(run)
    return timer


def _kept_view(desk: Desk) -> str:
    kept = desk.remember.get(_VIEW, VIEWS[0])
    return kept if kept in VIEWS else VIEWS[0]
