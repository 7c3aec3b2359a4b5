"""Adopting: a supervisor sends what another operator left on this desk; both names stand in the journal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from opsdesk.errors import ChangedElsewhere, OpsDeskError, StoreUnavailable
from opsdesk.store.command import Applied, Command
from opsdesk.store.entering import Here, open_outbox
from opsdesk.store.keys import KeyFolder
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.saved import UNSETTLED, Saved, State

ADOPT = "outbox.adopt"
_KEY, _FILE = ".key", ".outbox"


class Shared(Protocol):
    """What adopting needs of the shared database."""

    @property
    def me(self) -> Me:
        """Who adopts."""

    async def apply(self, command: Command) -> Applied:
        """Write."""

    def record(self, kind: str, detail: Any) -> None:
        """Journal an act; blocks."""


@dataclass(frozen=True)
class Left:
    """An outbox that is not mine: whose, its file, and the file of its wrapped key."""

    operator_id: UUID
    name: str
    path: Path
    key_path: Path


def left_here(here: Here, me: Me) -> list[Left]:
    """The outboxes of others on this desk, and my own that an older password closes; by name."""
    found = []
    for path in sorted(here.folder.glob(f"*{_KEY}*")):
        if path.name.endswith(".new"):
            continue
        known = here.keys(here.folder).known_in(path)
        outbox = path.with_name(path.name.replace(_KEY, _FILE))
        if (
            known is not None
            and outbox.is_file()
            and (known.operator_id != me.operator_id or path.suffix == ".aside")
        ):
            found.append(Left(known.operator_id, known.name, outbox, path))
    return sorted(found, key=lambda one: (one.name.casefold(), one.path.name))


def open_left(here: Here, left: Left, private: bytes) -> Outbox:
    """Open it with the private half of the recovery key, which `outbox.recover` was journalled for."""
    keys: KeyFolder = here.keys(here.folder)
    key = keys.recover(left.operator_id, private, left.key_path)
    return open_outbox(here, left.operator_id, key, left.path)


async def adopt(outbox: Outbox, shared: Shared, line: Saved) -> Saved:
    """Send one line of another operator's under my own login; what came of it stands in their outbox.

    Who typed it stands in the journal before it is applied.
    """
    if line.command is None or line.state not in UNSETTLED:
        return line
    detail = {
        "command": str(line.command_id),
        "kind": line.kind,
        "author": str(line.author_id),
        "author_name": line.author,
        "saved_at": line.saved_at.isoformat(),
        "local": line.local,
    }
    await asyncio.to_thread(shared.record, ADOPT, detail)
    await outbox.trying(line.number)
    try:
        applied = await shared.apply(line.command)
    except StoreUnavailable:
        raise
    except ChangedElsewhere as error:
        return await outbox.settle(line.number, State.CONFLICT, why=error)
    except OpsDeskError as error:
        return await outbox.settle(line.number, State.REJECTED, why=error)
    return await outbox.settle(
        line.number, State.ADOPTED, by=shared.me.name, seq=applied.seq, undo=applied.undo
    )
