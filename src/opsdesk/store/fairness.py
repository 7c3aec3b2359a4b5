"""A fair lock between processes on a side file: SQLite's own waiting starves one of several writers."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from opsdesk.errors import StoreUnavailable

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _FAIL_IMMEDIATELY, _EXCLUSIVE = 1, 2
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("Internal", ctypes.c_void_p),
            ("InternalHigh", ctypes.c_void_p),
            ("Offset", wintypes.DWORD),
            ("OffsetHigh", wintypes.DWORD),
            ("hEvent", wintypes.HANDLE),
        )

    def _take(file: int, byte: int, *, shared: bool = False, wait: bool = True) -> None:
        where = _Overlapped(Offset=byte)
        flags = (0 if shared else _EXCLUSIVE) | (0 if wait else _FAIL_IMMEDIATELY)
        if not _kernel.LockFileEx(msvcrt.get_osfhandle(file), flags, 0, 1, 0, ctypes.byref(where)):
            raise BlockingIOError if not wait else ctypes.WinError(ctypes.get_last_error())

    def _give(file: int, byte: int) -> None:
        where = _Overlapped(Offset=byte)
        _kernel.UnlockFileEx(msvcrt.get_osfhandle(file), 0, 1, 0, ctypes.byref(where))

else:
    import fcntl

    #: Linux: locks of an open file, not of a process, so that closing another handle does not drop them.
    _OFD_SETLK, _OFD_SETLKW = 37, 38

    def _request(file: int, byte: int, kind: int, *, wait: bool) -> None:
        if sys.platform == "linux":
            asked = struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0)
            fcntl.fcntl(file, _OFD_SETLKW if wait else _OFD_SETLK, asked)
            return
        how = {fcntl.F_WRLCK: fcntl.LOCK_EX, fcntl.F_RDLCK: fcntl.LOCK_SH}.get(kind, fcntl.LOCK_UN)
        fcntl.lockf(file, how | (0 if wait else fcntl.LOCK_NB), 1, byte)

    def _take(file: int, byte: int, *, shared: bool = False, wait: bool = True) -> None:
        _request(file, byte, fcntl.F_RDLCK if shared else fcntl.F_WRLCK, wait=wait)

    def _give(file: int, byte: int) -> None:
        _request(file, byte, fcntl.F_UNLCK, wait=True)


_TURN, _WORK, _OPEN = 0, 1, 2


def lock_file(database: Path) -> Path:
    """The side file of a database."""
    return database.with_name(f"{database.name}-lock")


class FairLock:
    """Held around each write. Who waits holds the turn, so whoever just wrote must queue behind.

    The system drops it when the process dies. It only brings order: what keeps the database whole is
    SQLite's own locking. Used by one thread of a process at a time. As long as it is there, it also says
    that the database is open (`alone`).
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file, _OPEN, shared=True, wait=False)
        except OSError as error:
            os.close(self._file)
            raise StoreUnavailable("being_replaced", path=str(path)) from error

    def __enter__(self) -> FairLock:
        _take(self._file, _TURN)
        try:
            _take(self._file, _WORK)
        finally:
            _give(self._file, _TURN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _give(self._file, _WORK)

    def close(self) -> None:
        """Close the side file; it stays where it is."""
        os.close(self._file)


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """No desk has the database open, and none can open it meanwhile; else `StoreUnavailable` (`in_use`)."""
    file = os.open(lock_file(database), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(file, _OPEN, wait=False)
        except OSError as error:
            raise StoreUnavailable("in_use", path=str(database)) from error
        yield
    finally:
        os.close(file)
