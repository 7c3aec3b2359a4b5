"""A database to measure on: made, begun, and filled with real rows as often as the size asks."""

from __future__ import annotations

import csv
import gzip
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from opsdesk.accounts.signing import begin_desk
from opsdesk.migrations import declared
from opsdesk.store.database import Database
from opsdesk.store.making import make_tables

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CRIMES = SHARED / "chicago" / "crimes_2022.csv.gz"
COORDINATES = SHARED / "chicago" / "coordinates_2017.csv.gz"


def fresh(folder: Path, name: str = "desk.db", passphrase: str | None = None) -> Database:
    """A new database file with its first operator signed in."""
    declared.load()
    database = Database.create(folder / name, make_tables, passphrase=passphrase)
    begin_desk(database, organization="Bench Police", name="Bench")
    return database


def again(database: Database) -> Database:
    """The same file opened once more, as another desk would."""
    other = Database.open(database.path)
    other.sign_in(database.me)
    return other


def real_rows(count: int) -> Iterator[list[str]]:
    """Rows of Chicago's crimes with real coordinates, replicated with a shift of a year for each copy.

    Columns: id, date, block, type, description, place, latitude, longitude.
    """
    with gzip.open(COORDINATES, "rt", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        positions = [(row[0], row[1]) for row in rows if row[0] and row[1]]
    made = 0
    for copy in itertools.count():
        with gzip.open(CRIMES, "rt", newline="", encoding="utf-8", errors="replace") as file:
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                if made >= count:
                    return
                at = datetime.fromisoformat(row[0]).replace(tzinfo=UTC) - timedelta(days=365 * copy)
                latitude, longitude = positions[made * 7919 % len(positions)]
                yield [str(made), at.isoformat(), row[1], row[2], row[3], row[4], latitude, longitude]
                made += 1
