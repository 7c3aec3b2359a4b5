"""What rows, facts and questions say, without a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from opsdesk.bulletins.commands import Acknowledge, CancelBulletin
from opsdesk.bulletins.model import AcknowledgedHow, Area, BulletinFilter, BulletinItem, BulletinKind
from opsdesk.bulletins.records import page
from opsdesk.desk.bulletins import asking
from opsdesk.desk.bulletins.area_map import around, frame_of, pins_of
from opsdesk.desk.bulletins.facts import handling_facts, subject_facts
from opsdesk.desk.bulletins.release import not_told, question
from opsdesk.desk.bulletins.row import row_of
from opsdesk.desk.bulletins.verbs import shown_verbs
from opsdesk.desk.bulletins.words import day_and_time, telephone
from opsdesk.geo.places import Position
from tests.bulletins.board import Board, opened

ZONE = ZoneInfo("Europe/Monaco")
HERE = Position(43.7334, 7.4258)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with opened(tmp_path) as found:
        yield found


def item(board: Board) -> BulletinItem:
    return board.database.ask(page, BulletinFilter(view="all")).items[0]


def said(board: Board, bulletin_id: UUID) -> dict[str, str]:
    found = board.database.ask(asking.opened, bulletin_id)
    first, second = handling_facts(found, board.clock.now, ZONE)
    facts = [*subject_facts(found.bulletin, board.clock.now, ZONE), *first, *second]
    return {fact.name: f"{fact.strong}{fact.value}" for fact in facts}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+37755014018", "+377 55 01 40 18"),
        ("+33612345678", "+33 6 12 34 56 78"),
        ("5501", "5501"),
        ("+99912", "+99912"),
        ("desk 3", "desk 3"),
    ],
)
def test_a_number_is_grouped_and_keeps_its_digits(number: str, shown: str) -> None:
    assert telephone(number).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_a_day_is_said_as_people_do() -> None:
    now = datetime(2026, 6, 13, 12, 2, tzinfo=UTC)
    assert day_and_time(now.replace(hour=18, minute=0), now, ZONE) == "today 20:00"
    assert day_and_time(now + timedelta(days=1), now, ZONE) == "tomorrow 14:02"
    assert day_and_time(now + timedelta(days=9), now, ZONE) == "22 Jun 14:02"


def test_a_row_through_the_life_of_a_bulletin(board: Board) -> None:
    me, now = board.author.operator_id, board.clock.now
    bulletin_id = board.draft(expires_at=now + timedelta(hours=5))
    row = row_of(item(board), now + timedelta(days=2), ZONE, me)
    assert (row.code, row.third, row.right, row.told) == ("Draft", "yours, 2 d old", "Draft", 0)
    board.submit(bulletin_id)
    row = row_of(item(board), now, ZONE, me)
    assert (row.third, row.right, row.right_glyph) == (
        "waits for a supervisor",
        "Submitted",
        "hourglass_empty",
    )
    board.publish(bulletin_id)
    row = row_of(item(board), now, ZONE, me)
    assert (row.code, row.counted, row.right, row.short) == ("B-0001", "0 of 2", "5 h left", False)
    board.clock.turn(hours=4)
    ack = Acknowledge.of(
        bulletin_id=bulletin_id,
        organization_id=board.partners["Hotel Belle Rive"],
        how=AcknowledgedHow.PHONE,
    )
    board.as_(board.supervisor, ack)
    row = row_of(item(board), board.clock.now, ZONE, me)
    assert (row.counted, row.overdue, row.right, row.short) == ("1 of 2", "1 overdue", "1 h left", True)
    # It runs out by itself, also for a row that was read before.
    row = row_of(item(board), board.clock.now + timedelta(hours=2), ZONE, me)
    assert (row.right, row.quiet, row.told) == ("Expired", True, 0)
    assert row.third == "expired 19:00"


def test_what_has_ended_says_to_stop_looking(board: Board) -> None:
    bulletin_id = board.published(BulletinKind.BOLO_VEHICLE, requested_action="Stop and call.")
    assert said(board, bulletin_id)["Do"] == "Stop and call."
    board.as_(board.supervisor, CancelBulletin.of(bulletin_id=bulletin_id, version=3, reason="found"))
    facts = said(board, bulletin_id)
    assert facts["Do"] == "Stop looking. Do not stop or question anyone because of it."
    assert facts["Cancelled"].endswith("found")


def test_facts_name_audience_and_who_is_left_out(board: Board) -> None:
    facts = said(board, board.published(BulletinKind.BOLO_VEHICLE))
    assert facts["Audience"] == "2 partners: private"
    assert facts["Left out"] == "Rocher Residents: clearance TLP:GREEN"
    assert facts["Expires"].startswith("16 Jun 14:00, 3 d left")
    assert facts["Plate"] == "FX-318-QK"


def test_a_text_that_says_nothing_new_is_not_said_twice(board: Board) -> None:
    twice = board.draft(BulletinKind.BOLO_VEHICLE, text="Grey: Renault Trafic.")
    assert "Text" not in said(board, twice)
    assert said(board, board.draft(text="Lifting at eight."))["Text"] == "Lifting at eight."


def test_the_question_before_it_leaves_the_house(board: Board) -> None:
    bulletin_id = board.draft(expires_at=board.clock.now + timedelta(hours=6))
    board.submit(bulletin_id)
    record = board.get(bulletin_id)
    assert question(record, board.clock.now, ZONE) == "Publish B-0001 to 2 partners, TLP:AMBER, until 20:00?"
    assert not_told(record) == "Rocher Residents will not get it: clearance TLP:GREEN."
    assert not_told(replace(record, left_out=())) == ""
    assert shown_verbs(record, board.clock.now) == (("publish", "return"), "publish")


def test_the_map_holds_the_area(board: Board) -> None:
    area = Area(centre=HERE, radius=350.0)
    record = board.get(board.draft(area=area))
    assert frame_of(record) == (HERE, 350.0)
    assert [pin.radius for pin in pins_of(record, ())] == [350.0]
    view = around(HERE, 350.0, 840, 400)
    across = 700 / view.metres_per_pixel
    assert 200 < across < 400
    ring = (HERE, Position(43.735, 7.4258), Position(43.735, 7.428))
    framed = frame_of(replace(record, area=Area(ring=ring)))
    assert framed is not None
    assert abs(framed[0].latitude - 43.7342) < 0.0001
    assert frame_of(replace(record, area=None)) is None
