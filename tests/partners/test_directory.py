"""The directory: enter, edit, archive, restore; each undo leaves exactly what was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from opsdesk.errors import BadInput, ChangedElsewhere, Forbidden, NotFound, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role, Sector
from opsdesk.partners import records
from opsdesk.partners.commands import (
    AddContact,
    AddLicence,
    AddOrganization,
    AddPost,
    ArchiveContact,
    ArchiveEngagement,
    ArchiveLicence,
    ArchiveOrganization,
    ArchivePost,
    ChangeCoverage,
    EditContact,
    EditEngagement,
    EditLicence,
    EditOrganization,
    EditPost,
    FollowUpDone,
    LogEngagement,
    PlanCoverage,
    RemoveCoverage,
    RestorePost,
)
from opsdesk.partners.model import KIND_SECTOR, OrganizationKind, Telephone
from opsdesk.store.command import Command
from tests.databases import person
from tests.partners.directory import Directory, opened


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    with opened(tmp_path) as found:
        yield found


def without_version(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__ if name != "version"}


# ---------------------------------------------------------------- undo and redo


Made = tuple[Callable[..., Any], UUID, Command]


def edits(directory: Directory) -> dict[str, Made]:
    """One edit or archiving of each kind of record, with what it can be compared by."""
    d = directory
    hercule = d.organization(
        agreement="mou",
        agreement_end=date(2026, 12, 31),
        position=Position(43.73, 7.42),
        telephone="+377 98 98 11 22",
        notes="Knows the quay.",
    )
    other = d.organization("Cap Guard", organization_kind="property_owner")
    marin = d.contact(hercule, telephones=[{"number": "+377 55 01 22 10", "label": "mobile"}], role="lead")
    licence = d.licence(hercule, 9, contact_id=marin, number="5521-0087")
    post = d.post(
        organization_id=hercule, position=Position(43.7, 7.4), needed=[(480, 1200)], orders="Watch."
    )
    coverage = d.plan(post, "", 0, 8, contact_id=marin)
    log = LogEngagement.of(
        organization_id=hercule, contact_id=marin, engagement_kind="visit", summary="Gates", follow_up=d.today
    )
    d.run(log)
    ring = (Position(0, 0), Position(0, 1), Position(1, 1))
    return {
        "organization": (
            records.get,
            hercule,
            EditOrganization.of(
                organization_id=hercule,
                version=1,
                name="Hercule Security",
                organization_kind="hotel",
                agreement="contract",
                agreement_end=None,
                position=None,
                telephone=None,
                clearance="TLP:AMBER",
                notes="",
            ),
        ),
        "archived organization": (
            records.get,
            hercule,
            ArchiveOrganization(organization_id=hercule, version=1),
        ),
        "contact": (
            records.get_contact,
            marin,
            EditContact.of(
                contact_id=marin, version=1, telephones=[], role="director", email="m@example.org"
            ),
        ),
        "archived contact": (records.get_contact, marin, ArchiveContact(contact_id=marin, version=1)),
        "licence": (
            records.get_licence,
            licence,
            EditLicence.of(
                licence_id=licence, version=1, contact_id=None, licence_kind="Guard", expires=None
            ),
        ),
        "archived licence": (records.get_licence, licence, ArchiveLicence(licence_id=licence, version=1)),
        "post": (
            records.get_post,
            post,
            EditPost.of(
                post_id=post,
                version=1,
                code="P-70",
                post_kind="patrol",
                organization_id=other,
                position=None,
                area=ring,
                needed=[],
                needs_cover=False,
            ),
        ),
        "archived post": (records.get_post, post, ArchivePost(post_id=post, version=1)),
        "coverage": (
            records.get_coverage,
            coverage,
            ChangeCoverage.of(
                coverage_id=coverage,
                version=1,
                contact_id=None,
                officer="Somebody",
                ends=d.now + timedelta(hours=3),
            ),
        ),
        "engagement": (
            records.get_engagement,
            log.engagement_id,
            EditEngagement.of(
                engagement_id=log.engagement_id,
                version=1,
                engagement_kind="call",
                summary="x",
                follow_up=None,
            ),
        ),
        "archived engagement": (
            records.get_engagement,
            log.engagement_id,
            ArchiveEngagement(engagement_id=log.engagement_id, version=1),
        ),
        "follow-up": (
            records.get_engagement,
            log.engagement_id,
            FollowUpDone(engagement_id=log.engagement_id, version=1),
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        "organization",
        "archived organization",
        "contact",
        "archived contact",
        "licence",
        "archived licence",
        "post",
        "archived post",
        "coverage",
        "engagement",
        "archived engagement",
        "follow-up",
    ],
)
def test_undo_leaves_exactly_what_was_there_and_redo_what_was_done(directory: Directory, name: str) -> None:
    query, record_id, command = edits(directory)[name]
    ask = directory.database.ask
    before = without_version(ask(query, record_id))
    undo = directory.run(command)
    done = without_version(ask(query, record_id))
    assert done != before
    directory.turn(minutes=3)
    assert undo is not None
    redo = directory.run(undo)
    assert without_version(ask(query, record_id)) == before
    directory.turn(minutes=3)
    assert redo is not None
    directory.run(redo)
    assert without_version(ask(query, record_id)) == done


def test_what_was_added_goes_out_of_use_when_it_is_undone(directory: Directory) -> None:
    organization_id = directory.organization()
    added: list[tuple[Command, Callable[..., list[Any]]]] = [
        (AddContact.of(organization_id=organization_id, name="X"), records.contacts),
        (AddLicence.of(organization_id=organization_id, licence_kind="X"), records.licences),
        (AddPost.of(code="P-1", name="X", organization_id=organization_id), records.posts),
        (
            LogEngagement.of(organization_id=organization_id, engagement_kind="call", summary="x"),
            records.engagements,
        ),
    ]
    for command, gone in added:
        undo = directory.run(command)
        assert len(directory.database.ask(gone, organization_id)) == 1
        assert undo is not None
        directory.run(undo)
        assert directory.database.ask(gone, organization_id) == []
    undo = directory.run(AddOrganization.of(name="Short lived", organization_kind="hotel"))
    assert undo is not None
    directory.run(undo)
    assert "Short lived" not in directory.names()
    assert "Short lived" in directory.names(view="archived")


def test_a_removed_coverage_comes_back(directory: Directory) -> None:
    coverage_id = directory.plan(directory.post(), "Marin", 0, 8)
    undo = directory.run(RemoveCoverage(coverage_id=coverage_id, version=1))
    around = (directory.now, directory.now + timedelta(hours=1))
    assert directory.database.ask(records.coverage_between, *around) == []
    assert undo is not None
    directory.run(undo)
    assert [one.id for one in directory.database.ask(records.coverage_between, *around)] == [coverage_id]


def test_an_edit_that_changes_nothing_writes_nothing(directory: Directory) -> None:
    organization_id = directory.organization()
    seq = directory.database.last()
    same = EditOrganization.of(organization_id=organization_id, version=1, name="Port Hercule Watch")
    assert directory.run(same) is None
    assert directory.database.ask(records.get, organization_id).version == 1
    assert directory.database.last() == seq


# ---------------------------------------------------------------- rules


@pytest.mark.file_only  # the rule is the model's, for every kind
@pytest.mark.parametrize("kind", list(OrganizationKind))
def test_the_sector_follows_the_kind(directory: Directory, kind: OrganizationKind) -> None:
    organization_id = directory.organization(organization_kind=kind)
    assert directory.database.ask(records.get, organization_id).sector is KIND_SECTOR[kind]


def test_changing_the_kind_changes_the_sector(directory: Directory) -> None:
    organization_id = directory.organization()
    directory.run(
        EditOrganization.of(organization_id=organization_id, version=1, organization_kind="fire_ems")
    )
    assert directory.database.ask(records.get, organization_id).sector is Sector.PUBLIC


def test_a_partner_may_get_nothing_but_clear_unless_somebody_says_so(directory: Directory) -> None:
    assert directory.database.ask(records.get, directory.organization()).clearance is Marking.CLEAR


def test_red_is_never_a_clearance() -> None:
    with pytest.raises(BadInput, match="never_a_clearance"):
        AddOrganization.of(name="X", organization_kind="hotel", clearance="TLP:RED")


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        AddOrganization.of(
            name="  ", organization_kind="pub", telephone="none", email="x@y", website="javascript:alert(1)"
        )
    assert {problem.field: problem.reason for problem in caught.value.problems} == {
        "name": "empty",
        "organization_kind": "enum",
        "telephone": "not_a_telephone",
        "email": "not_an_email",
        "website": "not_a_website",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [("A\0B", "nul"), ("x" * 201, "too_long"), ("\ud800", "string_unicode"), (" ", "empty")],
)
def test_a_name_that_cannot_be_kept_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        AddOrganization.of(name=text, organization_kind="hotel")


@pytest.mark.parametrize("name", ["<b>Hôtel</b> & Söhne", "مقهى الميناء", "港の警備 🚓", "a\u202eb"])
def test_a_name_of_any_script_comes_back_as_it_was_typed(directory: Directory, name: str) -> None:
    assert directory.database.ask(records.get, directory.organization(name)).name == name


def test_an_agreement_ends_after_it_starts(directory: Directory) -> None:
    with pytest.raises(BadInput, match="before_start"):
        directory.organization(
            agreement="mou", agreement_start=date(2026, 2, 1), agreement_end=date(2026, 1, 1)
        )
    organization_id = directory.organization(agreement="mou", agreement_start=date(2026, 2, 1))
    ends = EditOrganization.of(organization_id=organization_id, version=1, agreement_end=date(2026, 1, 1))
    with pytest.raises(BadInput, match="before_start"):
        directory.run(ends)


def test_telephones_are_kept_in_e164_each_once(directory: Directory) -> None:
    contact_id = directory.contact(
        directory.organization(),
        region="MC",
        telephones=[
            {"number": "55 01 22 10", "label": "mobile"},
            {"number": "+377 55012210", "label": "again"},
            {"number": "+33 6 12 34 56 78", "label": " at  home "},
        ],
    )
    assert directory.database.ask(records.get_contact, contact_id).telephones == (
        Telephone(number="+37755012210", label="mobile"),
        Telephone(number="+33612345678", label="at home"),
    )


def test_there_is_one_desk_and_it_is_not_archived(directory: Directory) -> None:
    desk = directory.database.ask(records.desk)
    assert desk is not None
    with pytest.raises(Refused, match=r"organization\.desk_stays"):
        directory.run(ArchiveOrganization(organization_id=desk.id, version=desk.version))
    with pytest.raises(Refused, match=r"organization\.desk_exists"):
        directory.organization("Second desk", is_desk=True)


def test_nothing_is_added_to_an_archived_partner(directory: Directory) -> None:
    organization_id = directory.organization()
    directory.run(ArchiveOrganization(organization_id=organization_id, version=1))
    for add in (
        lambda: directory.contact(organization_id),
        lambda: directory.licence(organization_id, 5),
        lambda: directory.post(organization_id=organization_id),
    ):
        with pytest.raises(Refused, match=r"organization\.archived"):
            add()


def test_a_licence_is_of_the_organizations_own_people(directory: Directory) -> None:
    hercule, other = directory.organization(), directory.organization("Other")
    contact_id = directory.contact(other)
    with pytest.raises(BadInput, match="contact_of_another"):
        directory.licence(hercule, 5, contact_id=contact_id)
    licence_id = directory.licence(hercule, 5)
    assert directory.database.ask(records.get_licence, licence_id).holder == "Port Hercule Watch"


def test_a_posts_code_is_its_own_while_it_is_in_use(directory: Directory) -> None:
    first = directory.post("P-07")
    with pytest.raises(Refused, match=r"post\.code_taken"):
        directory.post("p 07", "Other")
    directory.run(ArchivePost(post_id=first, version=1))
    second = directory.post("P-07", "Other")
    with pytest.raises(Refused, match=r"post\.code_taken"):
        directory.run(RestorePost(post_id=first, version=2))
    third = directory.post("P-08")
    with pytest.raises(Refused, match=r"post\.code_taken"):
        directory.run(EditPost.of(post_id=third, version=1, code="P-07"))
    assert directory.database.ask(records.get_post, second).archived_at is None


def test_a_ring_has_three_corners_and_is_kept_open(directory: Directory) -> None:
    corners = [Position(0, 0), Position(0, 1), Position(1, 1)]
    post_id = directory.post(area=[*corners, corners[0]])
    assert directory.database.ask(records.get_post, post_id).area == tuple(corners)
    with pytest.raises(BadInput, match="ring_too_short"):
        directory.post("P-09", area=corners[:2])


# ---------------------------------------------------------------- coverage


def test_nobody_stands_on_two_posts(directory: Directory) -> None:
    first, second = directory.post("P-07"), directory.post("P-08", "Gate")
    directory.plan(first, "L. Marin", 0, 8)
    with pytest.raises(Refused) as caught:
        directory.plan(second, "l marin", 7, 15)
    assert caught.value.reason == "coverage.officer_elsewhere"
    assert caught.value.facts["code"] == "P-07"
    directory.plan(second, "L. Marin", 8, 16)  # the end does not belong to it
    directory.plan(second, "F. Costa", 0, 8)


def test_the_same_contact_is_the_same_officer_under_any_name(directory: Directory) -> None:
    contact_id = directory.contact(directory.organization())
    directory.plan(directory.post("P-07"), "", 0, 8, contact_id=contact_id)
    with pytest.raises(Refused, match=r"coverage\.officer_elsewhere"):
        directory.plan(directory.post("P-08"), "Marin, the lead", 2, 3, contact_id=contact_id)


def test_people_of_one_name_at_two_partners_are_two(directory: Directory) -> None:
    one, two = directory.organization("One"), directory.organization("Two")
    directory.plan(directory.post("P-07"), "J. Martin", 0, 8, organization_id=one)
    directory.plan(directory.post("P-08"), "J. Martin", 0, 8, organization_id=two)


def test_the_same_officer_is_not_planned_twice_on_one_post(directory: Directory) -> None:
    post_id = directory.post()
    directory.plan(post_id, "L. Marin", 0, 8)
    with pytest.raises(Refused, match=r"coverage\.repeated"):
        directory.plan(post_id, "L. Marin", 4, 12)
    directory.plan(post_id, "F. Costa", 4, 12)  # two officers may stand there


def test_a_change_or_a_return_to_the_plan_keeps_the_rule(directory: Directory) -> None:
    first, second = directory.post("P-07"), directory.post("P-08")
    coverage_id = directory.plan(first, "L. Marin", 0, 8)
    later = directory.plan(second, "L. Marin", 8, 16)
    with pytest.raises(Refused, match=r"coverage\.officer_elsewhere"):
        directory.run(
            ChangeCoverage.of(coverage_id=later, version=1, starts=directory.now + timedelta(hours=6))
        )
    restore = directory.run(RemoveCoverage(coverage_id=coverage_id, version=1))
    directory.plan(second, "L. Marin", 1, 2)
    assert restore is not None
    with pytest.raises(Refused, match=r"coverage\.officer_elsewhere"):
        directory.run(restore)
    with pytest.raises(Refused, match=r"coverage\.removed"):
        directory.run(ChangeCoverage.of(coverage_id=coverage_id, version=2, officer="X"))


@pytest.mark.parametrize(
    ("hours", "reason"), [(0, "before_start"), (-1, "before_start"), (800, "coverage_too_long")]
)
def test_coverage_has_a_sane_length(directory: Directory, hours: float, reason: str) -> None:
    post_id = directory.post()
    with pytest.raises(BadInput, match=reason):
        directory.plan(post_id, "L. Marin", 0, hours)


def test_an_archived_post_is_not_covered(directory: Directory) -> None:
    post_id = directory.post()
    directory.run(ArchivePost(post_id=post_id, version=1))
    with pytest.raises(Refused, match=r"post\.archived"):
        directory.plan(post_id, "L. Marin", 0, 8)


def test_an_archived_contact_is_not_planned(directory: Directory) -> None:
    contact_id = directory.contact(directory.organization())
    directory.run(ArchiveContact(contact_id=contact_id, version=1))
    post_id = directory.post()
    with pytest.raises(Refused, match=r"contact\.archived"):
        directory.plan(post_id, "", 0, 8, contact_id=contact_id)


def test_a_time_without_a_zone_is_refused(directory: Directory) -> None:
    naive = directory.now.replace(tzinfo=None)
    with pytest.raises(BadInput) as caught:
        PlanCoverage.of(post_id=directory.post(), officer="X", starts=naive, ends=directory.now)
    assert [problem.reason for problem in caught.value.problems] == ["timezone_aware"]


# ---------------------------------------------------------------- two operators


def test_two_desks_that_edit_one_partner_are_shown_both_sides(directory: Directory) -> None:
    organization_id = directory.organization()
    kim = person("Kim", Role.LIAISON, like=directory.me)
    edit = EditOrganization.of(organization_id=organization_id, version=1, name="Kim's name")
    directory.run(edit, kim)
    with pytest.raises(ChangedElsewhere) as caught:
        directory.run(
            EditOrganization.of(organization_id=organization_id, version=1, name="My name", notes="x")
        )
    error = caught.value
    assert (error.read, error.now) == (1, 2)
    assert error.theirs == {"name": "Kim's name", "notes": None}
    assert error.yours == {"name": "My name", "notes": "x"}


def test_a_dispatcher_plans_cover_and_edits_no_partner(directory: Directory) -> None:
    dispatcher = person("Kim", Role.DISPATCHER, like=directory.me)
    post_id = directory.post()
    plan = PlanCoverage.of(
        post_id=post_id, officer="X", starts=directory.now, ends=directory.now + timedelta(hours=1)
    )
    directory.run(plan, dispatcher)
    with pytest.raises(Forbidden):
        directory.run(AddOrganization.of(name="X", organization_kind="hotel"), dispatcher)


def test_a_partners_liaison_keeps_its_own_people_and_nobody_elses(directory: Directory) -> None:
    own, other = directory.organization("Own"), directory.organization("Other")
    theirs = directory.contact(other)
    guard = person("P. Guard", Role.LIAISON, sector=Sector.PRIVATE, organization_id=own)
    directory.run(AddContact.of(organization_id=own, name="Mine"), guard)
    for command in (
        AddContact.of(organization_id=other, name="Not mine"),
        EditContact.of(contact_id=theirs, version=1, name="Changed"),
        EditOrganization.of(organization_id=own, version=1, clearance="TLP:AMBER+STRICT"),
    ):
        with pytest.raises(Forbidden):
            directory.run(command, guard)


def test_a_partner_reads_no_other_partners_licences_and_log(directory: Directory) -> None:
    own, other = directory.organization("Own"), directory.organization("Other")
    mine, theirs = directory.licence(own, 5), directory.licence(other, 5)
    log = LogEngagement.of(organization_id=other, engagement_kind="call", summary="They were late again.")
    directory.run(log)
    directory.database.sign_in(person("P. Guard", sector=Sector.PRIVATE, organization_id=own))
    assert directory.database.ask(records.get_licence, mine).id == mine
    with pytest.raises(NotFound):
        directory.database.ask(records.get_licence, theirs)
    assert directory.database.ask(records.engagements, other) == []


def test_the_wall_sees_posts_and_no_telephone(directory: Directory) -> None:
    organization_id = directory.organization()
    contact_id = directory.contact(organization_id)
    directory.post(organization_id=organization_id)
    directory.database.sign_in(person("Wall", Role.WALL, like=directory.me))
    assert len(directory.database.ask(records.posts)) == 1
    assert directory.database.ask(records.contacts, organization_id) == []
    with pytest.raises(NotFound):
        directory.database.ask(records.get_contact, contact_id)
