"""Commands a second through one desk's `database.apply`, and four desks that write on one file."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from sqlcipher3 import dbapi2

from opsdesk.observations.commands import CorrectObservation, ReportObservation
from opsdesk.store.database import Database
from tests.bench import desks, figures

_WRITER = """
import sys, time, json
from tests.bench import bench_apply, desks
from opsdesk.store.database import Database
from opsdesk.accounts.signing import choices, Door
from opsdesk.accounts.passwords import Passwords
desks.declared.load()
database = Database.open(sys.argv[1])
Door(database, Passwords()).sign_in(None)
print(json.dumps(bench_apply.one_by_one(database, int(sys.argv[2]))))
database.shut()
"""


def one_by_one(database: Database, count: int) -> list[float]:
    """Milliseconds of each command: half reports, half corrections of them."""
    taken = []
    for number in range(count // 2):
        report = ReportObservation(summary=f"Door {number} found open, nobody inside")
        change = CorrectObservation(
            observation_id=report.observation_id, version=1, narrative="Closed again by the guard."
        )
        for command in (report, change):
            start = time.perf_counter()
            database.run(command)
            taken.append((time.perf_counter() - start) * 1e3)
    return taken


async def _awaited(database: Database, count: int) -> None:
    for number in range(count):
        await database.apply(ReportObservation(summary=f"Gate {number} checked"))


def run(folder: Path, *, small: bool) -> None:
    """Measure plain, encrypted and four writers."""
    count = 200 if small else 4000
    for name, passphrase in (("plain", None), ("encrypted", "a long passphrase")):
        database = desks.fresh(folder, f"{name}.db", passphrase)
        one_by_one(database, 100)
        taken = one_by_one(database, count)
        figures.milliseconds("apply", f"one command, {name}", taken)
        raw = _raw_commits(folder / f"raw-{name}.db", count)
        start, used = time.perf_counter(), time.process_time()
        asyncio.run(_awaited(database, count))
        rate = count / (time.perf_counter() - start)
        spent = (time.process_time() - used) / count * 1e3
        figures.value("apply", f"commands a second, {name}", rate, "1/s", target="≥ 1000")
        figures.value("apply", f"CPU of one command, {name}", spent, "ms", target="≤ 1")
        figures.ratio("apply", f"commands a second, {name}", rate, raw, to="SQLite commits", target="≥ 0.1")
        database.shut()
    _four_writers(folder, count // 2)


def _raw_commits(path: Path, count: int) -> float:
    """Commits a second of one row each, lasting, without anything of ours."""
    connection = dbapi2.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE said (at INTEGER, text TEXT)")
    start = time.perf_counter()
    for at in range(count):
        connection.execute("INSERT INTO said VALUES (?, ?)", (at, "x" * 200))
    rate = count / (time.perf_counter() - start)
    connection.close()
    return rate


def _four_writers(folder: Path, count: int) -> None:
    database = desks.fresh(folder, "four.db")
    database.shut()
    start = time.perf_counter()
    command = [sys.executable, "-c", _WRITER, str(database.path), str(count)]
    desks_ = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    taken = [ms for desk in desks_ for ms in json.loads(desk.communicate()[0])]
    figures.milliseconds("apply", "one command, four desks on one file", taken, target="max ≤ 50 ms")
    figures.value("apply", "four desks", len(taken) / (time.perf_counter() - start), "1/s, with start-up")
