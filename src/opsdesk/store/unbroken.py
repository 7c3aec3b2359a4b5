"""The shared database as a desk uses it: what the server cannot take now is saved here and sent later."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from opsdesk.errors import OpsDeskError, Refused, StoreUnavailable
from opsdesk.store.answers import Answers, question
from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.deciding import DropSaved, KeepTheirs, OfTheOutbox, SendAgain, TakeBack
from opsdesk.store.link import Line, Link, Standing, lost
from opsdesk.store.operator import Me
from opsdesk.store.outbox import Outbox
from opsdesk.store.saved import UNSETTLED, State, ids_in, may_wait, record_of
from opsdesk.store.sending import send_next, tell_refused
from opsdesk.store.served import Served
from opsdesk.store.transaction import Reading

if TYPE_CHECKING:
    from opsdesk.store.entering import Here
    from opsdesk.store.shared.following import Contact

P = ParamSpec("P")
T = TypeVar("T")

#: The pause between tries while the server is away, in seconds: first and longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
#: How long somebody who follows the journal is kept waiting for the return before being told again.
PATIENCE = 2.0


class UnbrokenDatabase:
    """A shared database with the same surface, and an outbox in front of it.

    It is given a database that is open, or, at a start while the server is away, `connect`, which opens one
    and is tried until it does.

    `keep_sending` runs as long as the desk is open: it finds the server again and sends what waits.

    Attributes:
        where: hosts and database, as they are shown.
        entered: what somebody came in by; others' outboxes are found through it.
        outbox: what is saved here.
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
        where: str = "",
    ) -> None:
        self.where = where
        self.entered: Here | None = None
        self.outbox = outbox
        self.desk = desk
        self._served = served
        self._connect = connect
        self._now = now
        self._chance = chance
        self._answers = Answers()
        self._work = asyncio.Event()
        self._sending = asyncio.Lock()
        self._asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._line = Line(now, live=served is not None)

    # who and when

    @property
    def me(self) -> Me:
        """Who is signed in; while the server has not been reached yet, as this desk remembers them."""
        return self._served.me if self._served is not None else self.outbox.me

    @property
    def link(self) -> Link:
        """How it stands with the server."""
        return self._line.link

    @property
    def away(self) -> bool:
        """Whether the server does not answer."""
        return self.link.standing is Standing.AWAY

    @property
    def served(self) -> Served | None:
        """The database behind it; None until the server was reached."""
        return self._served

    @property
    def contact(self) -> Contact | None:
        """What the heartbeat of the server says; None where none was heard yet."""
        return getattr(self._served, "contact", None)

    def now(self) -> datetime:
        """The time by this desk's clock, aware UTC."""
        return self._now()

    def listen(self, told: Callable[[], None]) -> None:
        """Call `told` whenever the link is another one, on the loop of the desk."""
        self._line.listen(told)

    # writing

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        """Apply a command at the server, or save it here; `Applied.saved` says which.

        `me` goes with what cannot wait only (`accounts`).
        """
        if isinstance(command, OfTheOutbox):
            return await self._decide(command)
        if not may_wait(command):
            return await self._guarded(lambda served: served.apply(command, me))
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

    async def _decide(self, command: OfTheOutbox) -> Applied:
        """What a person decided about a saved line."""
        async with self._sending:
            saved = self.outbox.of_command(command.saved_id)
            if saved is None:
                raise Refused("saved_gone")
            match command:
                case TakeBack() if saved.state is State.WAITING and not saved.tried:
                    await self.outbox.settle(saved.number, State.TAKEN_BACK)
                    return Applied(0, saved.command, saved=saved.number)
                case DropSaved() if saved.state in UNSETTLED:
                    await self.outbox.settle(saved.number, State.DROPPED, why=saved.why, note=command.reason)
                case KeepTheirs() if saved.state in UNSETTLED:
                    await self.outbox.settle(saved.number, State.MERGED, why=saved.why)
                case SendAgain() if saved.state in UNSETTLED:
                    await self.outbox.try_again(saved.number)
                    self.try_now()
                case TakeBack() if saved.state is State.WAITING:
                    raise Refused("saved_in_doubt", number=saved.local)
                case _ if not isinstance(command, TakeBack) or saved.undo is None:
                    raise Refused("saved_not_taken_back", number=saved.local)
        if isinstance(command, TakeBack) and saved.undo is not None:
            return await self.apply(saved.undo)
        self._work.set()
        return Applied(0, None)

    async def settle(self, number: int, command: Command) -> Applied:
        """Settle a conflict: `command` holds what was chosen of both sides; the losing side is kept."""
        applied = await self.apply(command)
        await self.outbox.settle(number, State.MERGED, seq=applied.seq or None)
        return applied

    def try_now(self) -> None:
        """Do not wait for the next try."""
        self._asked = True
        self._work.set()

    # reading

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Ask the server; while it is away, what it answered to the very same question before."""
        asked = question(query, args, named)
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
        if noted:
            self._answers.forget(asked)
        else:
            self._answers.keep(asked, answer)
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
        gone = asyncio.ensure_future(self._line.gone.wait())
        try:
            await asyncio.wait({heard, gone}, return_when=asyncio.FIRST_COMPLETED)
            if heard.done():
                return heard.result()
            raise self._away_error()
        finally:
            for one in (heard, gone):
                one.cancel()
            await asyncio.gather(heard, gone, return_exceptions=True)

    # as every database has it; what blocks is for other threads than the desk's

    def may(self, kind: str) -> bool:
        """Whether who is signed in may give such commands; yes before the server was reached."""
        return self._served is None or self._served.may(kind)

    def record(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Journal an act that changes no record. It cannot wait: `away`."""
        self._guarded_now(lambda served: served.record(kind, detail))

    def run(self, command: Command, me: Me | None = None) -> Applied:
        """`apply` that blocks; what the server may or may not have got is not saved here, but said."""
        if may_wait(command) and (self.away or self._stands_behind(command)):
            saved = self.outbox.save_now(command)
            return Applied(0, TakeBack(saved_id=command.id), saved=saved.number)
        return self._guarded_now(lambda served: served.run(command, me))

    def ask(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """`read` that blocks."""
        return self._guarded_now(lambda served: served.ask(query, *args, **named))

    def last(self) -> int:
        """`head` that blocks."""
        return self._guarded_now(lambda served: served.last())

    def sign_in(self, me: Me) -> None:
        """Who is signed in follows from the login and its outbox; somebody else enters anew."""
        if me.operator_id != self.me.operator_id:
            raise Refused("another_login", name=me.name)

    def sign_out(self) -> None:
        """Nobody is signed in any more: the desk closes."""

    def _guarded_now(self, work: Callable[[Served], T]) -> T:
        served = self._served
        if served is None or self.away:
            raise self._away_error()
        try:
            return work(served)
        except OpsDeskError as error:
            if not self._is_lost(error):
                raise
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._lose)
            raise self._away_error() from error

    # staying in touch

    async def keep_sending(self) -> None:
        """Find the server again whenever it is lost, and send what waits; ends when it is cancelled."""
        loop = self._loop = asyncio.get_running_loop()

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
                self._line.stand(
                    Standing.AWAY, next_try=self._now() + timedelta(seconds=wait), why=self.link.why
                )
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
                if line.state is State.REJECTED:
                    await tell_refused(served, line)
        except StoreUnavailable as error:
            if self._is_lost(error):
                self._lose()
                return False
            await self._worked(LONGEST_PAUSE)  # busy, or its disk is full: nothing is away, nothing is lost
            return True
        self._line.stand(Standing.LIVE)
        return True

    async def _reached(self) -> bool:
        """Whether the server answers now."""
        try:
            if self._served is None:
                assert self._connect is not None
                self._served = await self._connect()
            await self._served.head()
        except OpsDeskError as error:
            self._line.stand(Standing.AWAY, why=None if lost(error) else error)
            return False
        self._line.stand(Standing.CATCHING_UP if self.outbox.waiting else Standing.LIVE)
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
                await self._line.back.wait()
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
            self._line.stand(Standing.AWAY)
            self._work.set()

    def _away_error(self) -> StoreUnavailable:
        return StoreUnavailable("away", since=self.link.since)

    # the end

    async def close(self) -> None:
        """Close the outbox and the database behind it."""
        await asyncio.to_thread(self.shut)

    def shut(self) -> None:
        """`close` that blocks."""
        self._line.silence()
        self.outbox.shut()
        if self._served is not None:
            self._served.shut()
