"""A fair lock between processes on a side file: SQLite's own waiting starves one of several writers."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _LOCKFILE_EXCLUSIVE = 2
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("Internal", ctypes.c_void_p),
            ("InternalHigh", ctypes.c_void_p),
            ("Offset", wintypes.DWORD),
            ("OffsetHigh", wintypes.DWORD),
            ("hEvent", wintypes.HANDLE),
        )

    def _take(file: int, byte: int) -> None:
        where = _Overlapped(Offset=byte)
        handle = msvcrt.get_osfhandle(file)
        if not _kernel.LockFileEx(handle, _LOCKFILE_EXCLUSIVE, 0, 1, 0, ctypes.byref(where)):
            raise ctypes.WinError(ctypes.get_last_error())

    def _give(file: int, byte: int) -> None:
        where = _Overlapped(Offset=byte)
        _kernel.UnlockFileEx(msvcrt.get_osfhandle(file), 0, 1, 0, ctypes.byref(where))

else:
    import fcntl

    #: Locks of an open file, not of a process: closing another handle of the file does not drop them.
    _OFD_SETLKW = 38 if sys.platform == "linux" else None

    def _request(file: int, byte: int, kind: int) -> None:
        if _OFD_SETLKW is None:
            fcntl.lockf(file, fcntl.LOCK_EX if kind == fcntl.F_WRLCK else fcntl.LOCK_UN, 1, byte)
            return
        fcntl.fcntl(file, _OFD_SETLKW, struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0))

    def _take(file: int, byte: int) -> None:
        _request(file, byte, fcntl.F_WRLCK)

    def _give(file: int, byte: int) -> None:
        _request(file, byte, fcntl.F_UNLCK)


_TURN, _WORK = 0, 1


class FairLock:
    """Held around each write. Who waits holds the turn, so whoever just wrote must queue behind.

    The system drops it when the process dies. It only brings order: what keeps the database whole is
    SQLite's own locking. Used by one thread of a process at a time.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

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
