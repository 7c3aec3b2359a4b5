"""Three desks on one server, each behind its own proxy: what they did, and what must hold in the end."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg

from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.observations import records
from opsdesk.observations.commands import AttachPhoto, CorrectObservation, ReportObservation
from opsdesk.store.command import Command
from opsdesk.store.entering import Here, enter
from opsdesk.store.ids import new_id
from opsdesk.store.keeping import KeepFile, kept
from opsdesk.store.keys import KeyFolder
from opsdesk.store.link import Standing
from opsdesk.store.operator import Me
from opsdesk.store.saved import State
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.unbroken import UnbrokenDatabase
from tests.databases import person
from tests.faults.proxy import Proxy
from tests.servers import do, with_database
from tests.shared_desks import PASSWORD, Desks
from tests.store.outboxes import COMMANDS, QUICK, now
from tests.store.test_outbox import PIXEL
from tests.waiting import until

T = TypeVar("T")


def fresh(desks: Desks) -> None:
    """The database as it began, also after its server was killed."""
    if desks._hand.is_closed():
        desks._hand = desks._thread.wait(asyncpg.connect(desks.url))
    desks.reset()


class Mission:
    """See the module; its desks run on a loop in a thread of its own.

    Attributes:
        desks: the three.
        records: the observations that somebody reported.
        given: every command by its id.
        acknowledged: those that the server has confirmed.
    """

    def __init__(self, desks: Desks, folder: Path, port: int, count: int = 3) -> None:
        self.shared = desks
        self.records: list[UUID] = []
        self.given: dict[UUID, Command] = {}
        self.acknowledged: set[UUID] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="desks", daemon=True)
        self._thread.start()
        people = [person(f"Operator {n}", like=desks.first) for n in range(1, count + 1)]
        self.desks = [
            FaultDesk(self, folder / f"desk-{n}", n, me, port) for n, me in enumerate(people, start=1)
        ]
        for desk in self.desks:
            desk.enter()
            self.do(until(desk.idle, "the desk is live"))
        first = self.desks[0].front
        self.do(first.apply(KeepFile(data=PIXEL, name="van.png")))
        self.photo = self.do(first.read(kept, PIXEL)).id

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it on the loop of the desks, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def began(self, work: Coroutine[Any, Any, T]) -> Any:
        """Run it there, and go on."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """End everything."""
        for desk in self.desks:
            desk.proxy.heal()
            desk.leave()
            desk.proxy.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def told(self) -> str:
        """How much happened, for who runs it by hand."""
        states = Counter(line.state.value for desk in self.desks for line in desk.front.outbox.entries)
        saved = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        return f"{len(self.given)} commands, {len(self.acknowledged)} acknowledged at once; saved: {saved}"

    # what must hold

    def settle(self) -> None:
        """Heal everything, and wait until all desks are live and nothing waits any more."""
        for desk in self.desks:
            desk.proxy.heal()
        for desk in self.desks:
            self._loop.call_soon_threadsafe(desk.front.try_now)
        self.do(until(lambda: all(desk.idle() for desk in self.desks), "every desk live, nothing waiting"))

    def check(self) -> None:
        """The invariants of RELIABILITY.md, once everything has settled."""
        lines = [line for desk in self.desks for line in desk.front.outbox.entries]
        shared = {one.command_id for one in lines if one.state is State.SHARED}
        stopped = {one.command_id for one in lines if one.state in (State.CONFLICT, State.REJECTED)}
        here = do(self._in_database())
        known = {row["id"] for row in here["commands"]}
        assert self.acknowledged <= known, "acknowledged and lost"
        assert shared <= known, "said to be shared and lost"
        assert not stopped & known, "said to be refused and there"
        assert set(self.given) == (known & set(self.given)) | stopped, "a command that nobody has"
        for line in lines:
            if line.command_id in stopped:
                assert same(line.command, self.given[line.command_id]), "a losing edit is kept"
        applied = [command for command in self.given.values() if command.id in known]
        versions: Counter[UUID] = Counter()
        for command in applied:
            versions[command.observation_id] += 1  # type: ignore[attr-defined] # all are about one
        assert {row["id"]: row["version"] for row in here["observations"]} == dict(versions), "applied twice"
        assert [row["seq"] for row in here["journal"]] == list(range(1, len(here["journal"]) + 1)), "a gap"
        self._check_equal(sorted(versions))

    def _check_equal(self, ids: list[UUID]) -> None:
        """All desks see the same."""
        head = max(self.do(desk.front.head()) for desk in self.desks)
        seen = [self.do(desk.all_changes(head)) for desk in self.desks]
        assert seen[1:] == seen[:-1]
        found = [[self.do(desk.front.read(records.get, one)) for one in ids] for desk in self.desks]
        assert found[1:] == found[:-1]

    async def _in_database(self) -> dict[str, list[Any]]:
        connection = await asyncpg.connect(self.shared.url)
        try:
            return {
                "commands": await connection.fetch("SELECT id FROM app.command"),
                "observations": await connection.fetch("SELECT id, version FROM app.observation"),
                "journal": await connection.fetch("SELECT seq FROM app.journal ORDER BY seq"),
            }
        finally:
            await connection.close()


class FaultDesk:
    """One desk: its proxy, its database with the outbox in front, and what its operator does."""

    def __init__(self, mission: Mission, folder: Path, number: int, me: Me, port: int) -> None:
        self.mission = mission
        self.me = me
        self.proxy = Proxy(port)
        self.name = f"desk {number}"
        login = mission.shared.login(me)
        parts = urlsplit(with_database(mission.shared.url, mission.shared.name, login, PASSWORD))
        who = parts.netloc.rpartition("@")[0]
        there = f"{who}@127.0.0.1:{self.proxy.port}"
        self.url = urlunsplit(parts._replace(netloc=there, query="connect_timeout=2"))
        self.here = Here(
            folder=folder,
            commands=COMMANDS,
            desk=self.name,
            where="the server",
            now=now,
            chance=random.Random(number),
            opens=lambda _login, _password: SharedDatabase.open(self.url, desk=self.name),
            keys=lambda path: KeyFolder(path, QUICK),
        )
        self.front: UnbrokenDatabase
        self._sending: Any = None
        self._reads: Any = None

    def enter(self) -> None:
        """Sign in, with the server there or away."""
        self.front = self._entered()
        self._sending = self.mission.began(self.front.keep_sending())
        self._reads = self.mission.began(self._follow())

    def _entered(self) -> UnbrokenDatabase:
        """The first time needs the server, which may take its time on a machine under load."""
        while True:
            try:
                return enter(self.here, self.me.name, PASSWORD)
            except StoreUnavailable:
                if self.here.keys(self.here.folder).has(self.me.operator_id):
                    raise

    def leave(self) -> None:
        """The client ends, whatever it was at; what it saved stays."""
        for task in (self._sending, self._reads):
            task.cancel()
        self.front.shut()

    def kill(self) -> None:
        """Die and start again."""
        self.leave()
        self.enter()

    def idle(self) -> bool:
        """Live, with nothing waiting."""
        return self.front.link.standing is Standing.LIVE and not self.front.outbox.waiting

    async def all_changes(self, head: int) -> list[Any]:
        """The journal as this desk reads it."""
        found: list[Any] = []
        while len(found) < head:
            found += await self.front.follow(len(found))
        return found

    async def _follow(self) -> None:
        """What a screen does all the time: it notices that the server is away."""
        last = 0
        while True:
            try:
                last = await self.front.head()
                await self.front.changed(last, 15)
            except StoreUnavailable:
                await asyncio.sleep(0)

    # what its operator does

    def report(self, summary: str) -> None:
        """Create."""
        command = ReportObservation.of(summary=summary)
        self.mission.records.append(command.observation_id)
        self.give(command)

    def correct(self, record_id: UUID, summary: str) -> None:
        """Edit, from the version that this desk has read last."""
        self.give(
            CorrectObservation.of(observation_id=record_id, version=self._version(record_id), summary=summary)
        )

    def attach(self, record_id: UUID) -> None:
        """Attach a photo."""
        self.give(AttachPhoto(observation_id=record_id, file_id=self.mission.photo, photo_id=new_id()))

    def again(self, command: Command) -> None:
        """Give what was acknowledged once more."""
        try:
            applied = self.mission.do(self.front.apply(command))
        except OpsDeskError:
            return
        assert applied.saved is not None or applied.repeated

    def give(self, command: Command) -> None:
        """Apply it; a clash at once is told to the operator, who has the text in the form."""
        try:
            applied = self.mission.do(self.front.apply(command))
        except OpsDeskError:
            return
        self.mission.given[command.id] = command
        if applied.saved is None:
            self.mission.acknowledged.add(command.id)

    def _version(self, record_id: UUID) -> int:
        try:
            return self.mission.do(self.front.read(records.get, record_id)).version
        except OpsDeskError:
            return 1


def same(kept_here: Command | None, given: Command) -> bool:
    """The same text; the version may have moved on with this desk's own earlier lines."""
    version = getattr(given, "version", None)
    moved = kept_here is not None and version is not None
    return (kept_here.model_copy(update={"version": version}) if moved else kept_here) == given


#: What networks do, by name.
FAULTS: dict[str, Callable[[FaultDesk, random.Random], None]] = {
    "delay": lambda desk, chance: desk.proxy.delay(chance.uniform(0.001, 0.03)),
    "cut": lambda desk, _chance: desk.proxy.cut(),
    "black hole": lambda desk, _chance: desk.proxy.black_hole(),
    "reset": lambda desk, chance: desk.proxy.reset_after(chance.randint(1, 4000)),
    "swallow": lambda desk, _chance: desk.proxy.swallow(),
}
