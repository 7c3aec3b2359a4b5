"""Feeds a list from queries: pages, counts, and just those records that the journal names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk import saved_rows
from opsdesk.desk.desk import Desk
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError

#: How many rows become objects at a time.
PAGE = 200


@dataclass(frozen=True)
class Queries:
    """The queries of a subject's `records.py` that a list needs.

    `page(reading, filter, after, limit)` returns `items` and `after` (what to ask the next page with,
    or None); `some(reading, ids, filter)` those of the ids that match the filter; and
    `count(reading, filter)` how many match.
    """

    page: Callable[..., Any]
    some: Callable[..., Sequence[Any]]
    count: Callable[..., int]


class Records(QObject):
    """The presenter of one list.

    Signals:
        loading(bool): an answer is awaited, or has come.
        counted(int): how many match the filter.
        arrived(): rows of another filter are there.
        failed(OpsDeskError): the list could not be read; what stood there stays.
        touched(frozenset[UUID] | None): records of the subjects changed, also ones that are not in the list.
    """

    loading = Signal(bool)
    counted = Signal(int)
    arrived = Signal()
    failed = Signal(object)
    touched = Signal(object)

    def __init__(
        self,
        desk: Desk,
        name: str,
        model: RecordModel,
        queries: Queries,
        subjects: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._name = name
        self._model = model
        self._queries = queries
        self._subjects = frozenset(subjects)
        #: The subject whose records are the rows; others only change what they show.
        self._subject = next(iter(subjects), "")
        #: Rows that only this desk has, by their record.
        self.local: frozenset[UUID] = frozenset()
        self._unread = False
        self._filter: Any = None
        self._next: Any = None
        self._stale: set[UUID] = set()
        self._all_stale = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask_changed)
        model.more_wanted.connect(self._ask_more)
        model.items_wanted.connect(self._ask_items)
        desk.feed.changed.connect(self._changed)
        model.set_mark(desk.saved.mark)
        desk.saved.changed.connect(self._follow_saved)
        desk.saved.returned.connect(self._returned)

    @property
    def filter(self) -> Any:
        """The filter that is on."""
        return self._filter

    def show(self, filter_: Any) -> None:
        """Show what matches this filter, from the start."""
        self._filter = filter_
        self._stale.clear()
        self._all_stale = False
        self.loading.emit(True)
        self._desk.ask(
            f"{self._name} page",
            self._queries.page,
            filter_,
            None,
            PAGE,
            done=self._first,
            failed=self._not_read,
        )
        self.recount()

    def again(self) -> None:
        """Ask for the same once more."""
        self.show(self._filter)

    def recount(self) -> None:
        """Count again."""
        self._desk.ask(
            f"{self._name} count",
            self._queries.count,
            self._filter,
            done=self.counted.emit,
            failed=lambda _error: True,
        )

    def _first(self, page: Any) -> None:
        self._next = page.after
        self._model.reset(list(page.items), page.after is not None)
        self._unread = False
        self._show_local()
        self.loading.emit(False)
        self.arrived.emit()

    def _not_read(self, error: OpsDeskError) -> bool:
        self._unread = True
        self._show_local()
        self.loading.emit(False)
        self.failed.emit(error)
        return True

    def _show_local(self) -> None:
        """Among the rows stands what was made here and is not shared yet."""
        lines = self._desk.saved.unsettled
        rows = saved_rows.items(self._subject, lines, self._filter) if self._filter is not None else []
        known = self._model.ids() - self.local
        rows = [row for row in rows if self._model.id_of(row) not in known]
        now = frozenset(self._model.id_of(row) for row in rows)
        # What was shared stays until the journal brings it as everybody sees it.
        shared = {one.record_id for one in self._desk.saved.lines if one.state in saved_rows.JUST_SHARED}
        self._model.remove(self.local - now - shared)
        self._model.upsert(rows)
        self.local = now

    def _follow_saved(self) -> None:
        before = self.local
        self._show_local()
        self._model.marked()
        if self.local != before:
            self.arrived.emit()

    def _returned(self) -> None:
        """The server answers again: what could not be read is read now."""
        if self._unread and self._filter is not None:
            self.again()
        elif self._stale or self._all_stale:
            self._soon.start()

    def _ask_more(self) -> None:
        after = self._next

        def came(page: Any) -> None:
            if after == self._next:
                self._next = page.after
                self._model.append(list(page.items), page.after is not None)

        def not_read(_error: OpsDeskError) -> bool:
            self._model.page_failed()
            return False

        self._desk.ask(
            f"{self._name} page", self._queries.page, self._filter, after, PAGE, done=came, failed=not_read
        )

    def _ask_items(self, ids: list[UUID]) -> None:
        self._desk.ask(f"{self._name} items", self._queries.some, ids, self._filter, done=self._model.fill)

    def _changed(self, subject: str, ids: frozenset[UUID] | None) -> None:
        if subject not in self._subjects:
            return
        self.touched.emit(ids)
        if self._filter is None:
            return
        if ids is None:
            self._all_stale = True
        else:
            self._stale |= ids
        self._soon.start()

    def _ask_changed(self) -> None:
        """Ask for what the journal named; many at once, or a whole subject, reads the first page again."""
        if self._all_stale or len(self._stale) > PAGE:
            self._reload()
            return
        if self._desk.tasks.runs(f"{self._name} some"):
            self._soon.start(20)  # the answer under way is older than these changes: ask after it
            return
        ids = sorted(self._stale)
        self._stale.clear()
        asked = self._filter

        def came(items: Sequence[Any]) -> None:
            if asked is self._filter:
                found = {self._model.id_of(item) for item in items}
                self._model.remove([one for one in ids if one not in found])
                self._model.upsert(items)
                self.recount()

        def not_read(_error: OpsDeskError) -> bool:
            self._stale.update(ids)
            return False

        self._desk.ask(f"{self._name} some", self._queries.some, ids, asked, done=came, failed=not_read)

    def _reload(self) -> None:
        self._stale.clear()
        self._all_stale = False
        asked = self._filter

        def came(page: Any) -> None:
            if asked is self._filter:
                self._first(page)

        self._desk.ask(f"{self._name} page", self._queries.page, asked, None, PAGE, done=came)
        self.recount()
