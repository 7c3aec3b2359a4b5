"""Releases are written down before they exist, numbered without a double, and closed once."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from opsdesk.errors import BadInput, Forbidden, Refused
from opsdesk.handling import Marking, Role
from opsdesk.releases import records
from opsdesk.releases.commands import FailRelease, IssueRelease, ReserveRelease
from opsdesk.releases.model import Recipe, Release, ReleaseFilter, ReleaseKind, ReleaseState
from opsdesk.store.database import Database
from tests.databases import person

START, END = datetime(2025, 11, 22, 5, tzinfo=UTC), datetime(2025, 11, 22, 17, tzinfo=UTC)


def reserve(**more: object) -> ReserveRelease:
    values: dict[str, object] = {
        "recipe": Recipe.SHIFT_BRIEFING,
        "title": "Shift briefing",
        "period_start": START,
        "period_end": END,
        "audience": "TLP:AMBER",
        "recipient": "L. Ferrand",
        "reason": "hand-over",
        "marking": Marking.AMBER,
        "left_out": 2,
    }
    return ReserveRelease.of(**{**values, **more})


def reserved(database: Database, **more: object) -> Release:
    command = reserve(**more)
    database.run(command)
    return database.ask(records.get, command.release_id)


def test_a_reservation_says_who_why_and_when_before_anything_exists(database: Database) -> None:
    one = reserved(database)
    assert one.state is ReleaseState.RESERVED
    assert (one.recipient, one.reason, one.copy_number, one.left_out) == ("L. Ferrand", "hand-over", 1, 2)
    assert one.by_name == "Rowan Vale"
    assert one.sha256 is None
    assert one.size is None


def test_copies_are_numbered_within_a_packet_in_any_zone(database: Database) -> None:
    assert reserved(database).copy_number == 1
    monaco = ZoneInfo("Europe/Monaco")
    again = reserved(database, period_start=START.astimezone(monaco), period_end=END.astimezone(monaco))
    assert again.copy_number == 2
    assert reserved(database, recipe=Recipe.BOLO_FLYER).copy_number == 1
    assert reserved(database, release_kind=ReleaseKind.PRINT).copy_number == 1


def test_issuing_keeps_hash_size_and_the_printed_head(database: Database) -> None:
    one = reserved(database)
    issue = IssueRelease.of(
        release_id=one.id, sha256="ab" * 32, size=1234, journal_seq=7, journal_head="cd" * 32
    )
    database.run(issue)
    done = database.ask(records.get, one.id)
    assert (done.state, done.sha256, done.size, done.journal_seq) == (ReleaseState.ISSUED, "ab" * 32, 1234, 7)
    with pytest.raises(Refused) as error:
        database.run(FailRelease.of(release_id=one.id, why="too late"))
    assert error.value.reason == "release.not_reserved"


def test_a_failed_one_keeps_its_number(database: Database) -> None:
    one = reserved(database)
    database.run(FailRelease.of(release_id=one.id, why="packet_memory"))
    assert database.ask(records.get, one.id).state is ReleaseState.FAILED
    assert reserved(database).copy_number == 2


@pytest.mark.parametrize(
    "wrong", [{"recipient": " "}, {"reason": ""}, {"period_end": START}, {"left_out": -1}]
)
def test_recipient_reason_and_period_are_asked_for(database: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        reserve(**wrong)


def test_a_hash_is_64_hexadecimal_digits(database: Database) -> None:
    with pytest.raises(BadInput):
        IssueRelease.of(release_id=reserved(database).id, sha256="no hash", size=1)


def test_the_wall_releases_nothing(database: Database) -> None:
    with pytest.raises(Forbidden):
        database.run(reserve(), person("Wall", Role.WALL, like=database.me))


def test_lists_pages_and_counts(database: Database) -> None:
    made = [reserved(database, recipient=f"Reader {i}") for i in range(5)]
    everything = ReleaseFilter()
    first = database.ask(records.page, everything, None, 3)
    rest = database.ask(records.page, everything, first.after, 3)
    assert [one.id for one in (*first.items, *rest.items)] == [one.id for one in reversed(made)]
    assert rest.after is None
    assert database.ask(records.count, everything) == 5
    assert database.ask(records.count, ReleaseFilter(text="reader 3")) == 1
    assert database.ask(records.count, ReleaseFilter(states=frozenset({ReleaseState.ISSUED}))) == 0
    assert [one.id for one in database.ask(records.some, [made[2].id], everything)] == [made[2].id]
    packet = records.packet_key(ReleaseKind.PACKET, Recipe.SHIFT_BRIEFING, None, START, END)
    assert [one.copy_number for one in database.ask(records.copies, packet)] == [1, 2, 3, 4, 5]


def test_what_was_never_finished_is_found_again(database: Database) -> None:
    one = reserved(database)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    assert [found.id for found in database.ask(records.unfinished, later)] == [one.id]
