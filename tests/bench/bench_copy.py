"""A desk of 215,551 real rows moves up to a server, compared and verified; beside a bare COPY of the rows."""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import asyncpg
from sqlcipher3 import dbapi2

from opsdesk.store.making import make_tables
from opsdesk.store.shared.making import create
from opsdesk.store.shared.moving_up import move_up
from tests.bench import desks, figures
from tests.bench.filling import fill
from tests.servers import Server, do, execute, server_folder, with_database

#: The table of the peer: the columns that a list shows, without index, rule or trigger.
_BARE = (
    "CREATE TABLE bare (n bigint, id bytea, version integer, at bigint, status text, category text, "
    "place text, summary text, words text, latitude float8, longitude float8)"
)
_READ = (
    "SELECT n, id, version, created_at, status, category, place, summary, words, latitude, longitude "
    "FROM observation ORDER BY n"
)


def run(folder: Path, *, small: bool) -> None:
    """Measure the peer and ours, three times each."""
    count, times = (5_000, 1) if small else (215_551, 3)
    database = desks.fresh(folder)
    fill(database, count)
    database.shut()
    server = Server(server_folder())
    try:
        server.make()
        server.start()
        names = [f"desk_{number}" for number in range(times)]
        bare = [_taken(partial(_bare, server, f"bare_{name}", database.path)) for name in names]
        peer = figures.milliseconds("copy", "bare COPY, 11 columns", bare, rows=count)
        for name in names:
            do(execute(server.url, f"CREATE DATABASE {name}"))
            create(with_database(server.url, name), make_tables).shut()
        ours = [_taken(partial(_ours, server, name, database.path)) for name in names]
        median = figures.milliseconds("copy", "copied, compared, verified", ours, rows=count)
        figures.value("copy", "rows a second", count / median * 1e3, "1/s")
        figures.ratio("copy", "copied, compared, verified", median, peer, to="bare COPY", target="≤ 30")
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(server.folder, ignore_errors=True)


def _taken(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _bare(server: Server, name: str, path: Path) -> None:
    do(execute(server.url, f"CREATE DATABASE {name}"))

    async def copied() -> None:
        connection = await asyncpg.connect(with_database(server.url, name))
        await connection.execute(_BARE)
        source = dbapi2.connect(path)
        await connection.copy_records_to_table("bare", records=source.execute(_READ))
        source.close()
        await connection.close()

    asyncio.run(copied())


def _ours(server: Server, name: str, path: Path) -> None:
    moved = move_up(path, with_database(server.url, name), make_tables)
    assert moved.journal.seq > 0
