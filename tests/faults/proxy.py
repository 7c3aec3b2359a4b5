"""A TCP proxy that does to a connection what networks do: it delays, cuts, goes silent, resets, swallows."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

_CHUNK = 65536
#: How the server's commit is asked for.
_COMMIT = b"COMMIT;\0"


class Proxy:
    """Stands between a desk and `127.0.0.1:port`; runs in a thread of its own, and may be told from any.

    Attributes:
        port: where it listens.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._refuses = self._silent = self._swallows = False
        self._delay = 0.0
        self._bytes_left: int | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._flow = asyncio.Event()
        self._flow.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._server: asyncio.Server = self._wait(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])

    # what is done to it

    def heal(self) -> None:
        """Everything goes through, at once."""
        self._tell(self._heal)

    def delay(self, seconds: float) -> None:
        """Each chunk is late, in both directions."""
        self._tell(lambda: setattr(self, "_delay", seconds))

    def cut(self) -> None:
        """Connections are reset, and nobody is let in."""
        self._tell(self._cut)

    def black_hole(self) -> None:
        """Nothing comes through any more, and nobody is told: a half-open connection."""
        self._tell(self._flow.clear)

    def reset_after(self, count: int) -> None:
        """So many bytes go to the server yet, then every connection is reset."""
        self._tell(lambda: setattr(self, "_bytes_left", count))

    def swallow(self) -> None:
        """The next commit reaches the server; its acknowledgement is lost, and the connection with it."""
        self._tell(lambda: setattr(self, "_swallows", True))

    def close(self) -> None:
        """End it."""
        self._tell(self._cut)
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    # in its thread

    def _heal(self) -> None:
        self._refuses = self._swallows = False
        self._delay, self._bytes_left = 0.0, None
        self._flow.set()

    def _cut(self) -> None:
        self._refuses = True
        self._reset_all()

    def _reset_all(self) -> None:
        for writer in tuple(self._open):
            _reset(writer)

    async def _end(self) -> None:
        self._server.close()
        self._flow.set()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            _reset(writer)
            return
        try:
            to_server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(writer)
            return
        swallowing = asyncio.Event()
        pair = (writer, to_server[1])
        self._open.update(pair)
        try:
            await asyncio.wait(
                [
                    asyncio.ensure_future(self._up(reader, to_server[1], swallowing)),
                    asyncio.ensure_future(self._down(to_server[0], writer, swallowing)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for one in pair:
                self._open.discard(one)
                _reset(one)

    async def _up(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                await self._flow.wait()
                if self._delay:
                    await _late(self._delay)
                if self._bytes_left is not None:
                    chunk, self._bytes_left = chunk[: self._bytes_left], self._bytes_left - len(chunk)
                if self._swallows and _COMMIT in chunk:
                    self._swallows = False
                    lost.set()
                writer.write(chunk)
                await writer.drain()
                if self._bytes_left is not None and self._bytes_left <= 0:
                    self._bytes_left = None
                    self._reset_all()
                    return

    async def _down(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                await self._flow.wait()
                if self._delay:
                    await _late(self._delay)
                if lost.is_set():
                    return
                writer.write(chunk)
                await writer.drain()

    # from other threads

    def _tell(self, what: Callable[[], Any]) -> None:
        done = threading.Event()

        def tell() -> None:
            what()
            done.set()

        self._loop.call_soon_threadsafe(tell)
        assert done.wait(30)

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


async def _late(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    passed = loop.create_future()
    loop.call_later(seconds, passed.set_result, None)
    await passed


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset: what is on its way is lost."""
    found = writer.get_extra_info("socket")
    if found is not None:
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
