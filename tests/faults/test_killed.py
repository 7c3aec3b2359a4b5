"""Two writers killed in the middle of it: nothing acknowledged is lost or there twice, the chain holds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from opsdesk.accounts.commands import RecordSignIn
from opsdesk.accounts.model import Outcome
from opsdesk.accounts.signing import begin_desk
from opsdesk.migrations import declared
from opsdesk.store import tables
from opsdesk.store.database import Database
from opsdesk.store.making import make_tables
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from tests.processes import environment
from tests.waiting import LONG

CYCLES = int(os.environ.get("OPSDESK_TEST_CYCLES", os.environ.get("OPSDESK_CYCLES", "20")))
WRITER = Path(__file__).with_name("writer.py")

pytestmark = pytest.mark.faults


@contextmanager
def nursery(path: Path, passphrase: str) -> Iterator[Callable[[Path], int]]:
    """A process that starts writers: called with a log, it gives the writer's process id."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(path), passphrase],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    told, said = process.stdin, process.stdout
    assert told is not None
    assert said is not None

    def start(log: Path) -> int:
        told.write(f"{log}\n")
        told.flush()
        return int(said.readline())

    try:
        yield start
    finally:
        process.communicate(timeout=LONG)


def runs(process: int) -> bool:
    """Whether the process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def lines(log: Path) -> list[str]:
    """The whole lines: the last may be torn by the kill."""
    return log.read_text("utf-8").rpartition("\n")[0].splitlines()


def known(reading: Reading) -> dict[UUID, int]:
    """How often each command stands in the journal."""
    counted = select(tables.journal.c.command_id, func.count()).group_by(tables.journal.c.command_id)
    return {row[0]: row[1] for row in reading.connection.execute(counted)}


def wait(condition: Callable[[], bool], what: str) -> None:
    """Until something holds."""
    pause, end = threading.Event(), time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, what
        pause.wait(0.005)


def wait_for(log: Path, count: int, process: int) -> None:
    """Until so many commands were acknowledged."""

    def written() -> bool:
        assert runs(process), "the writer ended by itself"
        return log.exists() and len(lines(log)) >= 2 * count

    wait(written, "the writer writes")


def write_until_killed(start: Callable[[Path], int], logs: Sequence[Path], chance: random.Random) -> None:
    """Two writers at one file, killed somewhere in it."""
    writers = [start(log) for log in logs]
    try:
        for log, writer in zip(logs, writers, strict=True):
            wait_for(log, chance.randint(3, 40), writer)
    finally:
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
        wait(lambda: not any(map(runs, writers)), "they are gone")


@pytest.mark.parametrize("passphrase", ["", "a passphrase of the desk"])
def test_two_writers_are_killed_and_nothing_is_lost(tmp_path: Path, passphrase: str) -> None:
    declared.load()
    path = tmp_path / "desk.db"
    database = Database.create(path, make_tables, passphrase=passphrase or None)
    begin_desk(database)
    me = database.me
    database.shut()
    chance = random.Random(9)
    acknowledged: set[UUID] = set()
    tried: set[UUID] = set()
    cycles = max(1, CYCLES // 2)
    with nursery(path, passphrase) as start:
        for cycle in range(cycles):
            logs = [tmp_path / f"{cycle}-{name}.log" for name in ("a", "b")]
            write_until_killed(start, logs, chance)
            for log in logs:
                said = [line.split() for line in lines(log) if " " in line]
                acknowledged |= {UUID(words[1]) for words in said if words[0] == "applied"}
                tried |= {UUID(words[1]) for words in said if words[0] == "trying"}
            database = Database.open(path, passphrase=passphrase or None)
            try:
                found = database.ask(known)
                assert acknowledged <= found.keys(), "acknowledged and lost"
                assert max(found.values()) <= 2, "there twice"
                assert all(found[command_id] == 1 for command_id in tried & found.keys()), "there twice"
                assert database.ask(verify).seq == database.last()
                # What was in flight is sent again by its desk: it is applied once.
                for command_id in sorted(tried - acknowledged):
                    again = RecordSignIn(id=command_id, operator_id=None, outcome=Outcome.UNKNOWN, name="x")
                    applied = database.run(again, me)
                    assert applied.repeated is (command_id in found)
                acknowledged |= tried
            finally:
                database.shut()
    print(f"{cycles} cycles, {len(acknowledged)} acknowledged, 0 lost")
