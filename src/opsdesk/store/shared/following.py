"""Following the journal on the server: woken by its commits, with a heartbeat, back again by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from opsdesk.errors import OpsDeskError, StoreUnavailable
from opsdesk.store.command import Change
from opsdesk.store.schema import instant
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.connecting import CHANNEL, Connector
from opsdesk.store.shared.failures import away, failure
from opsdesk.store.shared.loop import LoopThread

_log = logging.getLogger(__name__)

#: A connection that is half open is silent for ever: every 5 seconds it has 3 to answer.
HEARTBEAT, LIMIT = 5.0, 3.0
#: The pause before the next attempt, in seconds: first and longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
#: The wall clock and the monotonic one part when the machine slept.
SLEPT = timedelta(seconds=5)
#: Changes that are held for whoever asks what was told last.
HELD = 10_000
AT_ONCE = 1_000

_FOLLOW = "SELECT seq, subject, record_id FROM app.follow($1, $2)"
_BEAT = "SELECT app.head(), app.here($1, $2), app.now_us()"


@dataclass(frozen=True, slots=True)
class Contact:
    """How the desk's line to the server stands.

    Attributes:
        live: whether the server answers.
        since: since when, aware UTC.
        as_of: when the server was last heard, by this machine's clock: up to then everything is known here.
        desks: how many desks are there now, this one counted; None before the first answer.
        why: what keeps it away, where trying again alone does not help.
    """

    live: bool
    since: datetime
    as_of: datetime
    desks: int | None = None
    why: OpsDeskError | None = None


class Follower:
    """Knows the journal's last number as it grows, and holds what it told of.

    A connection of its own, in a thread of its own: nothing that is asked of the database keeps the
    heartbeat waiting.

    Attributes:
        seq: the journal's last number as far as is known; -1 before the first answer.
        contact: how the line stands.
        ahead: by how much the server's clock is ahead of this machine's.
    """

    def __init__(
        self,
        connector: Connector,
        *,
        desk_id: UUID,
        desk: str,
        clock: Callable[[], datetime],
        chance: random.Random,
        lost: Callable[[], None],
    ) -> None:
        self.seq = -1
        self.ahead = timedelta(0)
        now = clock()
        self.contact = Contact(live=True, since=now, as_of=now)
        self._connector = Connector(connector.address)
        self._desk = (desk_id, desk)
        self._clock = clock
        self._chance = chance
        self._lost = lost
        self._guard = threading.Lock()
        self._held: deque[Change] = deque(maxlen=HELD)
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = set()
        self._connection: Any = None
        self._thread = LoopThread("store-link")
        self._woken = asyncio.Event()
        self._running = self._thread.submit(self._run())

    def use(self, address: Address) -> None:
        """From the next connection on, this address: the login has another password."""
        self._connector.address = address

    def held(self, after: int, limit: int) -> list[Change] | None:
        """The changes behind `after` as they were told; None when they are not held any more."""
        with self._guard:
            if after == self.seq:
                return []
            if not self._held or not self._held[0].seq <= after + 1 <= self.seq:
                return None
            start = after + 1 - self._held[0].seq
            return [self._held[place] for place in range(start, min(start + limit, len(self._held)))]

    async def beyond(self, after: int, seconds: float) -> bool:
        """Wait until the journal is beyond `after`, at most so long; `StoreUnavailable` once it is away."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self.seq <= after:
            self.require()
            left = end - loop.time()
            if left <= 0:
                return False
            waiter = (loop, loop.create_future())
            with self._guard:
                if self.seq > after:
                    return True
                self._waiting.add(waiter)
            try:
                await asyncio.wait([waiter[1]], timeout=left)
            finally:
                with self._guard:
                    self._waiting.discard(waiter)
        return True

    def require(self) -> None:
        """Raise `StoreUnavailable` while the server does not answer, without trying."""
        contact = self.contact
        if not contact.live:
            raise contact.why or away(self._connector.address)

    def soon(self) -> None:
        """Look now: something was committed here, or the machine woke up."""
        self._thread.loop.call_soon_threadsafe(self._woken.set)

    def stop(self) -> None:
        """End it, and be counted among the desks no more; who waits is told that it is away."""
        if self.contact.live:
            with contextlib.suppress(TimeoutError):
                self._thread.submit(self._leave()).result(LIMIT)
        self._running.cancel()
        self._thread.stop()
        self._connector.terminate()
        self._wake()

    async def _leave(self) -> None:
        connection = self._connection
        if connection is not None:
            # Where that fails, the others find out by themselves a little later.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LIMIT / 3):
                    await connection.execute("SELECT app.gone($1)", self._desk[0])

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            connection = None
            try:
                address = self._connector.address
                async with asyncio.timeout(address.seconds * len(address.hosts) + LIMIT):
                    connection = await self._connector()
                    await connection.add_listener(CHANNEL, self._heard)
                self._connection = connection
                await self._beat(connection)
                pause = FIRST_PAUSE
                await self._follow(connection)
            except Exception as error:  # noqa: BLE001 - the line is tried again whatever went wrong on it
                self._away(error)
            finally:
                self._connection = None
                if connection is not None:
                    connection.terminate()
            await asyncio.sleep(pause * self._chance.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _follow(self, connection: Any) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + HEARTBEAT
        while True:
            left = due - loop.time()
            if left > 0 and not self._woken.is_set():
                started = (self._clock(), loop.time())
                await self._sleep(left)
                slept = self._clock() - started[0] - timedelta(seconds=loop.time() - started[1])
                if abs(slept) > SLEPT:
                    due = loop.time()
            if self._woken.is_set():
                self._woken.clear()
                await self._take(connection)
            if loop.time() >= due:
                await self._beat(connection)
                due = loop.time() + HEARTBEAT

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _beat(self, connection: Any) -> None:
        """One heartbeat: the server answers, says how many desks there are, and what time it is."""
        async with asyncio.timeout(LIMIT):
            head, desks, at = await connection.fetchrow(_BEAT, *self._desk)
        now = self._clock()
        self.ahead = instant(at) - now
        if self.seq < 0:
            self._tell(head, [])
        elif head > self.seq:
            await self._take(connection)
        elif head < self.seq:
            # A standby that ran behind took over: the numbers from there on will mean something else.
            raise StoreUnavailable("journal_went_back", known=self.seq, found=head)
        was = self.contact
        self.contact = Contact(True, was.since if was.live else now, now, desks)
        if not was.live:
            self._wake()

    async def _take(self, connection: Any) -> None:
        """Read what is new until there is no more; a gap is an error of the journal, never passed over."""
        while True:
            async with asyncio.timeout(LIMIT * 5):
                rows = await connection.fetch(_FOLLOW, self.seq, AT_ONCE)
            found = [Change(*row) for row in rows]
            if [change.seq for change in found] != [*range(self.seq + 1, self.seq + 1 + len(found))]:
                raise StoreUnavailable("journal_gap", expected=self.seq + 1, found=found[0].seq)
            if found:
                self._tell(found[-1].seq, found)
            self.contact = replace(self.contact, as_of=self._clock())
            if len(found) < AT_ONCE:
                return

    def _tell(self, seq: int, found: Sequence[Change]) -> None:
        with self._guard:
            self.seq = seq
            self._held.extend(found)
        self._wake()

    def _wake(self) -> None:
        with self._guard:
            woken, self._waiting = self._waiting, set()
        for loop, future in woken:
            try:
                loop.call_soon_threadsafe(_done, future)
            except RuntimeError:  # that loop is closed
                continue

    def _away(self, error: Exception) -> None:
        """The line is broken: everything that waits on another connection is told as well."""
        known = error if isinstance(error, OpsDeskError) else failure(error, self._connector.address)
        helps = isinstance(known, StoreUnavailable) and known.reason in ("server_away", "server_full")
        why = (
            known if known is not None and not helps and type(known).__module__ == "opsdesk.errors" else None
        )
        if self.contact.live:
            _log.warning("the server is away: %s", type(error).__name__)
            self.contact = Contact(False, self._clock(), self.contact.as_of, self.contact.desks, why)
            self._lost()
            self._wake()
        elif why is not None or self.contact.why is not None:
            self.contact = replace(self.contact, why=why)

    def _heard(self, *_: object) -> None:
        self._woken.set()


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
