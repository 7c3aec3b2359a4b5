"""The live feed: follows the journal without a gap and tells presenters which records to ask for again."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.ports import Store
from opsdesk.errors import StoreUnavailable

if TYPE_CHECKING:
    from opsdesk.store.command import Change

_log = logging.getLogger(__name__)

#: How long to wait for a change before the head is looked at anyway, in seconds.
_WAIT = 15.0
#: The pause between tries while the database is away: first and longest, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0


class Feed(QObject):
    """What the journal says, as signals.

    Signals:
        changed(subject: str, ids: frozenset[UUID] | None): those records are others now; None: any of them.
        live_changed(): live or away, see `live` and `since`.
        read(): `as_of` moved: everything up to that moment is on the screen or on its way.
    """

    changed = Signal(str, object)
    live_changed = Signal()
    read = Signal()

    def __init__(
        self,
        database: Store,
        now: Callable[[], datetime],
        chance: random.Random,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._now = now
        self._chance = chance
        self.last = 0
        self.as_of: datetime | None = None
        self.live = True
        #: Since when it is live or away, aware UTC.
        self.since = now()
        self.next_try: float = 0.0

    async def run(self) -> None:
        """Follow for ever; ends when it is cancelled."""
        pause = _FIRST_PAUSE
        known = False
        while True:
            try:
                if not known:
                    self.last = await self._database.head()
                    known = True
                await self._catch_up()
                self._set_live(True)
                pause = _FIRST_PAUSE
                await self._database.changed(self.last, _WAIT)
            except StoreUnavailable as error:
                _log.warning("The journal cannot be read: %s", error)
                self._set_live(False)
                self.next_try = pause
                await asyncio.sleep(pause * self._chance.uniform(0.8, 1.2))
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _catch_up(self) -> None:
        while changes := await self._database.follow(self.last):
            self.take(changes)
        self.as_of = self._now()
        self.read.emit()

    def take(self, changes: Sequence[Change]) -> None:
        """Check that no number is missing, and tell each subject once."""
        by_subject: dict[str, set[UUID] | None] = defaultdict(set)
        for change in changes:
            if change.seq != self.last + 1:
                raise StoreUnavailable("journal_gap", expected=self.last + 1, found=change.seq)
            self.last = change.seq
            if change.subject is None:
                continue
            if change.record_id is None:
                by_subject[change.subject] = None
            elif (ids := by_subject[change.subject]) is not None:
                ids.add(change.record_id)
        for subject, ids in by_subject.items():
            self.changed.emit(subject, None if ids is None else frozenset(ids))

    def _set_live(self, live: bool) -> None:
        if live is not self.live:
            self.live = live
            self.since = self._now()
            self.live_changed.emit()
