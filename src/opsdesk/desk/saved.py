"""What is saved on this desk alone, as the screen sees it: lines, marks on rows, how the server stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from opsdesk.desk.widgets.cells import Cell

if TYPE_CHECKING:
    from opsdesk.store.link import Link
    from opsdesk.store.saved import Saved
    from opsdesk.store.shared.following import Contact
    from opsdesk.store.unbroken import UnbrokenDatabase

#: How long a row says that it is shared now, in ms.
_FRESH = 15_000
_JUST_SHARED = frozenset({"shared", "adopted"})

#: What a row says of a line in place of its own cells, by column.
Marks = Mapping[str, Cell]


def utc_now() -> datetime:
    """The time now, aware UTC."""
    return datetime.now(UTC)


class SavedHere(QObject):
    """Of an embedded desk nothing is ever saved here: then it is empty and says nothing.

    `marks_of` makes the marks of rows; the session hands it in, for it loads more than the first paint needs.

    Signals:
        changed(): the lines are others now.
        link_changed(): live, away or catching up.
        returned(): the server answers again after it was away.
    """

    changed = Signal()
    link_changed = Signal()
    returned = Signal()
    _told = Signal()

    def __init__(
        self,
        database: UnbrokenDatabase | None = None,
        marks_of: Callable[[Saved], Marks] = lambda _line: {},
        now: Callable[[], datetime] = utc_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._marks_of = marks_of
        self._now = now
        self._namers: list[Callable[[UUID], str]] = []
        self._by_record: dict[UUID, Saved] = {}
        self._was_away = database is not None and database.away
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.setInterval(_FRESH)
        self._fresh.timeout.connect(self._follow)
        if database is not None:
            self._told.connect(self._follow)
            database.outbox.listen(self._told.emit)
            database.listen(self._follow_link)
            self._sort()

    @property
    def database(self) -> UnbrokenDatabase | None:
        """The shared database with its outbox; None at an embedded desk."""
        return self._database

    @property
    def link(self) -> Link | None:
        """How the server stands; None at an embedded desk."""
        return None if self._database is None else self._database.link

    @property
    def away(self) -> bool:
        """Whether the server does not answer."""
        return self._database is not None and self._database.away

    @property
    def contact(self) -> Contact | None:
        """What the heartbeat says: as of when, and how many desks; None where there is none."""
        return None if self._database is None else self._database.contact

    @property
    def lines(self) -> tuple[Saved, ...]:
        """Every line that is held, by number."""
        return () if self._database is None else self._database.outbox.entries

    @property
    def unsettled(self) -> tuple[Saved, ...]:
        """What waits for the server or for a person."""
        return () if self._database is None else self._database.outbox.unsettled

    def line_of(self, record_id: UUID) -> Saved | None:
        """The newest line about a record that is unsettled, or was shared a moment ago."""
        return self._by_record.get(record_id)

    def mark(self, record_id: UUID) -> Marks:
        """What a row says in place of its own cells, by column; nothing for most rows."""
        line = self._by_record.get(record_id)
        return {} if line is None else self._marks_of(line)

    # what records are called

    def add_namer(self, name: Callable[[UUID], str]) -> None:
        """Ask this, too, what a record is called; it gives an empty text for one that it does not know."""
        self._namers.append(name)

    def name_of(self, line: Saved) -> str:
        """The number of a line's record, or the local one of the line that makes it."""
        if line.record_id is None:
            return ""
        for namer in self._namers:
            if name := namer(line.record_id):
                return name
        made = next((one for one in self.lines if one.record_id == line.record_id and one.makes), None)
        return made.local if made is not None else ""

    # what changes

    def _follow(self) -> None:
        self._sort()
        self.changed.emit()

    def _sort(self) -> None:
        fresh = self._now() - timedelta(milliseconds=_FRESH)
        found: dict[UUID, Saved] = {}
        recent = False
        for line in self.lines:
            if line.record_id is None:
                continue
            if line.state in _JUST_SHARED and line.settled_at is not None and line.settled_at > fresh:
                recent = True
                found[line.record_id] = line
        for line in self.unsettled:
            if line.record_id is not None:
                found[line.record_id] = line
        self._by_record = found
        if recent:
            self._fresh.start()

    def _follow_link(self) -> None:
        away = self.away
        back = self._was_away and not away
        self._was_away = away
        self.link_changed.emit()
        if back:
            self.returned.emit()
