"""Noticing that another process writes to the database: the system tells of the `-wal` file, or we look."""

from __future__ import annotations

import ctypes
import os
import select
import socket
import struct
import sys
from pathlib import Path
from typing import Protocol

_IN_MODIFY = 0x2
_IN_CREATE = 0x100
_EVENT = struct.Struct("iIII")


class Watch(Protocol):
    """Waits for a sign that the file was written to."""

    #: Whether a sign means that there was a write; else it is only time to look.
    precise: bool

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; whether there was a sign (or `stop` was called)."""

    def stop(self) -> None:
        """End a wait that is under way, from another thread."""

    def close(self) -> None:
        """Give back what the system lent."""


class Inotify:
    """Linux: events of the folder, for the one file; costs nothing while nobody writes."""

    precise = True

    def __init__(self, file: Path) -> None:
        self._name = os.fsencode(file.name)
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._events < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        if (
            libc.inotify_add_watch(self._events, os.fsencode(file.parent.absolute()), _IN_MODIFY | _IN_CREATE)
            < 0
        ):
            code = ctypes.get_errno()
            os.close(self._events)
            raise OSError(code, "inotify_add_watch")
        self._stop_read, self._stop_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._events, select.POLLIN)
        self._poll.register(self._stop_read, select.POLLIN)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for a write to the file."""
        for descriptor, _ in self._poll.poll(seconds * 1000):
            if descriptor == self._stop_read or self._ours():
                return True
        return False

    def _ours(self) -> bool:
        """Take all events; whether one is of our file (or some were lost)."""
        found = False
        try:
            while data := os.read(self._events, 65536):
                at = 0
                while at < len(data):
                    watch, _mask, _cookie, length = _EVENT.unpack_from(data, at)
                    name = data[at + _EVENT.size : at + _EVENT.size + length].rstrip(b"\0")
                    found = found or watch < 0 or name == self._name
                    at += _EVENT.size + length
        except BlockingIOError:
            pass
        return found

    def stop(self) -> None:
        """End the wait."""
        os.write(self._stop_write, b"x")

    def close(self) -> None:
        """Close all three."""
        for descriptor in (self._events, self._stop_read, self._stop_write):
            os.close(descriptor)


class Polling:
    """Where watching is not to be had: a look every 25 ms, about 0.1 % of one core."""

    precise = False
    INTERVAL = 0.025

    def __init__(self) -> None:
        self._stop_read, self._stop_write = socket.socketpair()

    def wait(self, seconds: float) -> bool:
        """Wait one interval; it is always time to look."""
        select.select([self._stop_read], [], [], min(seconds, self.INTERVAL))
        return True

    def stop(self) -> None:
        """End the wait."""
        self._stop_write.send(b"x")

    def close(self) -> None:
        """Close both ends."""
        self._stop_read.close()
        self._stop_write.close()


def watch(file: Path) -> Watch:
    """The best watch that this system has for the file."""
    if sys.platform == "linux":
        try:
            return Inotify(file)
        except OSError:
            # The user's share of inotify instances is used up.
            return Polling()
    return Polling()
