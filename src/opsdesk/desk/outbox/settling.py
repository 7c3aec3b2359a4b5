"""Settling a conflict of a saved line: field by field, or once more as it was meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from opsdesk.accounts import records as accounts
from opsdesk.desk.conflict import ConflictWindow
from opsdesk.desk.desk import Desk
from opsdesk.desk.merge import Clash
from opsdesk.desk.outbox.merging import fields_of, found_clashes, merged_command, over_theirs, words_of
from opsdesk.errors import BadInput, ChangedElsewhere
from opsdesk.store.clashes import Since, since
from opsdesk.store.deciding import KeepTheirs
from opsdesk.store.saved import Saved
from opsdesk.store.transaction import Reading
from opsdesk.wording.saved import deed
from opsdesk.wording.times import clock


class Settling(QObject):
    """Reads how the record stands now, asks where both sides clash, and gives what was chosen."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page

    def settle(self, line: Saved) -> None:
        """Begin; nothing is lost whatever comes of it."""
        if line.command is None or line.record_id is None or not isinstance(line.why, ChangedElsewhere):
            return
        self._desk.ask(
            "outbox clash",
            _since,
            line.subject,
            line.record_id,
            line.why.read,
            done=lambda found: self._compare(line, *found),
        )

    def _compare(self, line: Saved, found: Since, name: str) -> None:
        if not fields_of(line):
            self._offer_again(line, found, name)
            return
        clashes = found_clashes(line, found)
        if all(one.choice is not None for one in clashes):
            self._save(line, found, clashes)
            return
        window = ConflictWindow(
            self._desk.look,
            self._page.window(),
            self.tr("{what}: changed at two desks").format(what=deed(line, self._desk.saved.name_of(line))),
            self._told(line, found, name),
            clashes,
            self._words,
        )
        window.resolved.connect(partial(self._save, line, found))
        window.open()

    def _told(self, line: Saved, found: Since, name: str) -> str:
        who = name or self.tr("Another operator")
        if found.at is None:
            return self.tr(
                "The record was changed while {number} waited here. Choose field by field."
            ).format(number=line.local)
        return self.tr(
            "{who} at {desk} saved this record at {time}, while yours waited here. "
            "Nothing of yours is lost: choose field by field."
        ).format(who=who, desk=found.desk, time=clock(found.at, self._desk.zone, seconds=True))

    def _offer_again(self, line: Saved, found: Since, name: str) -> None:
        """An act has no fields to choose from: it is meant still, or not."""
        who = name or self.tr("another operator")
        self._desk.messages.warning(
            self.tr(
                "{what}: {who} changed the record meanwhile. Look at it; then do it all the same, or drop it."
            ).format(what=deed(line, self._desk.saved.name_of(line)), who=who),
            self.tr("Do it all the same"),
            partial(self._give, line, over_theirs(line, found.version)),
        )

    def _save(self, line: Saved, found: Since, merged: Sequence[Clash]) -> None:
        try:
            command = merged_command(line, merged, found.version)
        except BadInput as error:
            self._desk.tasks.tell(error)
            return
        if command is None:
            self._desk.do(
                KeepTheirs(saved_id=line.command_id),
                self.tr("{number} settled: theirs stays.").format(number=line.local),
                key=f"outbox {line.number}",
            )
        else:
            self._give(line, command)

    def _give(self, line: Saved, command: Any) -> None:
        database = self._desk.saved.database
        if database is None:
            return
        told = self.tr("{number} settled: what was chosen is shared.").format(number=line.local)
        self._desk.tasks.start(
            f"outbox {line.number}",
            lambda: database.settle(line.number, command),
            done=lambda _applied: self._desk.messages.done(told),
        )

    def _words(self, _name: str, value: Any) -> str:
        return words_of(value, self._desk.zone)


def _since(reading: Reading, subject: str, record_id: UUID, version: int) -> tuple[Since, str]:
    """What happened to the record, and who did it last."""
    found = since(reading, subject, record_id, version)
    if found.operator_id is None:
        return found, ""
    return found, accounts.names(reading, [found.operator_id]).get(found.operator_id, "")
