"""From commit at one desk to the journal's row at another, two processes on one file; beside a 50 ms poll."""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from opsdesk.store.database import Database
from tests.bench import desks, figures

#: A desk that writes now and then and prints when each commit had returned (monotonic, shared by processes).
_WRITER = """
import sys, time, json, threading
from tests.bench import desks
from opsdesk.store.database import Database
from opsdesk.accounts.signing import Door
from opsdesk.accounts.passwords import Passwords
from opsdesk.observations.commands import ReportObservation
desks.declared.load()
database = Database.open(sys.argv[1])
Door(database, Passwords()).sign_in(None)
pause = threading.Event()
for number in range(int(sys.argv[2])):
    pause.wait(0.02 + (number * 7 % 13) / 400)
    seq = database.run(ReportObservation(summary=f"Gate {number}")).seq
    print(json.dumps([seq, time.monotonic()]), flush=True)
print("null", flush=True)
database.shut()
"""


def run(folder: Path, *, small: bool) -> None:
    """Measure both ways of hearing of a change."""
    count = 30 if small else 400
    database = desks.fresh(folder)
    start = database.last()
    heard: dict[int, float] = {}
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.monotonic()
    asyncio.run(_follow(database, start, count, heard, _write(database.path, count)))
    used = resource.getrusage(resource.RUSAGE_SELF)
    busy = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    figures.value("live", "CPU of the follower", 100 * busy / (time.monotonic() - began), "%")
    waits = [_COMMITS[seq] for seq in sorted(heard) if seq in _COMMITS]
    delays = [(heard[seq] - _COMMITS[seq]) * 1e3 for seq in sorted(heard) if seq in _COMMITS]
    assert len(waits) >= count - 1, "every commit was heard"
    ours = figures.milliseconds("live", "commit to the journal's row at another desk", delays)
    polled = _polled(database.path, count)
    peer = figures.milliseconds("live", "a poll of data_version every 50 ms", polled)
    p99 = figures.percentile(delays, 99)
    figures.ratio("live", "p50", ours, peer, to="50 ms poll", target="≤ 0.1")
    figures.ratio("live", "p99", p99, figures.percentile(polled, 99), to="50 ms poll", target="≤ 0.1")
    _idle(database)
    database.shut()


_COMMITS: dict[int, float] = {}


def _write(path: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(path), str(count)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def listen() -> None:
        assert writer.stdout is not None
        for line in writer.stdout:
            told = json.loads(line)
            if told is None:
                return
            _COMMITS[told[0]] = told[1]

    threading.Thread(target=listen, daemon=True).start()
    return writer


async def _follow(
    database: Database, start: int, count: int, heard: dict[int, float], writer: subprocess.Popen[str]
) -> None:
    last = start
    # The writer's sign-in is a line of the journal as well, and its sign-out may be.
    while len(heard) < count + 1 and (writer.poll() is None or len(heard) < count):
        await database.changed(last, 1.0)
        for change in await database.follow(last):
            heard[change.seq] = time.monotonic()
            last = change.seq
    writer.wait()


def _polled(path: Path, count: int) -> list[float]:
    """The same writer, heard by asking for `data_version` every 50 ms."""
    _COMMITS.clear()
    writer = _write(path, count)
    reader = sqlite3.connect(path)
    pause = threading.Event()
    known = reader.execute("PRAGMA data_version").fetchone()
    delays = []
    matched = 0
    while writer.poll() is None or matched < len(_COMMITS):
        pause.wait(0.05)
        version = reader.execute("PRAGMA data_version").fetchone()
        if version != known:
            known = version
            seen = time.monotonic()
            times = list(_COMMITS.values())
            delays += [(seen - at) * 1e3 for at in times[matched:] if at < seen]
            matched = len(times)
        elif writer.poll() is not None:
            break
    return delays


def _idle(database: Database) -> None:
    """CPU of a desk that only waits."""

    async def wait() -> None:
        await database.changed(database.last(), 3.0)

    before = time.process_time()
    asyncio.run(wait())
    figures.value("live", "idle CPU", 100 * (time.process_time() - before) / 3, "%", target="≤ 1 %")
