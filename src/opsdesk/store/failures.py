"""What the driver says, as an expected failure with a code and facts."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError as WrappedError
from sqlcipher3 import dbapi2

from opsdesk.errors import StoreUnavailable
from opsdesk.store.backups import newest_beside

#: SQLite's result codes (primary), and what they mean to a person.
_REASONS = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_READONLY": "read_only",
    "SQLITE_PERM": "read_only",
    "SQLITE_FULL": "disk_full",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_IOERR": "disk_error",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "not_a_database",
}

#: The same in words: an error of the backup API carries no code, and some codes say little.
_TEXTS = {
    "database or disk is full": "disk_full",
    "database disk image is malformed": "damaged",
    "malformed database schema": "damaged",
    "Could not decode to UTF-8": "damaged",
    "unsupported file format": "damaged",
    "file is not a database": "not_a_database",
    "database is locked": "busy",
    "attempt to write a readonly database": "read_only",
    "unable to open database file": "cannot_open",
    "disk I/O error": "disk_error",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the driver or the system raises about the file into `StoreUnavailable`."""
    try:
        yield
    except (WrappedError, dbapi2.Error) as error:
        found = _reason(error)
        if found is None:
            raise
        raise StoreUnavailable(found, **_facts(found, path, str(getattr(error, "orig", error)))) from error
    except UnicodeDecodeError as error:
        # The driver chokes on the names and messages of a damaged file.
        if not _in_the_driver(error):
            raise
        raise StoreUnavailable("damaged", **_facts("damaged", path, "text")) from error
    except PermissionError as error:
        raise StoreUnavailable("read_only", path=str(path)) from error
    except OSError as error:
        reason = "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "disk_error"
        raise StoreUnavailable(reason, path=str(path), system=error.strerror or "") from error


def _in_the_driver(error: BaseException) -> bool:
    """Whether it was raised below SQLAlchemy or the opener, and not by a command's own work."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", ""))
    return name.startswith(("sqlalchemy.", "opsdesk.store."))


def _reason(error: BaseException) -> str | None:
    """The reason code of a driver's error; None for an error of the program."""
    original = getattr(error, "orig", None) or error
    name = getattr(original, "sqlite_errorname", None) or ""
    for code, reason in _REASONS.items():
        if name == code or name.startswith(code + "_"):
            return reason
    return next((reason for text, reason in _TEXTS.items() if text in str(original)), None)


def _facts(reason: str, path: Path, system: str) -> dict[str, object]:
    facts: dict[str, object] = {"path": str(path), "system": system}
    if reason in ("damaged", "not_a_database", "disk_error"):
        backup = newest_beside(path)
        if backup is not None:
            facts["backup"] = str(backup)
    return facts


@contextmanager
def key_tried(encrypted: bool) -> Iterator[None]:
    """While an encrypted file is opened: what cannot be read then was given the wrong passphrase."""
    try:
        yield
    except StoreUnavailable as error:
        if encrypted and error.reason == "not_a_database":
            raise StoreUnavailable("passphrase_wrong", path=error.facts.get("path", "")) from error
        raise
