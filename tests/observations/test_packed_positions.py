"""What the map draws is the same whether it was packed by an import or is read row by row."""

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
from opsdesk.observations.records.tables import IS_PLACED
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
    for reader in readers:
        database.sign_in(reader)
        counts = [_same(database, wanted) for wanted in filters]
        assert counts[0] > counts[1] > 0
    database.sign_in(me)
    before = _same(database, ObservationFilter())
    database.run(WithdrawImport.of(import_id=first.import_id))
    after = _same(database, ObservationFilter())
    assert 0 < after < before
    assert _same(database, ObservationFilter(statuses=frozenset({ObservationStatus.WITHDRAWN}))) > 0
    assert second.rows
