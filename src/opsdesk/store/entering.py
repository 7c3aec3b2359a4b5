"""Signing in to a shared database with an outbox in front of it, also while the server is away."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from opsdesk.errors import OpsDeskError, Refused, StoreUnavailable
from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.keys import KeyFolder, Known, fingerprint
from opsdesk.store.link import lost
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.saved import Commands
from opsdesk.store.served import Served
from opsdesk.store.unbroken import UnbrokenDatabase

_ENDING = ".outbox"
_ME = "me"


class Opens(Protocol):
    """Opens the shared database for a login; blocks, and says why not (`SharedDatabase.open`)."""

    def __call__(self, login: str, password: str) -> Served:
        """Open it."""


@dataclass(frozen=True)
class Here:
    """What a desk needs to let somebody in to one shared database.

    Attributes:
        folder: where this database's outboxes stand on this desk (`folder_of`).
        where: the shared database, as it is shown.
        commands: the program's commands by their kind.
        opens: how the database is opened for a login.
        arrived: records a sign-in once a server is reached that was away.
        public_half: asks an open database for its recovery key; None where it has none.
    """

    folder: Path
    commands: Commands
    desk: str
    where: str
    now: Callable[[], datetime]
    chance: random.Random
    opens: Opens
    arrived: Callable[[Any, str], object] = lambda _database, _login: None
    public_half: Callable[[Any], bytes | None] = lambda _database: None
    keys: Callable[[Path], KeyFolder] = KeyFolder


def folder_of(data: Path, address: str) -> Path:
    """Where the outboxes of one shared database stand: what waits for one server never goes to another.

    `address` names hosts and database, without login and password.
    """
    return data / "outbox" / hashlib.sha256(address.encode("utf-8")).hexdigest()[:16]


def known_here(here: Here) -> Sequence[Known]:
    """Who can sign in here while the server is away."""
    return here.keys(here.folder).known()


def enter(here: Here, login: str, password: str) -> UnbrokenDatabase:
    """Sign in: at the server, or, while it is away, at this desk's own wrapped key. Blocks.

    `Refused` (`password_wrong`) from either; `StoreUnavailable` (`server_away`) where the server is away
    and this login was never signed in on this desk.
    """
    try:
        served = here.opens(login, password)
    except StoreUnavailable as error:
        if not lost(error):
            raise
        return _enter_away(here, login, password, error)
    try:
        outbox = _outbox(here, served, login, password)
    except BaseException:
        served.shut()
        raise
    return _front(here, outbox, served)


def _enter_away(here: Here, login: str, password: str, away: OpsDeskError) -> UnbrokenDatabase:
    keys = here.keys(here.folder)
    known = next((one for one in keys.known() if one.name.casefold() == login.casefold()), None)
    if known is None:
        raise away
    key = keys.unlock(known.operator_id, password)
    outbox = open_outbox(here, known.operator_id, key)

    async def connect() -> Served:
        served = await asyncio.to_thread(here.opens, login, password)
        try:
            await asyncio.to_thread(here.arrived, served, login)
        except BaseException:
            await served.close()
            raise
        await outbox.remember({_ME: me_text(served.me)})
        outbox.me = served.me
        return served

    return _front(here, outbox, None, connect)


def _front(
    here: Here,
    outbox: Outbox,
    served: Served | None,
    connect: Callable[[], Awaitable[Served]] | None = None,
) -> UnbrokenDatabase:
    front = UnbrokenDatabase(
        outbox, served, now=here.now, desk=here.desk, chance=here.chance, connect=connect, where=here.where
    )
    front.entered = here
    return front


def _outbox(here: Here, served: Served, login: str, password: str) -> Outbox:
    """The outbox of who has signed in; one that their password no longer opens is put aside, not lost."""
    keys, me = here.keys(here.folder), served.me
    public = here.public_half(served)
    try:
        key = keys.unlock(me.operator_id, password) if keys.has(me.operator_id) else None
    except (Refused, StoreUnavailable):
        _put_aside(keys, me.operator_id)
        key = None
    if key is None:
        key = keys.make(me.operator_id, login, password, public)
    elif public is not None and keys.recovery_of(me.operator_id) != fingerprint(public):
        keys.wrap(me.operator_id, login, key, password, public)
    outbox = Outbox(_path(here.folder, me.operator_id), key, here.commands, me=me, now=here.now)
    outbox.open_now()
    outbox.remember_now({_ME: me_text(me)})
    return outbox


def open_outbox(here: Here, operator_id: UUID, key: bytes, path: Path | None = None) -> Outbox:
    """An outbox by its key, as whoever it belongs to."""
    nobody = Me(operator_id, "", frozenset(), None, Sector.COMMUNITY, Marking.CLEAR)
    outbox = Outbox(path or _path(here.folder, operator_id), key, here.commands, me=nobody, now=here.now)
    try:
        outbox.open_now()
        kept = outbox.remembered_now().get(_ME)
        if kept is not None:
            outbox.me = me_of(kept)
    except BaseException:
        outbox.shut()
        raise
    return outbox


def right_password(here: Here, database: UnbrokenDatabase, login: str, password: str) -> None:
    """Ask for the password again; `Refused` (`password_wrong`). At the server, or this desk's key. Blocks."""
    if not database.away:
        try:
            here.opens(login, password).shut()
        except StoreUnavailable as error:
            if not lost(error):
                raise
        else:
            return
    here.keys(here.folder).unlock(database.me.operator_id, password)


def set_password(here: Here, database: UnbrokenDatabase, login: str, password: str) -> None:
    """Another password was set at the server: from now on it opens the outbox. Blocks."""
    keys, me = here.keys(here.folder), database.me
    served = database.served
    public = here.public_half(served) if served is not None else None
    keys.wrap(me.operator_id, login, database.outbox.key, password, public)


def _path(folder: Path, operator_id: UUID) -> Path:
    return folder / f"{operator_id}{_ENDING}"


def _put_aside(keys: KeyFolder, operator_id: UUID) -> None:
    """Key and file keep their contents under another name, until a supervisor adopts them."""
    path = _path(keys.folder, operator_id)
    number = 1
    while path.with_name(f"{operator_id}.{number}{_ENDING}.aside").exists():
        number += 1
    keys.set_aside(operator_id, number)
    for ending in ("", "-wal", "-shm"):
        left = Path(f"{path}{ending}")
        if left.exists():
            left.replace(path.with_name(f"{operator_id}.{number}{_ENDING}.aside{ending}"))


def me_text(me: Me) -> dict[str, Any]:
    """Who somebody is, as the outbox remembers it."""
    return {
        "operator": str(me.operator_id),
        "name": me.name,
        "roles": sorted(role.value for role in me.roles),
        "organization": None if me.organization_id is None else str(me.organization_id),
        "sector": me.sector.value,
        "clearance": me.clearance.value,
    }


def me_of(kept: dict[str, Any]) -> Me:
    """The same again."""
    return Me(
        UUID(kept["operator"]),
        kept["name"],
        frozenset(Role(role) for role in kept["roles"]),
        None if kept["organization"] is None else UUID(kept["organization"]),
        Sector(kept["sector"]),
        Marking(kept["clearance"]),
    )
