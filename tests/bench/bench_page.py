"""One page of the observations list, search as you type and counts, beside raw SQL on the same file."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from opsdesk.observations import records
from opsdesk.observations.model import Category, ObservationFilter, ObservationStatus, Priority
from opsdesk.store.database import Database
from opsdesk.store.transaction import Reading
from tests.bench import desks, figures
from tests.bench.filling import fill

_WORDS = ("theft", "batter", "kenned", "michig", "parking", "vehic", "narcot", "weapon", "aparta", "retail")


def run(folder: Path, *, small: bool) -> None:
    """Measure at 1,000,000 rows (small: 5,000)."""
    count = 5_000 if small else 1_000_000
    database = desks.fresh(folder)
    fill(database, count)
    chance = random.Random(5)
    repeat = 10 if small else 60

    first = database.ask(records.page, ObservationFilter(), None)
    keys = [item.n for item in first.items]

    def our_page() -> object:
        return database.ask(records.page, ObservationFilter(), first.after)

    def raw_page() -> object:
        return database.ask(_raw_page, chance.choice(keys))

    ours = figures.milliseconds("page", f"page of 200 by key of {count}", figures.times(our_page, repeat))
    raw = figures.milliseconds("page", "raw keyset SQL", figures.times(raw_page, repeat))
    figures.ratio("page", "page of 200", ours, raw, to="raw keyset SQL", target="≤ 2")

    def search() -> object:
        found = ObservationFilter(text=chance.choice(_WORDS))
        return database.ask(records.page, found, None)

    def like() -> object:
        return database.ask(_like, chance.choice(_WORDS))

    found = figures.times(search, repeat)
    scanned = figures.times(like, 5)
    figures.milliseconds("page", "search, newest 200", found)
    peer = figures.milliseconds("page", "LIKE '%x%'", scanned)
    figures.ratio("page", "search p95", figures.percentile(found, 95), peer, to="LIKE", target="≤ 0.02")
    counted = figures.times(lambda: database.ask(records.count, ObservationFilter()), repeat)
    figures.milliseconds("page", "count of all", counted)
    viewed = figures.times(lambda: database.ask(records.waiting), repeat)
    figures.milliseconds("page", "counts of all built-in views", viewed, target="≤ 100 ms")
    _filters(database, chance, repeat)
    database.shut()


def _filters(database: Database, chance: random.Random, repeat: int) -> None:
    """A filter over five fields, and a common word in a filter in which nothing has it."""
    start = datetime(2019, 1, 1, tzinfo=UTC)

    def narrow() -> ObservationFilter:
        since = start + timedelta(days=chance.randrange(1200))
        return ObservationFilter(
            statuses=frozenset({ObservationStatus.CLOSED, ObservationStatus.CONVERTED}),
            priorities=frozenset(chance.sample([*Priority], 2)) | {Priority.ROUTINE},
            categories=frozenset(chance.sample([*Category], 3)) | {Category.THEFT},
            since=since,
            until=since + timedelta(days=chance.choice((7, 30, 365))),
        )

    taken = figures.times(lambda: database.ask(records.page, narrow(), None), repeat)
    figures.milliseconds("page", "page of a filter over five fields", taken, target="p95 ≤ 50 ms")
    nothing = ObservationFilter(text="theft", categories=frozenset({Category.NOISE}))
    taken = figures.times(lambda: database.ask(records.page, nothing, None), repeat)
    figures.milliseconds("page", "a common word in a filter that holds nothing", taken, target="p95 ≤ 50 ms")


def _raw_page(reading: Reading, before: int) -> object:
    statement = "SELECT * FROM observation WHERE n < :n ORDER BY n DESC LIMIT 200"
    return reading.connection.execute(text(statement), {"n": before}).all()


def _like(reading: Reading, word: str) -> object:
    statement = "SELECT count(*) FROM observation WHERE summary LIKE :w"
    return reading.connection.execute(text(statement), {"w": f"%{word}%"}).scalar()
