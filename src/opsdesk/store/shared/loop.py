"""A thread with an event loop of its own, so that nothing of the database runs on the screen's thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs coroutines in a thread of its own until it is stopped.

    Attributes:
        loop: the thread's loop.
    """

    def __init__(self, name: str) -> None:
        # A plain selector loop on every system: the driver needs nothing else.
        self.loop: asyncio.AbstractEventLoop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin it there; the future may be waited for from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def wait(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """Run it there and wait; never from the thread itself."""
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("a thread that waits for itself waits for ever")
        return self.submit(work).result(seconds)

    def stop(self) -> None:
        """Cancel what runs, and end the thread; once is enough."""
        if self.loop.is_closed():
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def _run(self) -> None:
        self.loop.run_forever()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        if left:
            self.loop.run_until_complete(asyncio.wait(left, timeout=5))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
