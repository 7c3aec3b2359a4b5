"""What others left on this desk, for a supervisor: opened with the recovery key, and adopted line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.desk import Desk
from opsdesk.errors import OpsDeskError
from opsdesk.handling import Role
from opsdesk.store.adopting import adopt, left_here, open_left
from opsdesk.store.entering import Here
from opsdesk.store.outbox import Outbox
from opsdesk.store.saved import Saved, State
from opsdesk.store.shared.recovery import RECOVER, private_half
from opsdesk.store.unbroken import UnbrokenDatabase
from opsdesk.wording.errors import sentence
from opsdesk.wording.saved import deed


class Adopting(QObject):
    """Asking for the key is journalled, and each line that is adopted, with both names.

    Signals:
        changed(): `lines` are others now.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._open: list[Outbox] = []

    @property
    def may(self) -> bool:
        """Whether the operator is one who adopts."""
        return Role.SUPERVISOR in self._desk.me.roles

    @property
    def lines(self) -> tuple[Saved, ...]:
        """What waits in the outboxes that are open."""
        return tuple(line for outbox in self._open for line in outbox.unsettled)

    def holds(self, line: Saved) -> bool:
        """Whether the line is one that was left here."""
        return self._of(line.command_id) is not None

    def look(self) -> None:
        """Open what others left here."""
        database = self._desk.saved.database
        if database is None or database.entered is None:
            return
        here = database.entered
        left = len(left_here(here, self._desk.me))
        if not left:
            self._desk.messages.note(self.tr("Nobody else left anything on this desk."))
            return
        self._desk.tasks.start("outbox left", lambda: self._opened(database, here), done=self._show)

    def adopt(self, line: Saved) -> None:
        """Send a line of somebody else's under my own login."""
        database = self._desk.saved.database
        outbox = self._of(line.command_id)
        if database is None or outbox is None:
            return
        self._desk.tasks.start(
            f"outbox adopt {line.command_id}", lambda: adopt(outbox, database, line), done=self._adopted
        )

    def close(self) -> None:
        """Close the outboxes of the others."""
        for outbox in self._open:
            outbox.shut()
        self._open = []

    async def _opened(self, database: UnbrokenDatabase, here: Here) -> Sequence[str]:
        """Open them; the names of those that the key does not open, or why."""
        await asyncio.to_thread(database.record, RECOVER, {"desk": database.desk})
        assert database.served is not None  # it has just recorded something
        private = await database.served.read(private_half)
        refused = []
        self.close()
        for one in left_here(here, self._desk.me):
            try:
                self._open.append(await asyncio.to_thread(open_left, here, one, private))
            except OpsDeskError as error:
                refused.append(sentence(error, self._desk.zone))
        return refused

    def _show(self, refused: Sequence[str]) -> None:
        self.changed.emit()
        if refused:
            self._desk.messages.warning(" ".join(refused))
        elif not self.lines:
            self._desk.messages.note(self.tr("Nothing of anybody else waits on this desk."))

    def _adopted(self, line: Saved) -> None:
        self.changed.emit()
        words = f"{deed(line)} {line.title}".strip()
        if line.state is State.ADOPTED:
            told = self.tr("{author}'s line is shared under your name and theirs: {what}.")
            self._desk.messages.done(told.format(author=line.author, what=words))
        elif line.why is not None:
            told = self.tr("{author}'s line stays here: {what}. {why}")
            why = sentence(line.why, self._desk.zone)
            self._desk.messages.warning(told.format(author=line.author, what=words, why=why))

    def _of(self, command_id: UUID) -> Outbox | None:
        return next((one for one in self._open if one.of_command(command_id) is not None), None)
