"""The journal's last number as it grows, whoever writes: this process at once, others within milliseconds."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from opsdesk.store.opener import Opener
from opsdesk.store.watch import Watch, watch

_log = logging.getLogger(__name__)

#: The sign of a write comes before the commit can be seen: look after 50 µs, and twice as long each time.
_FIRST_LOOK, _LAST_LOOK = 50e-6, 0.05
#: Look anyway after so many seconds, should a sign be lost.
_ANYWAY = 5.0


class Follower:
    """A thread with a connection of its own that knows the journal's head, and wakes who waits for it.

    Attributes:
        seq: the journal's last number as far as is known.
    """

    def __init__(self, opener: Opener) -> None:
        self.seq = -1
        self._opener = opener
        self._guard = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = set()
        self._stopped = threading.Event()
        self._watch: Watch = watch(Path(f"{opener.path}-wal"))
        self._thread = threading.Thread(target=self._run, name="store-follower", daemon=True)
        self._thread.start()

    def tell(self, seq: int) -> None:
        """The journal has reached this number; wakes everybody who waits."""
        with self._guard:
            if seq <= self.seq:
                return
            self.seq = seq
            woken, self._waiting = self._waiting, set()
        for loop, future in woken:
            try:
                loop.call_soon_threadsafe(_wake, future)
            except RuntimeError:  # that loop is closed
                continue

    async def beyond(self, after: int, seconds: float) -> bool:
        """Wait until the journal is beyond `after`, at most so long; whether it is."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self.seq <= after:
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

    def stop(self) -> None:
        """End the thread; who waits runs into the end of their time."""
        self._stopped.set()
        self._watch.stop()
        self._thread.join()
        self._watch.close()

    def _run(self) -> None:
        connection = None
        version = -1
        while not self._stopped.is_set():
            try:
                connection = connection or self._opener()
                version = self._look(connection, version)
            except dbapi2.Error as error:
                # Readers and the writer say what is wrong; here it is only tried again.
                _log.warning("the journal's head cannot be read: %s", type(error).__name__)
            self._watch.wait(_ANYWAY)
        if connection is not None:
            connection.close()

    def _look(self, connection: Any, version: int) -> int:
        """Look until the commit that was announced can be seen; returns the `data_version` that was found."""
        pause = _FIRST_LOOK
        while True:
            found = int(connection.execute("PRAGMA data_version").fetchone()[0])
            if found != version:
                row = connection.execute("SELECT seq FROM journal_head").fetchone()
                if row is not None:
                    self.tell(int(row[0]))
                return found
            if not self._watch.precise or pause > _LAST_LOOK or self._stopped.wait(pause):
                return version
            pause *= 2


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
