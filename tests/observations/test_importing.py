"""An import comes in once, tells what changed since, and can be taken back as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from opsdesk.errors import BadInput, Refused
from opsdesk.observations import records
from opsdesk.observations.commands import (
    ClaimObservation,
    ImportObservations,
    WithdrawImport,
    WithdrawObservation,
)
from opsdesk.observations.imported import ImportedRow, content_of, key_of
from opsdesk.observations.model import ObservationFilter, ObservationStatus
from opsdesk.observations.views import Order
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id

START = datetime(2013, 3, 1, 12, tzinfo=UTC)


def rows(count: int, *, said: str = "Bicycle stolen", first: int = 0) -> tuple[ImportedRow, ...]:
    made = []
    for number in range(first, first + count):
        at = START + timedelta(minutes=number)
        content = content_of((said, at, number))
        key = key_of("philadelphia", at, f"DC{number}", content, 0)
        made.append(
            ImportedRow(
                key,
                content,
                said,
                at,
                at,
                f"DC{number}",
                "",
                "theft",
                f"{number} Market Street",
                39.95,
                -75.16,
                3,
                "file_import",
                "B",
                2,
                "TLP:GREEN",
                ("bicycle",),
            )
        )
    return tuple(made)


def bring(import_id: UUID, chunk: tuple[ImportedRow, ...], **more: object) -> ImportObservations:
    return ImportObservations.of(
        import_id=import_id, source="philadelphia", file_name="b.csv", rows=chunk, **more
    )


def test_every_row_comes_in_with_a_number_its_words_and_one_line_in_the_journal(database: Database) -> None:
    before = database.ask(lambda reading: len(records.import_runs(reading)))
    head = database.last()
    database.run(bring(new_id(), rows(50)))
    assert database.ask(records.count, ObservationFilter()) == 50
    assert database.last() - head <= 3
    assert database.ask(records.count, ObservationFilter(text="DC7 market")) == 1
    page = database.ask(records.page, ObservationFilter(), None, 200, Order.NEWEST)
    assert [item.number for item in page.items] == [*range(50, 0, -1)]
    one = database.ask(records.get, page.items[0].id)
    assert (one.external_id, one.tags, one.occurred_at) == (
        "DC49",
        ("bicycle",),
        START + timedelta(minutes=49),
    )
    assert database.ask(records.import_runs)[0].added == 50
    assert before == 0


def test_twice_is_once_and_a_row_with_other_content_is_told_apart(database: Database) -> None:
    database.run(bring(new_id(), rows(10)))
    database.run(bring(new_id(), rows(12)))
    assert database.ask(records.count, ObservationFilter()) == 12
    changed = rows(1, said="Bicycle found")[0]
    known = database.ask(records.known, "philadelphia", [changed.key, b"\0" * 24])
    assert known == {changed.key: rows(1)[0].content}
    assert known[changed.key] != changed.content


def test_the_same_row_twice_in_one_chunk_comes_in_once(database: Database) -> None:
    database.run(bring(new_id(), rows(3) + rows(3)))
    assert database.ask(records.count, ObservationFilter()) == 3


def test_a_row_withdrawn_by_hand_stays_known(database: Database) -> None:
    database.run(bring(new_id(), rows(2)))
    one = database.ask(records.page, ObservationFilter()).items[0]
    database.run(WithdrawObservation(observation_id=one.id, version=1))
    database.run(bring(new_id(), rows(2)))
    assert database.ask(records.count, ObservationFilter()) == 1


def test_an_import_is_taken_back_whole_and_its_file_may_come_again(database: Database) -> None:
    first = new_id()
    database.run(bring(first, rows(5)))
    database.run(bring(first, rows(5, first=5)))
    typed = database.ask(records.page, ObservationFilter()).items[0]
    database.run(ClaimObservation(observation_id=typed.id))
    database.run(WithdrawImport(import_id=first))
    assert database.ask(records.count, ObservationFilter()) == 0
    assert database.ask(records.waiting).unclaimed == 0
    withdrawn = ObservationFilter(statuses=frozenset({ObservationStatus.WITHDRAWN}), import_id=first)
    assert database.ask(records.count, withdrawn) == 10
    assert database.ask(records.import_runs)[0].withdrawn_at is not None
    with pytest.raises(Refused, match="import_withdrawn"):
        database.run(WithdrawImport(import_id=first))
    with pytest.raises(Refused, match="import_withdrawn"):
        database.run(bring(first, rows(1)))
    database.run(bring(new_id(), rows(10)))
    assert database.ask(records.count, ObservationFilter()) == 10


def test_what_was_told_long_ago_comes_in_closed_for_information(database: Database) -> None:
    database.run(bring(new_id(), rows(10), closed_before=START + timedelta(minutes=4)))
    assert database.ask(records.waiting).unclaimed == 6
    closed = ObservationFilter(statuses=frozenset({ObservationStatus.CLOSED}))
    assert database.ask(records.count, closed) == 4


def test_a_chunk_of_more_than_two_thousand_rows_is_refused_and_so_is_a_broken_row(database: Database) -> None:
    with pytest.raises(BadInput, match="rows"):
        bring(new_id(), rows(2001))
    with pytest.raises(BadInput) as wrong:
        bring(new_id(), (rows(1)[0]._replace(latitude=91.0, priority=5),))
    assert len(wrong.value.problems) >= 2


def test_a_command_of_an_import_survives_being_kept_as_json(database: Database) -> None:
    command = bring(new_id(), rows(2))
    assert ImportObservations.model_validate_json(command.model_dump_json()) == command


def test_keys_differ_by_source_id_time_and_ordinal() -> None:
    content = content_of(("a", 1))
    keys = {
        key_of("one", START, "7", content, 0),
        key_of("two", START, "7", content, 0),
        key_of("one", START + timedelta(microseconds=1), "7", content, 0),
        key_of("one", START, "8", content, 0),
        key_of("one", START, None, content, 0),
        key_of("one", START, None, content, 1),
        key_of("one", None, None, content, 0),
    }
    assert len(keys) == 7
    assert key_of("one", START, "7", content, 0) == key_of("one", START, "7", content_of(("b",)), 5)
    assert {len(key) for key in keys} == {24}
