"""A full disk: a plain message, reading goes on, and when there is room again writing does too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from opsdesk.accounts.commands import RecordSignIn
from opsdesk.accounts.model import Outcome
from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import StoreUnavailable
from opsdesk.migrations import declared
from opsdesk.store import tables
from opsdesk.store.backup import back_up
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from opsdesk.store.making import make_tables
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify

pytestmark = pytest.mark.faults

MEBIBYTES = 6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few mebibytes."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small file system here")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEBIBYTES}m", "tmpfs", str(folder)], check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed in here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def write(database: Database, commands: Sequence[Command]) -> None:
    for command in commands:
        database.run(command)


def known(reading: Reading, command_id: UUID) -> bool:
    return reading.scalar(select(tables.command.c.id).where(tables.command.c.id == command_id)) is not None


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    declared.load()
    database = Database.create(small_disk / "desk.db", make_tables)
    begin_desk(database)
    try:
        filler = small_disk / "filler"
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(bytes(max(0, free - 120_000)))
        before = database.last()
        commands = [
            RecordSignIn(operator_id=None, outcome=Outcome.UNKNOWN, name="x" * 80) for _ in range(2000)
        ]
        with pytest.raises(StoreUnavailable) as caught:
            write(database, commands)
        assert caught.value.reason in ("disk_full", "disk_error")
        assert caught.value.facts["path"] == str(small_disk / "desk.db")
        acknowledged = database.last()
        waiting = commands[acknowledged - before]
        assert not database.ask(known, waiting.id)
        assert database.ask(verify).seq == acknowledged
        with pytest.raises(StoreUnavailable):
            back_up(database, small_disk / "backup.db")
        assert not list(small_disk.glob("backup*"))
        filler.unlink()
        # The text that waited is written now.
        assert not database.run(waiting).repeated
        assert database.ask(verify).seq == acknowledged + 1
    finally:
        database.shut()
