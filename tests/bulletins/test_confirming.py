"""Acknowledgements, the call list, sightings, the counts of the board, and who reads what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from opsdesk.bulletins import records
from opsdesk.bulletins.commands import (
    Acknowledge,
    CancelBulletin,
    EditDraft,
    LinkSighting,
    LogCall,
    SupersedeBulletin,
    UndoAcknowledge,
)
from opsdesk.bulletins.model import AcknowledgedHow, BulletinFilter, BulletinKind
from opsdesk.errors import BadInput, Forbidden, NotFound, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role, Sector
from opsdesk.observations.commands import ReportObservation
from opsdesk.partners.commands import AddContact
from opsdesk.store.access import Me
from tests.bulletins.board import Board, of_partner, opened
from tests.databases import person


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with opened(tmp_path) as found:
        yield found


def acknowledge(board: Board, bulletin_id: UUID, name: str, me: Me | None = None, **fields: object) -> object:
    command = Acknowledge.of(
        bulletin_id=bulletin_id, organization_id=board.partners[name], **{"how": "phone", **fields}
    )
    return board.as_(me or board.author, command)


def seen_by(board: Board, me: Me, view: str = "all") -> list[str]:
    board.database.sign_in(me)
    return [one.title for one in board.database.ask(records.page, BulletinFilter(view=view)).items]


# ---------------------------------------------------------------- acknowledgements


def test_an_acknowledgement_says_who_how_and_when(board: Board) -> None:
    bulletin_id = board.published()
    board.clock.turn(minutes=7)
    acknowledge(board, bulletin_id, "Hotel Belle Rive", who="S. Faure", how="radio")
    found = {one.name: one for one in board.get(bulletin_id).recipients}
    hotel = found["Hotel Belle Rive"]
    assert (hotel.acknowledged_by, hotel.how, hotel.acknowledged_at) == (
        "S. Faure",
        AcknowledgedHow.RADIO,
        board.clock.now,
    )
    assert found["Port Hercule Watch"].acknowledged_at is None


def test_a_second_acknowledgement_is_refused_with_the_first(board: Board) -> None:
    bulletin_id = board.published()
    acknowledge(board, bulletin_id, "Hotel Belle Rive", who="S. Faure")
    with pytest.raises(Refused) as caught:
        acknowledge(board, bulletin_id, "Hotel Belle Rive", who="Somebody else")
    assert caught.value.reason == "bulletin.acknowledged_already"
    assert caught.value.facts["who"] == "S. Faure"


def test_undoing_an_acknowledgement_and_redoing_it_leaves_exactly_the_same(board: Board) -> None:
    bulletin_id = board.published()
    open_ = board.get(bulletin_id)
    board.clock.turn(minutes=7)
    undo = acknowledge(board, bulletin_id, "Hotel Belle Rive", who="S. Faure", how="email")
    done = board.get(bulletin_id)
    assert isinstance(undo, UndoAcknowledge)
    board.clock.turn(minutes=2)
    redo = board.as_(board.author, undo)
    assert board.get(bulletin_id).recipients == open_.recipients
    assert redo is not None
    board.as_(board.author, redo)
    assert board.get(bulletin_id) == done


def test_who_was_not_told_does_not_acknowledge(board: Board) -> None:
    bulletin_id = board.published()
    for name in ("Rocher Residents",):  # left out for its clearance
        with pytest.raises(Refused, match=r"bulletin\.not_a_recipient"):
            acknowledge(board, bulletin_id, name)
    draft = board.draft()
    with pytest.raises(Refused, match=r"bulletin\.not_published"):
        acknowledge(board, draft, "Hotel Belle Rive")


@pytest.mark.parametrize(("minutes", "reason"), [(-1, "before_publishing"), (1, "in_the_future")])
def test_an_acknowledgement_lies_between_publishing_and_now(board: Board, minutes: int, reason: str) -> None:
    bulletin_id = board.published()
    at = board.clock.now + timedelta(minutes=minutes)
    with pytest.raises(BadInput, match=reason):
        acknowledge(board, bulletin_id, "Hotel Belle Rive", at=at)


def test_a_partner_acknowledges_for_itself_only(board: Board) -> None:
    bulletin_id = board.published()
    guard = of_partner(board, "Port Hercule Watch")
    acknowledge(board, bulletin_id, "Port Hercule Watch", guard, how="in_app")
    with pytest.raises(Refused, match=r"bulletin\.own_organization_only"):
        acknowledge(board, bulletin_id, "Hotel Belle Rive", guard)


def test_overdue_is_computed_from_the_time(board: Board) -> None:
    bulletin_id = board.published()
    acknowledge(board, bulletin_id, "Hotel Belle Rive")
    board.clock.turn(minutes=60)
    assert board.database.ask(records.overdue_count) == 0
    board.clock.turn(seconds=1)
    assert board.database.ask(records.overdue_count) == 1
    item = board.database.ask(records.page, BulletinFilter(view="overdue")).items[0]
    assert (item.recipients, item.acknowledged, item.overdue) == (2, 1, 1)
    acknowledge(board, bulletin_id, "Port Hercule Watch")
    assert board.database.ask(records.overdue_count) == 0


def test_nobody_is_overdue_for_what_has_ended(board: Board) -> None:
    cancelled = board.published()
    expired = board.published(expires_at=board.clock.now + timedelta(hours=3))
    board.clock.turn(hours=2)
    assert board.database.ask(records.overdue_count) == 2
    board.as_(board.author, CancelBulletin(bulletin_id=cancelled, version=3, reason="Over"))
    board.clock.turn(hours=1)
    assert board.database.ask(records.waiting).overdue_partners == 0
    for one in (cancelled, expired):
        assert board.database.ask(records.call_list, one) == []


def test_the_call_list_has_those_not_called_first_then_who_was_called_longest_ago(board: Board) -> None:
    for name in ("Casino floor", "Stade events"):
        board.partner(name)
    bulletin_id = board.published()
    acknowledge(board, bulletin_id, "Port Hercule Watch")
    board.clock.turn(minutes=90)

    def call(name: str, note: str) -> object:
        command = LogCall(bulletin_id=bulletin_id, organization_id=board.partners[name], note=note)
        return board.as_(board.author, command)

    call("Stade events", "no answer")
    board.clock.turn(minutes=1)
    undo = call("Casino floor", "no answer")
    names = [one.name for one in board.database.ask(records.call_list, bulletin_id)]
    assert names == ["Hotel Belle Rive", "Stade events", "Casino floor"]
    assert isinstance(undo, object)
    before_second_call = board.get(bulletin_id)
    board.clock.turn(minutes=5)
    second = call("Casino floor", "rings through")
    assert second is not None
    board.as_(board.author, second)  # type: ignore[arg-type]  # an inverse is there
    assert board.get(bulletin_id).recipients == before_second_call.recipients
    board.as_(board.author, undo)  # type: ignore[arg-type]  # an inverse is there
    found = {one.name: one for one in board.get(bulletin_id).recipients}
    assert (found["Casino floor"].called_at, found["Casino floor"].call_note) == (None, None)


def test_the_call_list_says_whom_to_call_there(board: Board) -> None:
    contact = AddContact.of(
        organization_id=board.partners["Hotel Belle Rive"],
        name="S. Faure",
        telephones=[{"number": "+377 55 01 40 18", "label": "duty"}],
    )
    board.as_(board.supervisor, contact)
    bulletin_id = board.published()
    board.clock.turn(hours=2)
    first = board.database.ask(records.call_list, bulletin_id)[0]
    assert (first.contact, first.telephone) == ("S. Faure", "+37755014018")
    late = board.database.ask(records.overdue_recipients)
    assert [(one.organization, one.telephone) for one in late] == [
        ("Hotel Belle Rive", "+37755014018"),
        ("Port Hercule Watch", None),
    ]


def test_a_partners_record_of_thirty_days_counts_what_it_was_sent(board: Board) -> None:
    board.published()
    board.clock.turn(days=31)
    for minutes in (4, 10, 6):
        bulletin_id = board.published()
        board.clock.turn(minutes=minutes)
        acknowledge(board, bulletin_id, "Hotel Belle Rive", who="S. Faure")
    board.published()
    found = board.database.ask(records.acknowledged_by, board.partners["Hotel Belle Rive"])
    assert (found.sent, found.acknowledged, found.median_minutes) == (4, 3, 6.0)
    assert (found.last_code, found.last_by) == ("B-0004", "S. Faure")
    nothing = board.database.ask(records.acknowledged_by, board.partners["Rocher Residents"])
    assert (nothing.sent, nothing.median_minutes, nothing.last_at) == (0, None, None)


# ---------------------------------------------------------------- sightings


def test_a_sighting_is_linked_and_unlinked_by_a_person(board: Board) -> None:
    bulletin_id = board.published(BulletinKind.BOLO_VEHICLE)
    report = ReportObservation.of(summary="Grey van circling at gate 3")
    board.as_(board.author, report)
    link = LinkSighting(bulletin_id=bulletin_id, observation_id=report.observation_id)
    undo = board.as_(board.author, link)
    assert board.get(bulletin_id).sightings == (report.observation_id,)
    found = board.database.ask(records.bulletins_of, report.observation_id)
    assert [(number, title) for _id, number, title in found] == [(1, "Grey Renault Trafic")]
    assert undo is not None
    board.as_(board.author, undo)
    assert board.get(bulletin_id).sightings == ()


def test_sightings_of_what_it_supersedes_are_shown_with_a_bulletin(board: Board) -> None:
    old = board.published(BulletinKind.BOLO_VEHICLE)
    report = ReportObservation.of(summary="Van leaves the tunnel")
    board.as_(board.author, report)
    board.as_(board.author, LinkSighting(bulletin_id=old, observation_id=report.observation_id))
    command = SupersedeBulletin(bulletin_id=old, version=board.get(old).version, reason="Plate")
    board.as_(board.author, command)
    assert board.get(command.replacement_id).sightings == (report.observation_id,)


# ---------------------------------------------------------------- the board


def test_each_view_counts_what_it_shows(board: Board) -> None:
    board.published(expires_at=board.clock.now + timedelta(hours=1))
    board.published()
    board.clock.turn(days=2, hours=2)  # the first one expired more than two days ago
    board.draft()
    submitted = board.draft()
    board.submit(submitted)
    cancelled = board.published()
    version = board.get(cancelled).version
    board.as_(board.author, CancelBulletin(bulletin_id=cancelled, version=version, reason="Over"))
    counts = board.database.ask(records.waiting)
    assert (counts.in_force, counts.waiting, counts.overdue, counts.ended, counts.all) == (1, 2, 1, 2, 5)
    assert (counts.recent, counts.overdue_partners) == (4, 2)
    for view in ("recent", "in_force", "waiting", "overdue", "ended", "all"):
        shown = BulletinFilter(view=view)
        items = board.database.ask(records.page, shown).items
        assert len(items) == getattr(counts, view) == board.database.ask(records.count, shown)


def test_pages_join_without_a_gap_newest_first(board: Board) -> None:
    for _each in range(7):
        board.draft()
    asked = BulletinFilter(view="all")
    numbers: list[int] = []
    after: int | None = None
    while True:
        page = board.database.ask(records.page, asked, after, 3)
        numbers += [one.number for one in page.items]
        after = page.after
        if after is None:
            break
    assert numbers == [7, 6, 5, 4, 3, 2, 1]


def test_the_search_knows_plate_name_number_and_words(board: Board) -> None:
    board.published(BulletinKind.BOLO_VEHICLE)
    board.published(BulletinKind.BOLO_PERSON)
    for text, number in (
        ("fx318", 1),
        ("FX-318", 1),
        ("B-0002", 2),
        ("roe", 2),
        ("26-0613", 2),
        ("'; --", 0),
    ):
        items = board.database.ask(records.page, BulletinFilter(view="all", text=text)).items
        assert [one.number for one in items] == ([number] if number else []), text


def test_the_feed_asks_again_for_just_what_changed(board: Board) -> None:
    first, second = board.draft(), board.draft()
    waiting = BulletinFilter(view="waiting")
    assert [one.id for one in board.database.ask(records.some, [first], waiting)] == [first]
    board.submit(second)
    board.publish(second)
    assert board.database.ask(records.some, [second], waiting) == []


def test_missing_people_never_stand_among_wanted_ones(board: Board) -> None:
    board.published(BulletinKind.BOLO_PERSON)
    board.published(BulletinKind.MISSING_PERSON)
    wanted = board.database.ask(records.in_force, [BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE])
    assert [one.kind for one in wanted] == [BulletinKind.BOLO_PERSON]


def test_the_map_gets_what_has_a_place(board: Board) -> None:
    board.published()
    placed = board.published(last_seen_position=Position(43.73, 7.42))
    assert [one.id for one in board.database.ask(records.on_map)] == [placed]


def test_the_wall_gets_what_is_meant_for_it_and_no_stricter(board: Board) -> None:
    green = board.published(show_on_wall=True, marking="TLP:GREEN")
    board.published(show_on_wall=True, marking="TLP:AMBER")
    board.published(show_on_wall=False, marking="TLP:CLEAR")
    shown = board.database.ask(records.in_force, on_wall=True, clearance=Marking.GREEN)
    assert [one.id for one in shown] == [green]
    wall = person("Wall 1", Role.WALL, clearance=Marking.GREEN, like=board.author)
    board.database.sign_in(wall)
    assert [one.id for one in board.database.ask(records.in_force, on_wall=True)] == [green]


# ---------------------------------------------------------------- who reads what


def test_a_partner_reads_what_is_issued_within_its_clearance_and_no_drafts(board: Board) -> None:
    board.published(title="Green", marking="TLP:GREEN", audience=(board.partners["Rocher Residents"],))
    board.published(title="Amber", audience=(board.partners["Port Hercule Watch"],))
    board.draft(title="Draft", marking="TLP:CLEAR")
    guard = of_partner(board, "Hotel Belle Rive", clearance=Marking.GREEN)
    assert seen_by(board, guard) == ["Green"]
    assert seen_by(board, board.author) == ["Draft", "Amber", "Green"]


def test_amber_strict_is_read_by_its_originator_and_those_it_is_addressed_to(board: Board) -> None:
    bulletin_id = board.published(
        title="Strict",
        marking="TLP:AMBER+STRICT",
        audience=(board.partners["Port Hercule Watch"], board.partners["Hotel Belle Rive"]),
    )
    assert seen_by(board, board.author) == ["Strict"]
    assert seen_by(board, of_partner(board, "Port Hercule Watch")) == ["Strict"]
    left_out = of_partner(board, "Hotel Belle Rive", clearance=Marking.AMBER)
    assert seen_by(board, left_out) == []
    with pytest.raises(NotFound):
        board.database.ask(records.get, bulletin_id)


def test_a_partner_writes_its_own_drafts_and_nobody_elses(board: Board) -> None:
    guard = of_partner(board, "Hotel Belle Rive", Role.DISPATCHER)
    own = board.draft(title="Police draft", marking="TLP:CLEAR")
    with pytest.raises(NotFound):
        board.as_(guard, EditDraft.of(bulletin_id=own, version=1, title="Mine now"))
    board.author = guard
    bulletin_id = board.draft(title="Our garage is closed", audience=())
    assert seen_by(board, guard) == ["Our garage is closed"]
    assert seen_by(board, of_partner(board, "Port Hercule Watch")) == []
    assert board.get(bulletin_id).originator_name == "Hotel Belle Rive"


def test_a_partner_does_not_cancel_what_it_did_not_originate(board: Board) -> None:
    bulletin_id = board.published(marking="TLP:GREEN")
    guard = of_partner(board, "Hotel Belle Rive", Role.SUPERVISOR)
    assert guard.sector is Sector.PRIVATE
    with pytest.raises(Forbidden):
        board.as_(guard, CancelBulletin(bulletin_id=bulletin_id, version=3, reason="Bad for business"))


def test_the_wall_gives_no_commands(board: Board) -> None:
    bulletin_id = board.published(marking="TLP:GREEN")
    wall = person("Wall 1", Role.WALL, like=board.author)
    with pytest.raises(Forbidden):
        acknowledge(board, bulletin_id, "Hotel Belle Rive", wall)
