"""Backups while desks write, and restoring one; a backup checks itself before it gets its name."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool

from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store.access import Access
from opsdesk.store.database import Database
from opsdesk.store.failures import explained, key_tried
from opsdesk.store.fairness import alone
from opsdesk.store.opener import Opener, engine, require_opening, require_sqlite
from opsdesk.store.operator import NOBODY
from opsdesk.store.place import require_local
from opsdesk.store.schema import metadata
from opsdesk.store.statements import Statements
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import Verified, verify

#: Pages copied between two reports of progress.
_PAGES = 2_000

#: What a person sees move: how many of how many pages are copied.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked: one file, encrypted as the database is, with all photos."""

    path: Path
    sha256: str
    journal: Verified


def back_up(database: Database, to: Path, progress: Progress | None = None) -> Backup:
    """Write a backup of the database as it stands now; other desks go on writing. Blocking.

    `Refused` (`file_exists`) when something is there already; the journal names the file and its hash.
    """
    if to.exists():
        raise Refused("file_exists", path=str(to))
    if not database.may("backup.make"):
        database.record("backup.make", {})
    part = to.with_name(f"{to.name}.part")
    try:
        with explained(to):
            _copy(database.opener, part, progress)
            held = check(database.opener.for_path(part), database.now())
            digest = _sha256(part)
            _durable(part)
            part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    database.record("backup.make", {"file": to.name, "sha256": digest, "head": held.seq})
    return Backup(to, digest, held)


def check(opener: Opener, now: datetime) -> Verified:
    """Whether a database file is whole: every page, every reference, the journal; else `damaged`."""
    made = engine(opener, 1, NullPool)
    try:
        with (
            key_tried(opener.encrypted),
            explained(opener.path),
            made.connect() as connection,
            connection.begin(),
        ):
            reports = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(1)")]
            if opener.encrypted:
                reports += [row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
            if reports != ["ok"] or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreUnavailable("damaged", path=str(opener.path))
            return verify(Reading(connection, NOBODY, now, Statements(Access(metadata))))
    except Refused as broken:
        raise StoreUnavailable("damaged", path=str(opener.path), **broken.facts) from broken
    finally:
        made.dispose()


def restore(
    backup: Path, to: Path, now: datetime, *, passphrase: str | None = None, replace: bool = False
) -> Path | None:
    """Put a backup where the database is to stand, after it was checked; returns where the old file is kept.

    An open database is never replaced (`in_use`), and another file only with `replace`: then it is kept
    under another name. The backup itself stays.
    """
    require_sqlite()
    require_local(to)
    if not backup.is_file():
        raise StoreUnavailable("no_database", path=str(backup))
    with explained(backup):
        require_opening(backup, passphrase)
    part = to.with_name(f"{to.name}.part")
    with explained(to), alone(to):
        if to.exists() and not replace:
            raise Refused("file_exists", path=str(to))
        try:
            shutil.copyfile(backup, part)
            part.chmod(0o600)
            check(Opener(part, passphrase), now)
            _durable(part)
            kept = _put_aside(to, now) if to.exists() else None
            part.replace(to)
        finally:
            for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
                left.unlink(missing_ok=True)
    return kept


def _copy(opener: Opener, part: Path, progress: Progress | None) -> None:
    """Copy one snapshot: inside a read transaction, so that writers neither wait nor make it begin again."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    source, target = opener(), opener.for_path(part).bare()

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        source.execute("BEGIN")
        source.execute("SELECT seq FROM journal_head").fetchone()
        source.backup(target, pages=_PAGES, progress=told)
        source.execute("COMMIT")
        # A backup is one file: nothing of it may stand in a -wal beside it.
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
        source.close()


def _put_aside(path: Path, now: datetime) -> Path:
    """Give the old database another name, with what belongs to it: a stale -wal would spoil the new one."""
    kept = path.with_name(f"{path.stem}.replaced-{now:%Y%m%dT%H%M%SZ}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        old = Path(f"{path}{ending}")
        if old.exists():
            old.rename(f"{kept}{ending}")
    return kept


def _durable(path: Path) -> None:
    """Make the system write the file to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
