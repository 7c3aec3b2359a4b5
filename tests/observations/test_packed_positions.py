"""Map, lists and counts are the same whether rows were packed by an import or are read one by one."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.observations import records
from opsdesk.observations.around import Positions
from opsdesk.observations.commands import (
    CloseObservation,
    CorrectObservation,
    ImportObservations,
    ReportObservation,
    SetMarking,
    WithdrawImport,
)
from opsdesk.observations.imported import ImportedRow, content_of, key_of
from opsdesk.observations.model import Category, ObservationFilter, ObservationStatus, Priority
from opsdesk.observations.records.conditions import conditions
from opsdesk.observations.records.positions import PACKED_COLUMNS, packed
from opsdesk.observations.records.tables import IS_PLACED, observation
from opsdesk.observations.views import Order
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.operator import Me
from opsdesk.store.transaction import Reading
from tests.databases import person

_MARKINGS = (Marking.GREEN, Marking.AMBER, Marking.AMBER_STRICT, Marking.RED)


def _import(database: Database, name: str, count: int) -> ImportObservations:
    rows = []
    for number in range(count):
        content = content_of((name, number))
        at = database.now() - timedelta(hours=number)
        rows.append(
            ImportedRow(
                key=key_of(name, at, None, content, 0),
                content=content,
                summary=f"Row {number}",
                reported_at=at,
                category=[*Category][number % 5].value,
                priority=number % 4 + 1,
                marking=_MARKINGS[number % 4].value,
                latitude=None if number % 7 == 0 else 41.5 + number / 1000,
                longitude=None if number % 7 == 0 else -87.5 - number / 1000,
            )
        )
    command = ImportObservations.of(import_id=new_id(), source=name, file_name="x.csv", rows=tuple(rows))
    database.run(command)
    return command


def _row_by_row(reading: Reading, wanted: ObservationFilter) -> Positions:
    where = (IS_PLACED, *conditions(reading, wanted))
    return packed(reading, select(*PACKED_COLUMNS).where(*where))


def _by_rows(reading: Reading, wanted: ObservationFilter) -> list[tuple[int, int]]:
    """The list as SQL alone has it: priority and `n` of every row."""
    o = observation.c
    rows = reading.connection.execute(select(o.priority, o.n).where(*conditions(reading, wanted))).all()
    return sorted(((int(row.priority), row.n) for row in rows), key=lambda row: (row[0], -row[1]))


def _same_list(database: Database, wanted: ObservationFilter) -> None:
    """Pages of either order, and the count, are what the rows say."""
    rows = database.ask(_by_rows, wanted)
    for order, expected in (
        (Order.PRIORITY, rows),
        (Order.NEWEST, sorted(rows, key=lambda row: -row[1])),
    ):
        found, after = [], None
        while True:
            page = database.ask(records.page, wanted, after, 7, order)
            found += [(int(item.priority), item.n) for item in page.items]
            if page.after is None:
                break
            after = page.after
        assert found == expected, order
    assert database.ask(records.count, wanted) == len(rows)
    assert database.ask(records.count, wanted, 3) == min(len(rows), 4)


def _same(database: Database, wanted: ObservationFilter) -> int:
    ours, theirs = database.ask(records.positions, wanted), database.ask(_row_by_row, wanted)
    for name in ("n", "priority", "status", "reported_at"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    for name in ("latitude", "longitude"):
        assert np.allclose(getattr(ours, name), getattr(theirs, name), atol=1.1e-7, rtol=0), name
    return len(ours)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DISPATCHER])
def test_packed_is_as_read_row_by_row(database: Database, me: Me, role: Role) -> None:
    first, second = _import(database, "one", 60), _import(database, "two", 40)
    database.run(ReportObservation.of(summary="Typed", position=Position(41.9, -87.6)))
    items = {
        item.summary: item
        for item in database.ask(records.page, ObservationFilter(text="row"), None, 200).items
    }
    correct = {"observation_id": items["Row 3"].id, "version": 1}
    database.run(CorrectObservation.of(**correct, position=Position(41.1, -87.1), priority=1))
    close = {"observation_id": items["Row 5"].id, "version": 1}
    database.run(CloseObservation.of(**close, disposition="information_only"))
    secret = {"observation_id": items["Row 9"].id, "version": 1}
    database.run(SetMarking.of(**secret, marking=Marking.RED))
    other = person("Kim", role, clearance=Marking.AMBER)
    readers = (me, person("Lee", role, like=me), other)
    filters = (
        ObservationFilter(),
        ObservationFilter(statuses=frozenset({ObservationStatus.NEW})),
        ObservationFilter(priorities=frozenset({Priority.EMERGENCY, Priority.ROUTINE})),
        ObservationFilter(categories=frozenset({Category.THEFT})),
        ObservationFilter(
            since=database.now() - timedelta(hours=20), until=database.now() - timedelta(hours=4)
        ),
        ObservationFilter(text="row 1"),
        ObservationFilter(unclaimed=True),
    )
    closed = frozenset({ObservationStatus.CLOSED, ObservationStatus.NEW})
    in_lists = (
        ObservationFilter(statuses=closed, priorities=frozenset({Priority.URGENT, Priority.ROUTINE})),
        ObservationFilter(statuses=closed, bounds=(41.51, -87.55, 41.53, -87.51)),
        ObservationFilter(import_id=second.import_id, categories=frozenset({Category.SUSPICIOUS_PERSON})),
        ObservationFilter(since=database.now() - timedelta(minutes=5)),
    )
    for reader in readers:
        database.sign_in(reader)
        counts = [_same(database, wanted) for wanted in filters]
        for wanted in (*filters[:5], *in_lists):
            _same_list(database, wanted)
        assert counts[0] > counts[1] > 0
    database.sign_in(me)
    before = _same(database, ObservationFilter())
    database.run(WithdrawImport.of(import_id=first.import_id))
    after = _same(database, ObservationFilter())
    assert 0 < after < before
    assert _same(database, ObservationFilter(statuses=frozenset({ObservationStatus.WITHDRAWN}))) > 0
    assert second.rows
