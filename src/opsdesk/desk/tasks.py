"""The one runner of everything the screen starts: catches once, tells once, never starts twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.messages import Messages
from opsdesk.desk.ports import Sentence
from opsdesk.errors import OpsDeskError

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Progress(QObject):
    """How far long work is; the work looks at `cancelled` between its chunks.

    Signals:
        moved(done, total): total is 0 while it is not known.
        ended(): done, failed or cancelled.
    """

    moved = Signal(int, int)
    ended = Signal()

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.done = 0
        self.total = 0
        self.cancelled = False

    def report(self, done: int, total: int = 0) -> None:
        """Say how far it is; may be called from any thread."""
        self.done, self.total = done, total
        self.moved.emit(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at the next whole chunk."""
        self.cancelled = True


class Tasks(QObject):
    """Starts coroutines, each under a key.

    Signals:
        began(Progress): long work has begun; the frame shows a bar with a cancel.
    """

    began = Signal(object)

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        messages: Messages,
        sentence: Sentence,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._loop = loop
        self._messages = messages
        self._sentence = sentence
        self._running: dict[str, asyncio.Task[None]] = {}
        self._long: dict[str, str] = {}
        self._closed = False
        self._resting = False

    @property
    def closed(self) -> bool:
        """Whether nothing can be started any more."""
        return self._closed or self._loop.is_closed()

    def runs(self, key: str) -> bool:
        """Whether something under this key is under way."""
        return key in self._running

    @property
    def long_work(self) -> str:
        """The title of long work that is under way; empty without one."""
        return next(iter(self._long.values()), "")

    def running(self) -> frozenset[str]:
        """The keys of what is under way."""
        return frozenset(self._running)

    def start(
        self,
        key: str,
        make: Callable[[], Coroutine[Any, Any, T]],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[OpsDeskError], bool] | None = None,
        replace: bool = False,
    ) -> bool:
        """Run `make()`; then `done(result)`.

        While something runs under `key`, nothing is started (False), unless `replace`: then the older one is
        cancelled and its result never arrives. An expected failure goes to `failed` first; where that returns
        False, or is not given, its sentence is told. Any other failure is logged and told.
        """
        if self.closed or self._resting:
            return False
        older = self._running.get(key)
        # One that has come to its end may still be noted here for a turn of the loop: it stops nothing.
        if older is not None and not older.done():
            if not replace:
                return False
            older.cancel()
        task = self._loop.create_task(self._run(key, make, done, failed), name=key)
        self._running[key] = task
        task.add_done_callback(lambda ended: self._forget(key, ended))
        return True

    def start_long(
        self,
        key: str,
        title: str,
        make: Callable[[Progress], Coroutine[Any, Any, T]],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[OpsDeskError], bool] | None = None,
    ) -> Progress | None:
        """Run long work with a bar and a cancel; None when it runs already."""
        if self.runs(key):
            return None
        progress = Progress(title, self)
        self._long[key] = title

        async def work() -> T:
            try:
                return await make(progress)
            finally:
                self._long.pop(key, None)
                progress.ended.emit()
                progress.deleteLater()

        self.start(key, work, done=done, failed=failed)
        self.began.emit(progress)
        return progress

    def cancel(self, key: str) -> None:
        """Stop what runs under the key; its result never arrives."""
        if (task := self._running.get(key)) is not None:
            task.cancel()

    async def stop(self) -> None:
        """Stop everything but the task that asks, and wait until it has stopped: the desk is closed.

        Nothing is started until `go_on`: what widgets on their way out still ask for is not wanted.
        """
        self._resting = True
        asking = asyncio.current_task()
        running = [task for task in self._running.values() if task is not asking]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def go_on(self) -> None:
        """After `stop`."""
        self._resting = False

    async def close(self) -> None:
        """Stop everything and wait until it has stopped; nothing can be started afterwards."""
        self._closed = True
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def tell(self, error: OpsDeskError) -> None:
        """Tell an expected failure in its sentence."""
        self._messages.error(self._sentence(error))

    async def _run(
        self,
        key: str,
        make: Callable[[], Coroutine[Any, Any, T]],
        done: Callable[[T], None] | None,
        failed: Callable[[OpsDeskError], bool] | None,
    ) -> None:
        try:
            result = await make()
            if done is not None:
                done(result)
        except OpsDeskError as error:
            if failed is None or not failed(error):
                self.tell(error)
        except Exception:  # noqa: BLE001 - the one place that keeps the desk alive through a fault of its own
            _log.exception("Task %s failed", key)
            self._messages.error(
                self.tr("That did not work: a fault of the program, written to its log. Go on working.")
            )

    def _forget(self, key: str, ended: asyncio.Task[None]) -> None:
        if self._running.get(key) is ended:
            del self._running[key]
