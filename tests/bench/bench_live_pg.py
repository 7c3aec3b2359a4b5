"""From commit at one desk to the row of the model at another, on PostgreSQL, beside a bare NOTIFY.

Fifty desks follow while a hundred reports a second come in; then as many journalled commands as go.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from opsdesk.accounts.scram import verifier
from opsdesk.accounts.signing import begin_desk
from opsdesk.migrations import declared
from opsdesk.migrations.migrate import migrate
from opsdesk.observations import records
from opsdesk.observations.commands import CorrectObservation, ReportObservation
from opsdesk.observations.model import ObservationFilter
from opsdesk.store.shared.connecting import SETTINGS
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.making import create
from tests.bench import figures
from tests.servers import Server, do, execute, server_folder, with_database
from tests.waiting import until

LOGIN, PASSWORD = "od_bench_desk", "correct horse battery"
FOLLOWERS, RATE, SECONDS = 50, 100, 20.0

#: Reports at a steady rate; prints the id of each and when its commit had returned.
_WRITER = (
    "import sys; from tests.bench.bench_live_pg import write; write(sys.argv[1], *map(float, sys.argv[2:]))"
)
#: The other desks: woken, they read what is new and the records that it names.
_OTHERS = "import sys; from tests.bench.bench_live_pg import others; others(sys.argv[1], int(sys.argv[2]))"


def run(folder: Path, *, small: bool) -> None:
    """Measure on a server of its own, which keeps its promises (fsync, full pages)."""
    del folder
    server = Server(server_folder())
    try:
        server.make()
        server.start()
        url = _desk(server)
        asyncio.run(_live(url, 10 if small else FOLLOWERS, 3.0 if small else SECONDS))
        _commands(url, 1.0 if small else 10.0)
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(server.folder, ignore_errors=True)


def _desk(server: Server) -> str:
    declared.load()
    do(execute(server.url, "CREATE DATABASE bench"))
    url = with_database(server.url, "bench")
    made = create(url, migrate)
    first = begin_desk(made, organization="Bench Police", name="Bench")
    made.enrol(first.operator_id, LOGIN, verifier(PASSWORD))
    made.shut()
    return with_database(server.url, "bench", LOGIN, PASSWORD)


async def _live(url: str, followers: int, seconds: float) -> None:
    database = await asyncio.to_thread(SharedDatabase.open, url)
    bare: list[float] = []
    listener = await asyncpg.connect(url, server_settings=SETTINGS)
    others = _process(_OTHERS, url, followers - 1)
    assert others.stdout is not None
    await asyncio.to_thread(others.stdout.readline)  # they follow now
    await listener.add_listener("journal", lambda *_: bare.append(time.monotonic()))
    rows: dict[UUID, float] = {}
    stop = asyncio.Event()
    reading = asyncio.create_task(_follow(database, rows, stop))
    await asyncio.sleep(0.5)
    bare.clear()
    writer = _process(_WRITER, url, RATE, seconds)
    out, _ = await asyncio.to_thread(writer.communicate)
    committed = [(UUID(line[0]), line[1]) for line in map(json.loads, out.splitlines())]
    await until(lambda: len(rows) >= len(committed), "every report arrives")
    stop.set()
    await reading
    others.terminate()
    others.wait()
    await listener.close()
    await database.close()
    # Commits are announced in their order; the answer to the writer may come later than the news of it.
    order = [one for one, _ in sorted(committed, key=_at)]
    behind = [(rows[one] - heard) * 1e3 for one, heard in zip(order, bare, strict=False)]
    ours = [max(0.0, rows[one] - at) * 1e3 for one, at in committed]
    notified = [
        max(0.0, heard - at) * 1e3 for heard, (_, at) in zip(bare, sorted(committed, key=_at), strict=False)
    ]
    figures.milliseconds("live-pg", "commit to row of the model", ours, followers=followers, target="p95 100")
    figures.milliseconds("live-pg", "commit to a bare NOTIFY", notified)
    figures.milliseconds("live-pg", "a bare NOTIFY to row of the model", behind)
    figures.value("live-pg", "reports a second", len(committed) / seconds, "/s")


async def _follow(database: SharedDatabase, rows: dict[UUID, float], stop: asyncio.Event) -> None:
    """What a desk's feed and its list do, without the screen."""
    seen = await database.head()
    shown = ObservationFilter()
    while not stop.is_set():
        if not await database.changed(seen, 0.25):
            continue
        found = await database.follow(seen)
        if not found:
            continue
        seen = found[-1].seq
        ids = {change.record_id for change in found if change.subject == "observation" and change.record_id}
        items = await database.read(records.some, list(ids), shown)
        now = time.monotonic()
        for item in items:
            rows.setdefault(item.id, now)


def write(url: str, rate: float, seconds: float) -> None:
    """Report at this rate for so long; a line for each: its id, and when its commit had returned."""
    declared.load()
    database = SharedDatabase.open(url)

    async def report(number: int) -> None:
        command = ReportObservation(summary=f"Blue van at gate {number}")
        await database.apply(command)
        print(json.dumps([str(command.observation_id), time.monotonic()]), flush=True)

    async def steady() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        tasks = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
            tasks.append(asyncio.create_task(report(number)))
        await asyncio.gather(*tasks)

    asyncio.run(steady())
    database.shut()


def others(url: str, count: int) -> None:
    """Other desks, each on a connection of its own: woken, they read the journal and what it names."""

    async def desk(number: int) -> None:
        connection = await asyncpg.connect(url, server_settings=SETTINGS)
        woken = asyncio.Event()
        await connection.add_listener("journal", lambda *_: woken.set())
        seen = await connection.fetchval("SELECT app.head()")
        ready[number].set_result(None)
        while True:
            await woken.wait()
            woken.clear()
            rows = await connection.fetch("SELECT seq, subject, record_id FROM app.follow($1, 1000)", seen)
            if rows:
                seen = rows[-1][0]
                ids = [row[2] for row in rows if row[1] == "observation"]
                await connection.fetch("SELECT * FROM observation WHERE id = ANY($1)", ids)

    async def all_of_them() -> None:
        loop = asyncio.get_running_loop()
        ready.extend(loop.create_future() for _ in range(count))
        tasks = [asyncio.create_task(desk(number)) for number in range(count)]
        await asyncio.wait([*ready])
        print("ready", flush=True)
        await asyncio.gather(*tasks)

    ready: list[asyncio.Future[None]] = []
    asyncio.run(all_of_them())


def _commands(url: str, seconds: float) -> None:
    """Half reports, half corrections, by eight at once: how many a second, each with its journal line."""
    database = SharedDatabase.open(url)
    taken: list[float] = []

    async def desk(end: float, number: int) -> None:
        while time.monotonic() < end:
            report = ReportObservation(summary=f"Grey car, bay {number}")
            correct = CorrectObservation(
                observation_id=report.observation_id, version=1, summary="Grey car, left"
            )
            for command in (report, correct):
                start = time.perf_counter()
                await database.apply(command)
                taken.append((time.perf_counter() - start) * 1e3)

    async def many() -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(desk(end, number) for number in range(8)))

    before = database.last()
    began = time.monotonic()
    asyncio.run(many())
    lines = database.last() - before
    figures.value(
        "live-pg", "journalled commands", len(taken) / (time.monotonic() - began), "/s", lines=lines
    )
    figures.milliseconds("live-pg", "a command", taken)
    database.shut()


def _process(program: str, *arguments: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}."},
    )


def _at(line: tuple[UUID, float]) -> float:
    return line[1]
