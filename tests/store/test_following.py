"""What one desk writes, another one is told of: in this process and from another."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from opsdesk.accounts.commands import RecordSignOut
from opsdesk.store import following
from opsdesk.store.database import Database
from opsdesk.store.watch import Polling

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from opsdesk.accounts.commands import RecordSignIn
from opsdesk.accounts.model import Outcome
from opsdesk.store.database import Database
database = Database.open(sys.argv[1], desk="desk 2")
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(int(line)):
        done = database.run(RecordSignIn(operator_id=None, outcome=Outcome.UNKNOWN))
    print(done.seq, flush=True)
database.shut()
"""


def other_desk(path: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    made = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "ready\n"
    return made


async def test_an_own_change_wakes_at_once(database: Database) -> None:
    head = await database.head()
    assert not await database.changed(head, 0.01)
    waiting = asyncio.create_task(database.changed(head, 30))
    await asyncio.sleep(0)
    await database.apply(RecordSignOut())
    assert await waiting
    assert await database.changed(head, 30), "and what has changed already is told at once"


@pytest.mark.file_only
@pytest.mark.parametrize("polling", [False, True])
async def test_another_process_is_followed_without_a_gap(
    database: Database, monkeypatch: pytest.MonkeyPatch, polling: bool
) -> None:
    if polling:
        monkeypatch.setattr(following, "watch", lambda _file: Polling())
    desk = await asyncio.to_thread(other_desk, database.path)
    assert desk.stdin is not None
    assert desk.stdout is not None
    try:
        last = await database.head()
        wanted = last
        for round_ in range(12):
            count = 1 + round_ * 3
            wanted += count
            desk.stdin.write(f"{count}\n")
            desk.stdin.flush()
            while last < wanted:
                assert await database.changed(last, 30)
                for change in await database.follow(last):
                    assert change.seq == last + 1
                    last = change.seq
            assert (await asyncio.to_thread(desk.stdout.readline)).strip() == str(wanted)
    finally:
        await asyncio.to_thread(desk.communicate)


async def test_waiting_costs_nothing(database: Database) -> None:
    head = await database.head()
    await database.changed(head, 0.05)
    before = time.process_time()
    assert not await database.changed(head, 1.5)
    assert time.process_time() - before < 0.05


async def test_many_who_wait_are_all_woken(database: Database) -> None:
    head = await database.head()
    waiting = [asyncio.create_task(database.changed(head, 30)) for _ in range(50)]
    await asyncio.sleep(0)
    await database.apply(RecordSignOut())
    assert all(await asyncio.gather(*waiting))
