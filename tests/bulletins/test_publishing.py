"""Two people, the rules of each kind, the audience, and what ends a bulletin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from opsdesk.accounts.commands import AddOperator
from opsdesk.bulletins import records
from opsdesk.bulletins.commands import (
    CancelBulletin,
    DiscardDraft,
    DraftBulletin,
    EditDraft,
    ExtendAudience,
    PublishBulletin,
    ReturnToDraft,
    ShowOnWall,
    SubmitBulletin,
    SupersedeBulletin,
    UndoReturn,
)
from opsdesk.bulletins.model import BulletinFilter, BulletinKind, BulletinStatus
from opsdesk.errors import BadInput, ChangedElsewhere, Forbidden, NotFound, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role, Sector
from opsdesk.partners.commands import ArchiveOrganization
from opsdesk.partners.model import OrganizationKind
from opsdesk.store.access import Me
from opsdesk.store.ids import new_id
from tests.bulletins.board import Board, of_partner, opened
from tests.databases import person


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    with opened(tmp_path) as found:
        yield found


def reasons(error: BadInput) -> set[tuple[str, str]]:
    return {(problem.field, problem.reason) for problem in error.problems}


def refused_when_submitted(board: Board, kind: BulletinKind, **fields: object) -> set[tuple[str, str]]:
    bulletin_id = board.draft(kind, **fields)
    with pytest.raises(BadInput) as caught:
        board.submit(bulletin_id)
    return reasons(caught.value)


# ---------------------------------------------------------------- two people


def test_a_bulletin_goes_from_draft_to_submitted_to_published(board: Board) -> None:
    bulletin_id = board.draft()
    assert board.get(bulletin_id).status is BulletinStatus.DRAFT
    board.submit(bulletin_id)
    assert board.get(bulletin_id).status is BulletinStatus.SUBMITTED
    assert board.publish(bulletin_id) is None  # what was told cannot be taken back
    found = board.get(bulletin_id)
    assert found.status is BulletinStatus.PUBLISHED
    assert (found.published_at, found.published_by_name) == (board.clock.now, "J. Okafor")
    assert found.code == "B-0001"


def test_each_bulletin_has_a_number_of_its_own_from_its_draft_on(board: Board) -> None:
    first, second = board.draft(), board.draft()
    assert [board.get(one).number for one in (first, second)] == [1, 2]


def test_whoever_wrote_it_cannot_publish_it(board: Board) -> None:
    board.author = person("M. Rossi", Role.DISPATCHER, Role.SUPERVISOR, like=board.author)
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    with pytest.raises(Refused) as caught:
        board.publish(bulletin_id, board.author)
    assert caught.value.reason == "second_person_needed"
    assert board.get(bulletin_id).status is BulletinStatus.SUBMITTED


def test_whoever_submitted_it_for_the_author_cannot_publish_it_either(board: Board) -> None:
    bulletin_id = board.draft()
    board.as_(board.supervisor, SubmitBulletin(bulletin_id=bulletin_id, version=1))
    with pytest.raises(Refused, match="second_person_needed"):
        board.publish(bulletin_id)
    board.publish(bulletin_id, board.other_supervisor)
    assert board.get(bulletin_id).status is BulletinStatus.PUBLISHED


def test_only_a_supervisor_publishes(board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    for role in (Role.DISPATCHER, Role.LIAISON, Role.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            board.publish(bulletin_id, person("K. Lee", role, like=board.author))


def test_a_draft_that_nobody_submitted_is_not_published(board: Board) -> None:
    bulletin_id = board.draft()
    with pytest.raises(Refused, match=r"bulletin\.not_submitted"):
        board.publish(bulletin_id)


def test_a_supervisor_sends_it_back_with_a_reason(board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    with pytest.raises(Refused, match=r"bulletin\.reason_needed"):
        board.as_(board.supervisor, ReturnToDraft(bulletin_id=bulletin_id, version=2))
    before = board.get(bulletin_id)
    undo = board.as_(
        board.supervisor, ReturnToDraft(bulletin_id=bulletin_id, version=2, reason="Which side of the road?")
    )
    returned = board.get(bulletin_id)
    assert (returned.status, returned.returned_reason) == (BulletinStatus.DRAFT, "Which side of the road?")
    assert undo is not None
    board.as_(board.supervisor, undo)
    assert without_version(board.get(bulletin_id)) == without_version(before)


def test_its_author_takes_it_back_without_a_reason_but_another_dispatcher_does_not(board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    stranger = person("K. Lee", Role.DISPATCHER, like=board.author)
    with pytest.raises(Forbidden):
        board.as_(stranger, ReturnToDraft(bulletin_id=bulletin_id, version=2, reason="No"))
    board.as_(board.author, ReturnToDraft(bulletin_id=bulletin_id, version=2))
    assert board.get(bulletin_id).status is BulletinStatus.DRAFT


def test_a_return_is_not_undone_once_somebody_wrote_in_the_draft(board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    undo = board.as_(board.supervisor, ReturnToDraft(bulletin_id=bulletin_id, version=2, reason="Shorter"))
    board.as_(board.supervisor, EditDraft(bulletin_id=bulletin_id, version=3, text="Other words"))
    assert undo is not None
    with pytest.raises(Refused, match=r"bulletin\.not_submitted"):
        board.as_(board.supervisor, UndoReturn(bulletin_id=bulletin_id, version=4))
    with pytest.raises(ChangedElsewhere):
        board.as_(board.supervisor, undo)


# ---------------------------------------------------------------- drafts


def without_version(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__ if name != "version"}  # type: ignore[attr-defined]  # every model has slots


def test_an_edit_is_taken_back_to_exactly_what_it_was(board: Board) -> None:
    photos = (board.photo(), board.photo())
    bulletin_id = board.draft(
        BulletinKind.BOLO_VEHICLE, photos=photos, last_seen_position=Position(43.7, 7.4)
    )
    before = board.get(bulletin_id)
    undo = board.as_(
        board.author,
        EditDraft.of(
            bulletin_id=bulletin_id,
            version=1,
            title="White van",
            plate=None,
            aliases=("ghost",),
            last_seen_position=None,
            area={"centre": {"latitude": 43.73, "longitude": 7.42}, "radius": 400},
            audience=(board.partners["Hotel Belle Rive"],),
            photos=(photos[1], board.photo()),
            expires_at=None,
            marking="TLP:GREEN",
        ),
    )
    edited = board.get(bulletin_id)
    assert edited.title == "White van"
    assert edited.photos[0] == photos[1]
    assert edited.area is not None
    assert edited.area.radius == 400
    assert [one.name for one in edited.recipients] == ["Hotel Belle Rive"]
    assert undo is not None
    board.as_(board.author, undo)
    assert without_version(board.get(bulletin_id)) == without_version(before)


def test_only_the_fields_that_are_given_change(board: Board) -> None:
    bulletin_id = board.draft(caution="Knife.")
    board.as_(board.author, EditDraft.of(bulletin_id=bulletin_id, version=1, title="Other"))
    assert board.get(bulletin_id).caution == "Knife."


def test_two_desks_that_edit_one_draft_are_shown_both_sides(board: Board) -> None:
    bulletin_id = board.draft()
    board.as_(board.author, EditDraft.of(bulletin_id=bulletin_id, version=1, title="Mine"))
    with pytest.raises(ChangedElsewhere) as caught:
        board.as_(board.supervisor, EditDraft.of(bulletin_id=bulletin_id, version=1, title="Theirs"))
    assert caught.value.theirs == {"title": "Mine"}
    assert caught.value.yours == {"title": "Theirs"}


def test_a_submitted_and_a_published_bulletin_are_never_edited(board: Board) -> None:
    bulletin_id = board.draft()
    board.submit(bulletin_id)
    with pytest.raises(Refused, match=r"bulletin\.not_a_draft"):
        board.as_(board.author, EditDraft.of(bulletin_id=bulletin_id, version=2, title="Other"))
    board.publish(bulletin_id)
    with pytest.raises(Refused, match=r"bulletin\.not_a_draft"):
        board.as_(board.supervisor, EditDraft.of(bulletin_id=bulletin_id, version=3, title="Other"))


def test_a_draft_is_discarded_and_taken_up_again(board: Board) -> None:
    bulletin_id = board.draft()
    before = board.get(bulletin_id)
    undo = board.as_(board.author, DiscardDraft(bulletin_id=bulletin_id, version=1))
    assert board.database.ask(records.page, BulletinFilter(view="all")).items == []
    with pytest.raises(NotFound):
        board.submit(bulletin_id)
    assert undo is not None
    board.as_(board.author, undo)
    assert without_version(board.get(bulletin_id)) == without_version(before)


def test_a_photo_that_the_author_may_not_see_is_not_attached(board: Board) -> None:
    with pytest.raises(NotFound):
        board.draft(photos=(new_id(),))
    secret = board.photo()
    board.draft(photos=(secret,), marking="TLP:AMBER")
    stranger = of_partner(board, "Hotel Belle Rive")
    with pytest.raises(NotFound):
        board.as_(stranger, DraftBulletin.of(bulletin_kind="safety_notice", title="x", photos=(secret,)))


def test_the_undo_of_a_draft_discards_it_and_its_redo_brings_it_back(board: Board) -> None:
    command = DraftBulletin.of(bulletin_kind="safety_notice", title="x")
    undo = board.as_(board.author, command)
    assert isinstance(undo, DiscardDraft)
    redo = board.as_(board.author, undo)
    assert redo is not None
    board.as_(board.author, redo)
    assert board.get(command.bulletin_id).status is BulletinStatus.DRAFT


def test_wrong_fields_are_all_named_at_once(board: Board) -> None:
    with pytest.raises(BadInput) as caught:
        DraftBulletin.of(bulletin_kind="poster", title=" ", credibility=9, plate="A\0B")
    assert {problem.field for problem in caught.value.problems} == {
        "bulletin_kind",
        "title",
        "credibility",
        "plate",
    }


def test_an_unknown_or_archived_partner_is_not_chosen(board: Board) -> None:
    with pytest.raises(BadInput) as caught:
        board.draft(audience=(new_id(),))
    assert reasons(caught.value) == {("audience", "unknown_organization")}
    hotel = board.partners["Hotel Belle Rive"]
    board.as_(board.supervisor, ArchiveOrganization(organization_id=hotel, version=1))
    with pytest.raises(BadInput) as caught:
        board.draft(audience=(hotel,))
    assert reasons(caught.value) == {("audience", "organization_archived")}


# ---------------------------------------------------------------- rules of each kind


def test_every_bulletin_needs_text_expiry_and_audience(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.SAFETY_NOTICE, text="", expires_at=None, audience=())
    assert wrong == {("text", "empty"), ("expires_at", "missing"), ("audience", "audience_empty")}


def test_what_is_past_is_not_submitted(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.SAFETY_NOTICE, expires_at=board.clock.now)
    assert wrong == {("expires_at", "expires_in_the_past")}


def test_a_bolo_for_a_person_needs_case_number_and_legal_basis(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.BOLO_PERSON, case_number=None, legal_basis=" ")
    assert wrong == {("case_number", "missing"), ("legal_basis", "missing")}


def test_a_bolo_for_a_person_is_originated_by_police(board: Board) -> None:
    hotel = board.partners["Hotel Belle Rive"]
    wrong = refused_when_submitted(board, BulletinKind.BOLO_PERSON, originator_id=hotel)
    assert wrong == {("originator_id", "originator_not_police")}


@pytest.mark.parametrize(
    ("kind", "police"),
    [(OrganizationKind.TRANSIT_POLICE, True), (OrganizationKind.FIRE_EMS, False)],
)
def test_not_every_public_body_is_police(board: Board, kind: OrganizationKind, police: bool) -> None:
    other = board.partner("Other public body", kind=kind)
    if police:
        board.published(BulletinKind.BOLO_PERSON, originator_id=other)
    else:
        wrong = refused_when_submitted(board, BulletinKind.BOLO_PERSON, originator_id=other)
        assert wrong == {("originator_id", "originator_not_police")}


@pytest.mark.parametrize(("days", "ok"), [(7, True), (7.001, False)])
def test_a_bolo_for_a_person_expires_within_a_week(board: Board, days: float, ok: bool) -> None:
    expires_at = board.clock.now + timedelta(days=days)
    if ok:
        board.published(BulletinKind.BOLO_PERSON, expires_at=expires_at)
    else:
        wrong = refused_when_submitted(board, BulletinKind.BOLO_PERSON, expires_at=expires_at)
        assert wrong == {("expires_at", "expires_too_late")}


@pytest.mark.file_only  # on a server a person's sector is their organization's, and this one's is public
def test_a_bolo_for_a_person_is_published_by_the_public_sector(board: Board) -> None:
    bulletin_id = board.draft(BulletinKind.BOLO_PERSON)
    board.submit(bulletin_id)
    private = person("P. Guard", Role.SUPERVISOR, sector=Sector.PRIVATE, like=board.author)
    with pytest.raises(Refused) as caught:
        board.publish(bulletin_id, private)
    assert caught.value.reason == "bulletin.public_sector_only"


def test_a_missing_person_has_no_offence(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.MISSING_PERSON, offence="Ran away")
    assert wrong == {("offence", "missing_has_no_offence")}


def test_the_photo_of_a_missing_juvenile_needs_an_authority(board: Board) -> None:
    photos = (board.photo(),)
    wrong = refused_when_submitted(board, BulletinKind.MISSING_PERSON, photos=photos)
    assert wrong == {("photo_authority", "photo_authority_missing")}
    board.published(
        BulletinKind.MISSING_PERSON, photos=photos, photo_authority="Her mother, to M. Rossi, 11:40"
    )
    board.published(BulletinKind.MISSING_PERSON, photos=photos, juvenile=False)


def test_a_juvenile_is_not_named_in_the_title(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.MISSING_PERSON, title="Amélie, 11, yellow raincoat")
    assert wrong == {("title", "juvenile_named_in_title")}


def test_a_bulletin_is_amber_unless_someone_says_otherwise(board: Board) -> None:
    assert board.get(board.draft(BulletinKind.MISSING_PERSON)).marking is Marking.AMBER


def test_a_situation_update_has_no_persons(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.SITUATION_UPDATE, name="J. Roe")
    assert wrong == {("name", "situation_without_persons")}


def test_a_bolo_for_a_vehicle_names_it(board: Board) -> None:
    wrong = refused_when_submitted(board, BulletinKind.BOLO_VEHICLE, vehicle=None, plate=None)
    assert wrong == {("vehicle", "missing")}


# ---------------------------------------------------------------- audience


def test_who_is_not_cleared_is_left_out_and_recorded(board: Board) -> None:
    bulletin_id = board.draft(marking="TLP:AMBER")
    assert board.get(bulletin_id).left_out == (("Rocher Residents", Marking.GREEN),)  # before it is published
    board.submit(bulletin_id)
    board.publish(bulletin_id)
    found = board.get(bulletin_id)
    assert [one.name for one in found.recipients] == ["Hotel Belle Rive", "Port Hercule Watch"]
    assert found.left_out == (("Rocher Residents", Marking.GREEN),)


def test_an_archived_partner_is_not_told(board: Board) -> None:
    bulletin_id = board.draft(marking="TLP:GREEN")
    board.submit(bulletin_id)
    hotel = board.partners["Hotel Belle Rive"]
    board.as_(board.supervisor, ArchiveOrganization(organization_id=hotel, version=1))
    board.publish(bulletin_id)
    assert [one.name for one in board.get(bulletin_id).recipients] == [
        "Port Hercule Watch",
        "Rocher Residents",
    ]


def test_nothing_is_published_that_nobody_may_get(board: Board) -> None:
    bulletin_id = board.draft(marking="TLP:AMBER+STRICT", audience=(board.partners["Hotel Belle Rive"],))
    board.submit(bulletin_id)
    with pytest.raises(Refused, match=r"bulletin\.nobody_may_get_it"):
        board.publish(bulletin_id)
    assert board.get(bulletin_id).status is BulletinStatus.SUBMITTED


def colleague(board: Board, name: str, *roles: Role) -> Me:
    """An operator of the same organization, with an account."""
    added = AddOperator.of(name=name, roles=roles, organization_id=board.author.organization_id)
    board.as_(person("Admin", Role.ADMINISTRATOR, like=board.author), added)
    return replace(board.author, operator_id=added.operator_id, name=name, roles=frozenset(roles))


def red(board: Board, *readers: Me, audience: tuple[UUID, ...] = ()) -> UUID:
    named = tuple(one.operator_id for one in readers)
    return board.draft(marking="TLP:RED", audience=audience, readers=named)


def test_red_is_read_and_published_by_those_who_are_named_and_by_nobody_else(board: Board) -> None:
    chief = colleague(board, "M. Rossi", Role.SUPERVISOR)
    reader = colleague(board, "J. Okafor", Role.DISPATCHER)
    bulletin_id = red(board, chief, reader)
    board.as_(board.author, SubmitBulletin(bulletin_id=bulletin_id, version=1))
    with pytest.raises(NotFound):  # nobody else sees it at all
        board.as_(board.supervisor, PublishBulletin(bulletin_id=bulletin_id, version=2))
    board.as_(chief, PublishBulletin(bulletin_id=bulletin_id, version=2))
    board.database.sign_in(reader)
    found = board.database.ask(records.get, bulletin_id)
    assert found.status is BulletinStatus.PUBLISHED
    assert found.reader_names == ("J. Okafor", "M. Rossi")
    assert found.recipients == ()
    board.database.sign_in(board.supervisor)
    assert board.database.ask(records.count, BulletinFilter(view="all")) == 0
    with pytest.raises(NotFound):
        board.database.ask(records.get, bulletin_id)


def test_red_needs_readers_among_them_a_supervisor_and_no_organization(board: Board) -> None:
    plain = colleague(board, "J. Okafor", Role.DISPATCHER)
    told, alone = ("audience", "red_without_audience"), ("readers", "readers_without_supervisor")
    cases: tuple[tuple[tuple[Me, ...], tuple[UUID, ...], set[tuple[str, str]]], ...] = (
        ((), (), {("readers", "readers_empty")}),
        ((plain,), (), {alone}),
        ((plain,), tuple(board.partners.values()), {told, alone}),
    )
    for readers, audience, wrong in cases:
        bulletin_id = red(board, *readers, audience=audience)
        with pytest.raises(BadInput) as caught:
            board.as_(board.author, SubmitBulletin(bulletin_id=bulletin_id, version=1))
        assert reasons(caught.value) == wrong


def test_readers_are_changed_taken_back_and_must_be_people_of_the_desk(board: Board) -> None:
    first = colleague(board, "M. Rossi", Role.SUPERVISOR)
    second = colleague(board, "J. Okafor", Role.DISPATCHER)
    wall = colleague(board, "Wall 1", Role.WALL)
    bulletin_id = red(board, first)
    board.clock.turn(minutes=1)
    undo = board.as_(
        board.author, EditDraft(bulletin_id=bulletin_id, version=1, readers=(second.operator_id,))
    )
    board.database.sign_in(board.author)
    assert board.database.ask(records.get, bulletin_id).reader_names == ("J. Okafor",)
    assert undo is not None
    board.clock.turn(minutes=1)
    board.as_(board.author, undo)
    assert board.database.ask(records.get, bulletin_id).reader_names == ("M. Rossi",)
    for nobody, reason in ((new_id(), "unknown_operator"), (wall.operator_id, "no_reader")):
        with pytest.raises(BadInput) as caught:
            board.as_(board.author, EditDraft(bulletin_id=bulletin_id, version=3, readers=(nobody,)))
        assert reasons(caught.value) == {("readers", reason)}


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [(BulletinKind.BOLO_VEHICLE, 60), (BulletinKind.MISSING_PERSON, 30), (BulletinKind.THREAT_ADVISORY, 30)],
)
def test_confirmation_is_due_an_hour_after_publishing_and_sooner_where_a_life_may_hang_on_it(
    board: Board, kind: BulletinKind, minutes: int
) -> None:
    found = board.get(board.published(kind))
    assert {one.due_at for one in found.recipients} == {board.clock.now + timedelta(minutes=minutes)}


def test_the_audience_is_extended_while_it_is_in_force(board: Board) -> None:
    bulletin_id = board.published(marking="TLP:GREEN")
    late = board.partner("Fire station 2", kind=OrganizationKind.FIRE_EMS)
    cleared_for_nothing = board.partner("New neighbours", Marking.CLEAR)
    board.clock.turn(minutes=80)
    told = (late, cleared_for_nothing, board.partners["Hotel Belle Rive"])
    assert board.as_(board.supervisor, ExtendAudience(bulletin_id=bulletin_id, organizations=told)) is None
    found = board.get(bulletin_id)
    times = {one.name: (one.added_at, one.due_at) for one in found.recipients}
    assert times["Fire station 2"] == (board.clock.now, board.clock.now + timedelta(hours=1))
    assert times["Hotel Belle Rive"][0] == board.clock.now - timedelta(minutes=80)
    assert found.left_out == (("New neighbours", Marking.CLEAR),)


def test_the_audience_of_an_expired_bulletin_is_not_extended(board: Board) -> None:
    bulletin_id = board.published()
    board.clock.turn(days=4)
    command = ExtendAudience(bulletin_id=bulletin_id, organizations=(board.partner("Late"),))
    with pytest.raises(Refused) as caught:
        board.as_(board.supervisor, command)
    assert (caught.value.reason, caught.value.facts["status"]) == (
        "bulletin.not_in_force",
        BulletinStatus.EXPIRED,
    )


# ---------------------------------------------------------------- the end


def test_expiry_happens_by_itself_and_is_never_written(board: Board) -> None:
    bulletin_id = board.published(expires_at=board.clock.now + timedelta(hours=2))
    version = board.get(bulletin_id).version
    in_force = BulletinFilter(view="in_force")
    assert board.database.ask(records.count, in_force) == 1
    board.clock.turn(hours=2)
    found = board.get(bulletin_id)
    assert (found.status, found.version) == (BulletinStatus.PUBLISHED, version)
    assert found.state(board.clock.now) is BulletinStatus.EXPIRED
    assert board.database.ask(records.count, in_force) == 0
    ended = board.database.ask(records.page, BulletinFilter(view="ended")).items
    assert [one.status for one in ended] == [BulletinStatus.EXPIRED]


def supersede(board: Board, bulletin_id: UUID, reason: str = "Plate was wrong") -> UUID:
    version = board.get(bulletin_id).version
    command = SupersedeBulletin.of(bulletin_id=bulletin_id, version=version, reason=reason)
    board.as_(board.author, command)
    return command.replacement_id


def test_a_bulletin_stays_in_force_until_the_one_that_supersedes_it_is_published(board: Board) -> None:
    old = board.published(BulletinKind.BOLO_VEHICLE)
    new = supersede(board, old)
    draft = board.get(new)
    assert (draft.status, draft.supersedes, draft.subject.plate) == (BulletinStatus.DRAFT, old, "FX-318-QK")
    assert board.get(old).status is BulletinStatus.PUBLISHED
    board.as_(board.author, EditDraft.of(bulletin_id=new, version=1, plate="FX-313-QK"))
    board.submit(new)
    board.publish(new)
    ended = board.get(old)
    assert (ended.status, ended.superseded_by, ended.end_reason) == (
        BulletinStatus.SUPERSEDED,
        new,
        "Plate was wrong",
    )
    assert ended.subject.plate == "FX-318-QK"


def test_the_chain_runs_from_the_oldest_to_the_draft_that_comes_next(board: Board) -> None:
    first = board.published(BulletinKind.BOLO_VEHICLE)
    second = supersede(board, first, "Colour was wrong")
    board.submit(second)
    board.clock.turn(hours=1)
    board.publish(second)
    third = supersede(board, second)
    for one in (first, second, third):
        links = board.database.ask(records.chain, one)
        assert [(link.number, link.status, link.reason) for link in links] == [
            (1, BulletinStatus.SUPERSEDED, "Colour was wrong"),
            (2, BulletinStatus.PUBLISHED, None),
            (3, BulletinStatus.DRAFT, None),
        ]


def test_only_one_draft_supersedes_a_bulletin(board: Board) -> None:
    old = board.published()
    new = supersede(board, old)
    with pytest.raises(Refused, match=r"bulletin\.superseding_already"):
        supersede(board, old)
    board.as_(board.author, DiscardDraft(bulletin_id=new, version=1))
    supersede(board, old)


def test_an_expired_bolo_is_renewed_by_superseding_it(board: Board) -> None:
    old = board.published(BulletinKind.BOLO_PERSON)
    board.clock.turn(days=5)
    new = supersede(board, old, "Renewed")
    assert board.get(new).expires_at is None
    expires_at = board.clock.now + timedelta(days=7)
    board.as_(board.author, EditDraft(bulletin_id=new, version=1, expires_at=expires_at))
    board.submit(new)
    board.publish(new)
    assert board.get(old).state(board.clock.now) is BulletinStatus.SUPERSEDED


def test_what_was_cancelled_meanwhile_is_not_superseded(board: Board) -> None:
    old = board.published()
    new = supersede(board, old)
    board.submit(new)
    version = board.get(old).version
    board.as_(board.author, CancelBulletin(bulletin_id=old, version=version, reason="All clear"))
    with pytest.raises(Refused, match=r"bulletin\.ended"):
        board.publish(new)
    assert board.get(new).status is BulletinStatus.SUBMITTED


def test_cancelling_keeps_the_record_and_says_why(board: Board) -> None:
    bulletin_id = board.published()
    cancel = CancelBulletin(bulletin_id=bulletin_id, version=3, reason="Works are over")
    assert board.as_(board.author, cancel) is None
    found = board.get(bulletin_id)
    assert (found.status, found.end_reason, found.ended_at) == (
        BulletinStatus.CANCELLED,
        "Works are over",
        board.clock.now,
    )
    with pytest.raises(Refused, match=r"bulletin\.ended"):
        board.as_(board.author, CancelBulletin(bulletin_id=bulletin_id, version=4, reason="Again"))


def test_a_draft_is_not_cancelled_and_not_superseded(board: Board) -> None:
    bulletin_id = board.draft()
    for command in (
        CancelBulletin(bulletin_id=bulletin_id, version=1, reason="x"),
        SupersedeBulletin(bulletin_id=bulletin_id, version=1, reason="x"),
    ):
        with pytest.raises(Refused, match=r"bulletin\.not_published"):
            board.as_(board.author, command)


def test_a_missing_juvenile_is_off_the_lists_as_soon_as_they_are_found(board: Board) -> None:
    photo = board.photo()
    bulletin_id = board.published(
        BulletinKind.MISSING_PERSON, photos=(photo,), photo_authority="Mother", show_on_wall=True
    )
    shown = board.database.ask(records.in_force, on_wall=True)[0]
    assert (shown.subject.name, shown.photo) == ("Amelie Roe", photo)
    assert board.database.ask(records.count, BulletinFilter(view="all", text="amelie")) == 1
    version = board.get(bulletin_id).version
    board.as_(board.author, CancelBulletin(bulletin_id=bulletin_id, version=version, reason="Found, well"))
    item = board.database.ask(records.page, BulletinFilter(view="ended")).items[0]
    assert (item.subject.name, item.subject.aliases, item.photo) == (None, (), None)
    found = board.get(bulletin_id)
    assert (found.withheld, found.subject.name, found.photos) == (True, None, ())
    assert board.database.ask(records.in_force, on_wall=True) == []
    for word in ("amelie", "lili"):
        assert board.database.ask(records.count, BulletinFilter(view="all", text=word)) == 0


def test_an_adult_who_was_found_keeps_their_name_in_the_record(board: Board) -> None:
    bulletin_id = board.published(BulletinKind.MISSING_PERSON, juvenile=False)
    board.as_(board.author, CancelBulletin(bulletin_id=bulletin_id, version=3, reason="Found"))
    assert board.get(bulletin_id).subject.name == "Amelie Roe"


def test_the_wall_is_switched_on_and_off_without_touching_the_content(board: Board) -> None:
    bulletin_id = board.published()
    undo = board.as_(board.supervisor, ShowOnWall(bulletin_id=bulletin_id, version=3))
    assert board.get(bulletin_id).show_on_wall
    assert undo is not None
    board.as_(board.supervisor, undo)
    assert not board.get(bulletin_id).show_on_wall
