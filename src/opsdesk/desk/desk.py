"""What a tab may use: one frozen bundle of the desk's parts, handed to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

from opsdesk.desk.actions import Actions
from opsdesk.desk.appearance import Appearance
from opsdesk.desk.confirming import Confirming
from opsdesk.desk.drafts import Drafts
from opsdesk.desk.feed import Feed
from opsdesk.desk.history import History, Step
from opsdesk.desk.links import Links
from opsdesk.desk.messages import Messages
from opsdesk.desk.ports import Store
from opsdesk.desk.remember import Remember
from opsdesk.desk.saved import SavedHere
from opsdesk.desk.tasks import Tasks
from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.handling import Marking
from opsdesk.partners.model import ShiftDay
from opsdesk.store.local_numbers import local_number

if TYPE_CHECKING:
    from opsdesk.store.access import Me
    from opsdesk.store.command import Applied, Command
    from opsdesk.store.transaction import Reading

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """The parts of a running desk. `now` is aware UTC; `zone` is the zone in which times are shown.

    `shift_start` is when its first shift begins; `wall` what the wall may show.
    """

    database: Store
    me: Me
    name: str
    look: Appearance
    actions: Actions
    tasks: Tasks
    messages: Messages
    feed: Feed
    history: History
    drafts: Drafts
    remember: Remember
    now: Callable[[], datetime]
    zone: tzinfo
    shift_start: time = time(6)
    wall: Marking = Marking.GREEN
    links: Links = field(default_factory=Links)
    saved: SavedHere = field(default_factory=SavedHere)
    confirming: Confirming = field(default_factory=Confirming)

    @property
    def day(self) -> ShiftDay:
        """The desk's day of 24 hours, from the start of its first shift."""
        return ShiftDay.at(self.zone, self.shift_start)

    def ask(
        self,
        key: str,
        query: Callable[..., T],
        *args: Any,
        done: Callable[[T], None],
        failed: Callable[[OpsDeskError], bool] | None = None,
    ) -> None:
        """Run a query of some `records.py`; the newest under a key wins, older answers are dropped.

        That the server is away is said once, by the band and the status line, and not by each query.
        """

        def not_read(error: OpsDeskError) -> bool:
            handled = failed is not None and failed(error)
            return handled or (isinstance(error, StoreUnavailable) and error.reason == "away")

        self.tasks.start(
            key, lambda: self.database.read(query, *args), done=done, failed=not_read, replace=True
        )

    def do(
        self,
        command: Command,
        told: str = "",
        *,
        key: str = "",
        done: Callable[[Applied], None] | None = None,
        failed: Callable[[OpsDeskError], bool] | None = None,
    ) -> bool:
        """Apply a command; afterwards Ctrl+Z takes it back where it has an inverse.

        `told` is the sentence of what was done (`2417 closed, information only.`). With a `key` the same
        thing is not started twice. What the screen shows follows from the journal, not from here.
        """

        def applied(result: Applied) -> None:
            if result.undo is not None:
                self.history.did(Step(told, result.undo))
            if told:
                back = self.tasks.tr("Ctrl+Z takes it back.") if result.undo is not None else ""
                self.messages.done(f"{told} {self._only_here(result)}{back}".rstrip())
            if done is not None:
                done(result)

        return self.tasks.start(
            key or f"do {command.id}", lambda: self.database.apply(command), done=applied, failed=failed
        )

    def _only_here(self, result: Applied) -> str:
        """Said of what waits on this desk: nobody else sees it yet."""
        if result.saved is None:
            return ""
        words = self.tasks.tr("Saved on this desk as {number}, sent when the server answers.")
        return words.format(number=local_number(result.saved)) + " "

    def may(self, kind: str, then: Callable[[bool], None]) -> None:
        """Whether the operator may apply commands of this kind, for turning a verb off."""
        self.ask(f"may {kind}", _may, kind, done=then)


def _may(reading: Reading, kind: str) -> bool:
    return reading.may(kind)
