"""The shared database as a desk uses it: what the server cannot take now is saved here and sent later."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from opsdesk.errors import OpsDeskError, Refused, StoreUnavailable
from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.link import Link, Standing, lost
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.saved import State, ids_in, record_of
from opsdesk.store.sending import send_next
from opsdesk.store.transaction import Reading, Transaction

P = ParamSpec("P")
T = TypeVar("T")

#: The pause between tries while the server is away, in seconds: first and longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
#: How long somebody who follows the journal is kept waiting for the return before being told again.
PATIENCE = 2.0
#: How many answers are held, so that what was on the screen can be looked at again while away.
ANSWERS = 200

#: What cannot wait: it says who is here, must stand recorded before something leaves the desk, or needs
#: what only the server knows.
_NOW_OR_NEVER = frozenset({"operator", "release", "packet", "backup", "journal"})
_NEVER_KINDS = frozenset({"observation.import", "observation.withdraw_import"})


class Served(Protocol):
    """What is needed of the shared database behind it."""

    me: Me
    desk: str

    async def apply(self, command: Command) -> Applied:
        """Write."""

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Ask."""

    async def head(self) -> int:
        """The journal's last number."""

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        """The journal behind a number."""

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait for the journal."""

    def may(self, kind: str) -> bool:
        """Whether such a command may be given."""

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act."""

    async def close(self) -> None:
        """End."""

    def shut(self) -> None:
        """`close` that blocks."""


class TakeBack(Command):
    """Take back what was saved on this desk: unsent as if it had never been, sent by its own inverse.

    It never reaches a database: `UnbrokenDatabase.apply` sees to it.
    """

    kind: ClassVar[str] = "outbox.take_back"

    saved_id: UUID

    def run(self, tx: Transaction) -> Command | None:
        """Only where no outbox is: then nothing can have been saved."""
        del tx
        raise Refused("saved_gone")


class UnbrokenDatabase:
    """A shared database with the same surface, and an outbox in front of it.

    It is given a database that is open, or, at a start while the server is away, `connect`, which opens one
    and is tried until it does.

    `keep_sending` runs as long as the desk is open: it finds the server again and sends what waits.

    Attributes:
        outbox: what is saved here.
        link: how it stands with the server.
    """

    def __init__(
        self,
        outbox: Outbox,
        served: Served | None,
        *,
        now: Callable[[], datetime],
        desk: str,
        chance: random.Random,
        connect: Callable[[], Awaitable[Served]] | None = None,
    ) -> None:
        self.outbox = outbox
        self.desk = desk
        self._served = served
        self._connect = connect
        self._now = now
        self._chance = chance
        self._told: list[Callable[[], None]] = []
        self._answers: OrderedDict[str, Any] = OrderedDict()
        self._back = asyncio.Event()
        self._gone = asyncio.Event()
        self._work = asyncio.Event()
        self._sending = asyncio.Lock()
        self._asked = False
        self.link = Link(Standing.LIVE if served is not None else Standing.AWAY, now())
        (self._back if served is not None else self._gone).set()

    # who and when

    @property
    def me(self) -> Me:
        """Who is signed in; while the server has not been reached yet, as this desk remembers them."""
        return self._served.me if self._served is not None else self.outbox.me

    @property
    def away(self) -> bool:
        """Whether the server does not answer."""
        return self.link.standing is Standing.AWAY

    @property
    def served(self) -> Served | None:
        """The database behind it; None until the server was reached for the first time."""
        return self._served

    def now(self) -> datetime:
        """The time by this desk's clock, aware UTC."""
        return self._now()

    def listen(self, told: Callable[[], None]) -> None:
        """Call `told` whenever the link is another one, on the loop of the desk."""
        self._told.append(told)

    # writing

    async def apply(self, command: Command) -> Applied:
        """Apply a command at the server, or save it here; `Applied.saved` says which."""
        if isinstance(command, TakeBack):
            return await self._take_back(command)
        if not may_wait(command):
            return await self._guarded(lambda served: served.apply(command))
        if self.away or self._stands_behind(command):
            return await self._save(command, tried=False)
        try:
            return await self._guarded(lambda served: served.apply(command))
        except StoreUnavailable as error:
            if not lost(error):
                raise
            return await self._save(command, tried=True)

    async def _save(self, command: Command, *, tried: bool) -> Applied:
        saved = await self.outbox.save(command, tried=tried)
        self._work.set()
        return Applied(saved.seq or 0, TakeBack(saved_id=command.id), saved=saved.number)

    def _stands_behind(self, command: Command) -> bool:
        """Whether something about the same record waits: then order is kept."""
        waiting = self.outbox.waiting
        if not waiting:
            return False
        named = ids_in(command)
        about = record_of(command)
        return any(
            (one.subject, one.record_id) == about or (one.makes and one.record_id in named) for one in waiting
        )

    async def _take_back(self, command: TakeBack) -> Applied:
        async with self._sending:
            saved = self.outbox.of_command(command.saved_id)
            if saved is None:
                raise Refused("saved_gone")
            if saved.state is State.WAITING and not saved.tried:
                await self.outbox.settle(saved.number, State.TAKEN_BACK)
                return Applied(0, saved.command, saved=saved.number)
        if saved.state is State.WAITING:
            raise Refused("saved_in_doubt", number=saved.local)
        if saved.undo is None:
            raise Refused("saved_not_taken_back", number=saved.local)
        return await self.apply(saved.undo)

    # what a person decides

    async def settle(self, number: int, command: Command) -> Applied:
        """Settle a conflict: `command` holds what was chosen of both sides; the losing side is kept."""
        applied = await self.apply(command)
        await self.outbox.settle(number, State.MERGED, seq=applied.seq or None)
        return applied

    async def drop(self, number: int, reason: str) -> None:
        """Throw a line away; its text and the reason stay in the outbox."""
        await self.outbox.settle(number, State.DROPPED, note=reason)
        self._work.set()

    async def try_again(self, number: int) -> None:
        """Send a line once more."""
        await self.outbox.try_again(number)
        self.try_now()

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._asked = True
        self._work.set()

    # reading

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Ask the server; while it is away, what it answered to the very same question before."""
        asked = _question(query, args, named)
        noted = False

        def answered(reading: Reading) -> T:
            nonlocal noted
            answer = query(reading, *args, **named)
            noted = bool(reading.reads)
            return answer

        try:
            answer = await self._guarded(lambda served: served.read(answered))
        except StoreUnavailable as error:
            if lost(error) and asked in self._answers:
                held: T = self._answers[asked]
                return held
            raise
        # A read that the journal has to know of is never answered from memory.
        if not noted:
            self._answers[asked] = answer
            self._answers.move_to_end(asked)
            while len(self._answers) > ANSWERS:
                self._answers.popitem(last=False)
        return answer

    async def head(self) -> int:
        """The journal's last number; while away, once it is back."""
        await self._returned()
        return await self._guarded(lambda served: served.head())

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        """The journal behind a number; while away, once it is back."""
        await self._returned()
        return await self._guarded(lambda served: served.follow(after, limit))

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait until the journal is beyond `after`; `away` is raised as soon as the server is lost."""
        heard = asyncio.ensure_future(self._guarded(lambda served: served.changed(after, timeout)))
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait({heard, gone}, return_when=asyncio.FIRST_COMPLETED)
            if heard.done():
                return heard.result()
            raise self._away_error()
        finally:
            for one in (heard, gone):
                one.cancel()
            await asyncio.gather(heard, gone, return_exceptions=True)

    # as every database has it

    def may(self, kind: str) -> bool:
        """Whether who is signed in may give such commands; yes before the server was reached."""
        return self._served is None or self._served.may(kind)

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act that changes no record; blocks. It cannot wait: `away`."""
        served = self._served
        if served is None or self.away:
            raise self._away_error()
        served.record(kind, detail)

    # staying in touch

    async def keep_sending(self) -> None:
        """Find the server again whenever it is lost, and send what waits; ends when it is cancelled."""
        loop = asyncio.get_running_loop()

        def worked() -> None:
            loop.call_soon_threadsafe(self._work.set)

        self.outbox.listen(worked)
        pause = FIRST_PAUSE
        while True:
            self._work.clear()
            if self.away and self._served is None and self.link.why is not None and not self._asked:
                # A login that is refused is not tried again unasked: that would lock it.
                await self._worked(None)
                continue
            self._asked = False
            if self.away and not await self._reached():
                wait = pause * self._chance.uniform(0.8, 1.2)
                self._stand(Standing.AWAY, next_try=self._now() + timedelta(seconds=wait), why=self.link.why)
                await self._worked(wait)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if await self.send():
                await self._worked(None)

    async def send(self) -> bool:
        """Send what waits and may go; False when the server was lost meanwhile."""
        try:
            while True:
                async with self._sending:
                    served = self._served
                    if served is None or self.away:
                        return False
                    line = await send_next(self.outbox, served, self._is_lost)
                if line is None:
                    break
        except StoreUnavailable as error:
            if self._is_lost(error):
                self._lose()
                return False
            await self._worked(LONGEST_PAUSE)  # busy, or its disk is full: nothing is away, nothing is lost
            return True
        self._stand(Standing.LIVE)
        return True

    async def _reached(self) -> bool:
        """Whether the server answers now."""
        try:
            if self._served is None:
                assert self._connect is not None
                self._served = await self._connect()
            await self._served.head()
        except OpsDeskError as error:
            self.link = Link(Standing.AWAY, self.link.since, why=None if lost(error) else error)
            return False
        self._stand(Standing.CATCHING_UP if self.outbox.waiting else Standing.LIVE)
        return True

    async def _worked(self, seconds: float | None) -> None:
        """Until there is something to do, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._work.wait()
        except TimeoutError:
            return

    async def _returned(self) -> None:
        if not self.away:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                await self._back.wait()
        except TimeoutError:
            raise self._away_error() from None

    async def _guarded(self, work: Callable[[Served], Coroutine[Any, Any, T]]) -> T:
        """Do it at the server; that it is lost is noted, and said in one way."""
        served = self._served
        if served is None or self.away:
            raise self._away_error()
        try:
            return await work(served)
        except OpsDeskError as error:
            if not self._is_lost(error):
                raise
            self._lose()
            raise self._away_error() from error

    def _is_lost(self, error: OpsDeskError) -> bool:
        """Whether the line broke: said by the failure, or by the line itself (a login that was disabled)."""
        contact = getattr(self._served, "contact", None)
        return lost(error) or (contact is not None and not contact.live)

    def _lose(self) -> None:
        if not self.away:
            self._stand(Standing.AWAY)
            self._work.set()

    def _away_error(self) -> StoreUnavailable:
        return StoreUnavailable("away", since=self.link.since)

    def _stand(
        self, standing: Standing, *, next_try: datetime | None = None, why: OpsDeskError | None = None
    ) -> None:
        before = self.link
        since = before.since if before.standing is standing else self._now()
        self.link = Link(standing, since, next_try, why)
        if standing is Standing.AWAY:
            self._back.clear()
            self._gone.set()
        else:
            self._gone.clear()
            self._back.set()
        if self.link != before:
            for told in tuple(self._told):
                told()

    # the end

    async def close(self) -> None:
        """Close the outbox and the database behind it."""
        self._told.clear()
        await self.outbox.close()
        if self._served is not None:
            await self._served.close()


def may_wait(command: Command) -> bool:
    """Whether a command may be given now and applied later."""
    return command.kind.partition(".")[0] not in _NOW_OR_NEVER and command.kind not in _NEVER_KINDS


def _question(query: Callable[..., Any], args: Any, named: Mapping[str, Any]) -> str:
    """What is asked, as text; two that are equal ask the same."""
    name = f"{getattr(query, '__module__', '')}.{getattr(query, '__qualname__', repr(query))}"
    return f"{name}{args!r}{sorted(named.items())!r}"
