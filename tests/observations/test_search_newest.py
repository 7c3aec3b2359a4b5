"""A search gives the newest matches, whether the words are common or rare."""

from __future__ import annotations

import pytest

from opsdesk.observations import records
from opsdesk.observations.commands import CorrectObservation, ImportObservations
from opsdesk.observations.imported import ImportedRow, content_of, key_of
from opsdesk.observations.model import ObservationFilter, Priority
from opsdesk.store import search
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.operator import Me


def _import(database: Database, summaries: list[str]) -> None:
    rows = []
    for number, summary in enumerate(summaries):
        content = content_of((summary, number))
        key = key_of("test", None, None, content, 0)
        rows.append(ImportedRow(key=key, content=content, summary=summary, reported_at=database.now()))
    database.run(
        ImportObservations.of(import_id=new_id(), source="test", file_name="test.csv", rows=tuple(rows))
    )


def _found(database: Database, text: str, limit: int = 3) -> list[str]:
    """The summaries page by page, to the end."""
    found: list[str] = []
    after = None
    while True:
        page = database.ask(records.page, ObservationFilter(text=text), after, limit)
        found += [item.summary for item in page.items]
        after = page.after
        if after is None:
            return found


def test_pages_of_a_search_are_whole(database: Database, me: Me, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_LOOKED_AT", 5)
    summaries = [f"{('Parking', 'Parked', 'Part', 'Theft')[n % 4]} {n}" for n in range(40)]
    _import(database, summaries)
    newest = summaries[::-1]
    assert _found(database, "parki") == [s for s in newest if s.startswith("Parking")]
    assert _found(database, "park") == [s for s in newest if s.startswith("Park")]
    assert _found(database, "parked 9") == ["Parked 9"]
    assert _found(database, "p") == [s for s in newest if s.startswith("P")]
    assert _found(database, "parkings") == []


def test_an_imported_row_that_is_corrected_is_found_by_its_new_words(database: Database, me: Me) -> None:
    _import(database, ["Grey van at the gate", "Bicycle gone"])
    item = database.ask(records.page, ObservationFilter(text="bicycle")).items[0]
    database.run(CorrectObservation.of(observation_id=item.id, version=1, summary="Scooter gone"))
    assert _found(database, "bicycle") == []
    assert _found(database, "scooter") == ["Scooter gone"]


def test_a_search_in_a_narrow_filter_finds_what_is_in_both(database: Database, me: Me) -> None:
    _import(database, [f"Parking {number}" for number in range(6)])
    rest = database.ask(records.page, ObservationFilter(text="parking")).items
    priority = frozenset({Priority.URGENT})
    change = {"observation_id": rest[2].id, "version": 1}
    database.run(CorrectObservation.of(**change, priority=Priority.URGENT))
    for text, expected in (("parki", [rest[2].summary]), ("theft", [])):
        wanted = ObservationFilter(text=text, priorities=priority)
        assert [item.summary for item in database.ask(records.page, wanted).items] == expected
    narrow = ObservationFilter(text="parki", priorities=frozenset({Priority.ROUTINE}))
    assert len(database.ask(records.page, narrow).items) == 5
