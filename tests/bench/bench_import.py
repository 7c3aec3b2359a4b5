"""An import of 215,551 real rows, validated, with indexes, search and journal; beside a bare `.import`."""

from __future__ import annotations

import gzip
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlcipher3 import dbapi2

from opsdesk.exchange.csv_file import CsvFile
from opsdesk.exchange.import_preview import mapping
from opsdesk.exchange.observations_import import HISTORY, ObservationsImport, Plan
from opsdesk.store.database import Database
from tests.bench import desks, figures

ZONE = ZoneInfo("America/Chicago")
PASSPHRASE = "a long passphrase"

#: Another desk that writes ten times a second until its input ends; then it prints how long each took.
_WRITER = """
import json, sys, threading, time
from tests.bench import desks
from opsdesk.store.database import Database
from opsdesk.accounts.signing import Door
from opsdesk.accounts.passwords import Passwords
from opsdesk.observations.commands import ReportObservation
desks.declared.load()
database = Database.open(sys.argv[1], passphrase=sys.argv[2] or None)
Door(database, Passwords()).sign_in(None)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
taken = []
print("ready", flush=True)
while not over.wait(0.1):
    start = time.perf_counter()
    database.run(ReportObservation(summary="Gate checked"))
    taken.append((time.perf_counter() - start) * 1e3)
print(json.dumps(taken))
database.shut()
"""


def run(folder: Path, *, small: bool) -> None:
    """Measure the bare import, ours plain and encrypted, and how long another desk waits meanwhile."""
    table = _unpacked(folder, 8_000 if small else None)
    bare = _bare_by_program if shutil.which("sqlite3") else _bare_by_driver
    for name, passphrase, target in (("plain", None, "≤ 12"), ("encrypted", PASSPHRASE, "≤ 14")):
        database = desks.fresh(folder, f"{name}.db", passphrase)
        # Before and after, because a shared machine is not as quick from one minute to the next.
        peers = [_peer(folder, bare, table) for _ in range(2)]
        ours = _cpu(partial(_ours, database, table, "alone"))
        peers += [_peer(folder, bare, table) for _ in range(2)]
        peer = figures.milliseconds("import", f"bare import ({bare.__name__[9:]}), CPU", peers)
        figures.milliseconds("import", f"ours, {name}, CPU", [ours])
        figures.ratio("import", f"ours, {name}, CPU", ours, peer, to="bare import", target=target)
        waits, wall = _beside_another_desk(database, table, passphrase)
        figures.value("import", f"ours, {name}, with a desk that writes, by the clock", wall, "s")
        figures.milliseconds("import", f"a command of that desk, {name}", waits, target="max ≤ 100 ms")
        database.shut()


def _peer(folder: Path, bare: Callable[[Path, Path], None], table: Path) -> float:
    file = folder / "bare.db"
    file.unlink(missing_ok=True)
    return _cpu(partial(bare, table, file))


def _beside_another_desk(
    database: Database, table: Path, passphrase: str | None
) -> tuple[list[float], float]:
    """The same file from another source: milliseconds of each of the other's commands, and our seconds."""
    command = [sys.executable, "-c", _WRITER, str(database.path), passphrase or ""]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        desk.stdout.readline()
        start = time.perf_counter()
        _ours(database, table, "again")
        wall = time.perf_counter() - start
        told, _ = desk.communicate()
    return json.loads(told), wall


def _unpacked(folder: Path, rows: int | None) -> Path:
    """The table as a plain file: nothing of the peer's unpacks."""
    path = folder / "crimes_2022.csv"
    with gzip.open(desks.CRIMES, "rt", encoding="utf-8", errors="replace", newline="") as file:
        path.write_text("".join(islice(file, None if rows is None else rows + 1)), encoding="utf-8")
    return path


def _ours(database: Database, table: Path, source: str) -> None:
    """The import as the desk begins it: older reports come in closed."""
    plan = Plan(
        path=table,
        fields=mapping(CsvFile(table), []),
        zone=ZONE,
        source=source,
        closed_before=datetime.now(UTC) - HISTORY,
    )
    outcome = ObservationsImport(database, plan).run()
    assert outcome.read == outcome.added + outcome.known + outcome.rejected


def _bare_by_program(table: Path, into: Path) -> None:
    words = ["sqlite3", str(into), ".mode csv", f".import {table} crimes"]
    subprocess.run(words, check=True)


def _bare_by_driver(table: Path, into: Path) -> None:
    file = CsvFile(table)
    with dbapi2.connect(into) as connection:
        connection.execute("CREATE TABLE crimes (date, block, kind, what, place)")
        for chunk in file.chunks():
            connection.executemany("INSERT INTO crimes VALUES (?, ?, ?, ?, ?)", _five(chunk.rows))


def _five(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return [row[:5] for row in rows]


def _cpu(work: Callable[[], object]) -> float:
    """Milliseconds of processor time, children's and all threads' among it: the machine may be shared."""
    before = _used()
    work()
    return (_used() - before) * 1e3


def _used() -> float:
    mine, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime
