"""Sending what waits: in order, each once; what the database does not take is kept with its reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

from opsdesk.errors import ChangedElsewhere, OpsDeskError, Refused, StoreUnavailable
from opsdesk.store.command import Applied, Command
from opsdesk.store.keeping import KeepFile, kept
from opsdesk.store.link import lost
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.past import history
from opsdesk.store.saved import Saved, State, ids_in, renamed

#: The act that tells supervisors of a line that was refused.
REJECTED = "outbox.rejected"

_log = logging.getLogger(__name__)


class Server(Protocol):
    """What sending needs of a database."""

    @property
    def me(self) -> Me:
        """Who is signed in there."""

    @property
    def desk(self) -> str:
        """This desk's name, as the journal has it."""

    async def apply(self, command: Command) -> Applied:
        """Apply a command; the same id is applied once."""

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act that changes no record; blocks."""

    async def read(self, query: Any, *args: Any) -> Any:
        """Run a query."""


async def send_next(
    outbox: Outbox, server: Server, gone: Callable[[OpsDeskError], bool] = lost
) -> Saved | None:
    """Send the first waiting line that may go, and say what became of it; None when nothing may go.

    Only the author's own login sends it. A line that needs a record whose making was refused or clashes
    waits behind that. `StoreUnavailable` leaves everything as it is, and so does a failure of which `gone`
    says that it is the line's and not the command's.
    """
    line = _next(outbox, server.me.operator_id)
    if line is None:
        return None
    if line.command is None:
        return await outbox.settle(line.number, State.REJECTED, why=Refused("saved_by_other_version"))
    if not line.tried:
        await outbox.trying(line.number)
    return await _send(outbox, server, line, line.command, gone)


async def tell_refused(server: Server, line: Saved) -> None:
    """Supervisors see in the journal that something was refused; what it says stays with its author."""
    why = type(line.why).__name__ + (f" {line.why.reason}" if isinstance(line.why, Refused) else "")
    detail = {"local": line.local, "kind": line.kind, "command": str(line.command_id), "reason": why}
    with suppress(OpsDeskError):
        await asyncio.to_thread(server.record, REJECTED, detail)


async def _send(
    outbox: Outbox, server: Server, line: Saved, command: Command, gone: Callable[[OpsDeskError], bool]
) -> Saved:
    try:
        applied = await _applied(outbox, server, line, command)
    except StoreUnavailable:
        raise
    except ChangedElsewhere as error:
        return await outbox.settle(line.number, State.CONFLICT, why=error)
    except OpsDeskError as error:
        if gone(error):
            raise StoreUnavailable("away") from error
        return await outbox.settle(line.number, State.REJECTED, why=error)
    except Exception:  # noqa: BLE001 - one faulty line must not hold up what others wait for
        _log.exception("%s could not be sent", line.local)
        return await outbox.settle(line.number, State.REJECTED, why=Refused("saved_fault"))
    others = await _named_anew(outbox, server, line, command)
    return await outbox.settle(
        line.number,
        State.SHARED,
        seq=applied.seq,
        undo=applied.undo,
        others=others or _moved_on(outbox, line, command, applied),
    )


async def _applied(outbox: Outbox, server: Server, line: Saved, command: Command) -> Applied:
    """Apply it; a version that only this desk's own earlier lines moved on is no conflict."""
    try:
        return await server.apply(command)
    except ChangedElsewhere as error:
        before = any(
            one.record_id == line.record_id and one.state is State.SHARED and one.saved_at <= line.saved_at
            for one in outbox.entries
            if one.number < line.number and one.settled_at is not None and one.settled_at > line.saved_at
        )
        mine = before and await server.read(_only_mine, line.subject, line.record_id, error.read, server.desk)
        if not mine:
            raise
        return await server.apply(command.model_copy(update={"version": error.now}))


def _only_mine(reading: Any, subject: str, record_id: UUID, version: int, desk: str) -> bool:
    """Whether each change of the record since that version was made by me at this desk."""
    since = [
        one
        for one in history(reading, subject, record_id)
        if one.version is not None and one.version > version
    ]
    return bool(since) and all(
        one.operator_id == reading.me.operator_id and one.desk == desk and not one.purged for one in since
    )


def _next(outbox: Outbox, me: UUID) -> Saved | None:
    unsettled = outbox.unsettled
    stuck = {one.record_id for one in unsettled if one.state is not State.WAITING and one.makes}
    for line in unsettled:
        if line.state is not State.WAITING or line.author_id != me:
            continue
        if stuck and line.command is not None and not stuck.isdisjoint(ids_in(line.command)):
            if line.makes:
                stuck.add(line.record_id)
            continue
        return line
    return None


async def _named_anew(outbox: Outbox, server: Server, line: Saved, command: Command) -> Mapping[int, Command]:
    """Later lines that name a file, where the server had the same bytes already under another id."""
    if not isinstance(command, KeepFile):
        return {}
    ref = await server.read(kept, command.data)
    if ref.id == command.file_id:
        return {}
    waiting = [one for one in outbox.waiting if one.number > line.number and one.command is not None]
    return {
        one.number: renamed(one.command, command.file_id, ref.id)
        for one in waiting
        if one.command is not None and command.file_id in ids_in(one.command)
    }


def _moved_on(outbox: Outbox, line: Saved, sent: Command, applied: Applied) -> Mapping[int, Command]:
    """Later lines about the same record, given for the version that this one made.

    They were typed on top of it: the screen could not show a version that the server had not made yet.
    """
    read: int | None = getattr(sent, "version", None)
    if read is None or line.record_id is None:
        return {}
    now = getattr(applied.undo, "version", None) or read + 1
    found = {}
    for later in outbox.unsettled:
        version = getattr(later.command, "version", None)
        same = (later.subject, later.record_id) == (line.subject, line.record_id)
        if later.number <= line.number or not same or later.state is not State.WAITING:
            continue
        if later.command is not None and version is not None and version >= read:
            found[later.number] = later.command.model_copy(update={"version": version + now - read})
    return found
