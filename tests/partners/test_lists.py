"""The partner list: views and their counts, facts of a row, search, doubles, gaps, what runs out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from opsdesk.handling import Sector
from opsdesk.partners import records
from opsdesk.partners.commands import (
    ArchiveOrganization,
    EditContact,
    EditOrganization,
    FollowUpDone,
    LogEngagement,
    RemoveCoverage,
)
from opsdesk.partners.model import OrganizationItem, OrganizationKind, PartnerFilter, RunsOut
from tests.partners.directory import DAY, Directory, opened

VIEWS = ("gaps_today", "expired", "expiring", "follow_ups_due", "no_contact", "organizations", "archived")


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    with opened(tmp_path) as found:
        yield found


def item(directory: Directory, organization_id: UUID) -> OrganizationItem:
    return directory.database.ask(records.some, [organization_id], PartnerFilter(day=DAY))[0]


def log(directory: Directory, organization_id: UUID, **fields: object) -> UUID:
    command = LogEngagement.of(
        **{"organization_id": organization_id, "engagement_kind": "call", "summary": "x", **fields}
    )
    directory.run(command)
    return command.engagement_id


def test_partners_stand_by_name_and_pages_join_without_a_gap(directory: Directory) -> None:
    for name in ("Écho", "alpha", "Charlie", "Bravo", "Charlie", "The Delta Ltd"):
        directory.organization(name)
    found: list[str] = []
    after: int | None = None
    while True:
        page = directory.database.ask(records.page, PartnerFilter(day=DAY), after, 2)
        found += [one.name for one in page.items]
        after = page.after
        if after is None:
            break
    assert found == ["alpha", "Bravo", "Charlie", "Charlie", "The Delta Ltd", "Écho", "Port Police"]


def test_a_row_says_what_the_liaison_must_see(directory: Directory) -> None:
    hercule = directory.organization(agreement="mou", agreement_end=directory.today, clearance="TLP:AMBER")
    for days in (-1, 0, 9, 31, None):
        directory.licence(hercule, days)
    directory.post("P-07", organization_id=hercule)
    directory.post("P-08", organization_id=hercule, needs_cover=False)
    log(directory, hercule, at=directory.now - timedelta(days=2))
    log(directory, hercule, at=directory.now + timedelta(days=2))  # planned; nobody has spoken yet
    found = item(directory, hercule)
    assert (found.licences, found.licences_expired, found.licences_expiring) == (5, 1, 2)
    assert found.next_licence_expiry == directory.today  # it still holds today
    assert (found.posts, found.gaps) == (2, 1)
    assert found.last_contact == directory.now - timedelta(days=2)
    assert (found.agreement_end, found.clearance.value) == (directory.today, "TLP:AMBER")


def test_each_view_counts_what_it_shows(directory: Directory) -> None:
    directory.organization("Hercule", agreement="mou", agreement_end=directory.today)
    hotel = directory.organization("Hotel", organization_kind="hotel", agreement="mou")
    directory.organization("Residents", organization_kind="neighbourhood_group")
    fire = directory.organization("Fire", organization_kind="fire_ems")
    gone = directory.organization("Gone")
    directory.turn(days=40)
    directory.organization("New")
    directory.licence(fire, 30)
    directory.licence(gone, -5)
    directory.post(organization_id=hotel)
    directory.post("P-08", organization_id=gone)
    log(directory, hotel, follow_up=directory.today)
    log(directory, fire, follow_up=directory.today + timedelta(days=1))
    directory.run(ArchiveOrganization(organization_id=gone, version=1))
    assert directory.names(view="gaps_today") == ["Hotel"]
    assert directory.names(view="expired") == ["Hercule"]
    assert directory.names(view="expiring") == ["Fire"]
    assert directory.names(view="follow_ups_due") == ["Hotel"]
    assert directory.names(view="no_contact") == ["Hercule", "Residents"]
    assert directory.names(view="archived") == ["Gone"]
    counts = directory.database.ask(records.waiting, DAY)
    for view in VIEWS:
        asked = PartnerFilter(view=view, day=DAY)
        shown = directory.database.ask(records.page, asked).items
        assert len(shown) == getattr(counts, view) == directory.database.ask(records.count, asked), view
    assert (counts.public, counts.private, counts.community) == (2, 3, 1)
    assert counts.waiting == 2


def test_a_follow_up_that_is_done_is_not_due(directory: Directory) -> None:
    engagement_id = log(directory, directory.organization(), follow_up=directory.today)
    assert len(directory.database.ask(records.follow_ups_due, DAY)) == 1
    directory.run(FollowUpDone(engagement_id=engagement_id, version=1))
    assert directory.database.ask(records.follow_ups_due, DAY) == []
    assert directory.names(view="follow_ups_due") == []


def test_the_filter_narrows_by_sector_and_kind(directory: Directory) -> None:
    directory.organization("Hotel", organization_kind="hotel")
    directory.organization("Guards")
    assert directory.names(sectors=frozenset({Sector.PUBLIC})) == ["Port Police"]
    assert directory.names(kinds=frozenset({OrganizationKind.HOTEL})) == ["Hotel"]


def test_search_finds_a_partner_by_its_name_people_call_signs_numbers_and_posts(directory: Directory) -> None:
    hercule = directory.organization()
    directory.organization("Cap Guard")
    contact_id = directory.contact(
        hercule,
        call_sign="HARBOUR",
        telephones=[{"number": "+377 55 01 22 10", "label": ""}],
    )
    directory.post("P-07", "Rascasse", organization_id=hercule)
    for text in (
        "herc",
        "HÉRCULE watch",
        "marin",
        "harbour",
        "p-07",
        "rascasse",
        "55012210",
        "55 01 22",
        "marin port",
    ):
        assert directory.names(text=text) == ["Port Hercule Watch"], text
    for text in ("marin cap", "zzz", '"* OR 1', "''"):
        assert directory.names(text=text) == [], text
    directory.run(EditContact.of(contact_id=contact_id, version=1, name="F. Costa"))
    assert directory.names(text="marin") == []
    assert directory.names(text="costa") == ["Port Hercule Watch"]


def test_likely_doubles_are_named_while_typing(directory: Directory) -> None:
    first = directory.organization()
    directory.organization("Cap Guard Services", short_name="CGS")
    gone = directory.organization("Port Hercules Watch Ltd")
    directory.run(ArchiveOrganization(organization_id=gone, version=1))
    ask = directory.database.ask
    assert [one.id for one in ask(records.likely_doubles, "Port Hercul Watch")] == [first]
    assert [one.name for one in ask(records.likely_doubles, "cgs")] == ["Cap Guard Services"]
    assert ask(records.likely_doubles, "Port Hercule Watch", but=first) == []
    assert ask(records.likely_doubles, "") == []


# ---------------------------------------------------------------- cover


def test_a_gap_is_a_time_in_which_a_post_that_needs_cover_has_none(directory: Directory) -> None:
    """14:00 in Monaco on a Saturday; the shift day runs from 06:00 to 06:00."""
    hercule = directory.organization()
    pontoon = directory.post("P-12", "Pontoon", organization_id=hercule)
    directory.plan(pontoon, "Petit", -8, 0)
    directory.plan(pontoon, "Roux", 3, 8)
    serra = directory.plan(pontoon, "Serra", 8, 16)
    saturday = 5 * 1440
    yacht = directory.post("P-15", organization_id=hercule, needed=[(saturday + 480, saturday + 1200)])
    directory.plan(yacht, "Moreau", -6, 6)
    directory.post("P-99", organization_id=hercule, needs_cover=False)
    around = DAY.around(directory.now)
    found = directory.database.ask(records.gaps, *around, DAY)
    assert [(one.post.code, one.starts, one.ends) for one in found] == [
        ("P-12", directory.now, directory.now + timedelta(hours=3))
    ]
    assert item(directory, hercule).gaps == 1
    directory.turn(hours=4)
    assert item(directory, hercule).gaps == 0  # it is over; nobody can fill it any more
    directory.run(RemoveCoverage(coverage_id=serra, version=1))
    assert item(directory, hercule).gaps == 1


def test_the_strip_shows_who_stands_where_the_gaps_and_when_nobody_has_to(directory: Directory) -> None:
    hercule = directory.organization()
    saturday = 5 * 1440
    post_id = directory.post(organization_id=hercule, needed=[(saturday + 480, saturday + 1200)])
    directory.post("P-98", "Not theirs")
    directory.plan(post_id, "Moreau", -6, 3)
    starts, ends = DAY.around(directory.now)
    (line,) = directory.database.ask(records.strip, starts, ends, DAY, hercule)
    assert [one.officer for one in line.coverage] == ["Moreau"]
    assert line.gaps == ((directory.now + timedelta(hours=3), directory.now + timedelta(hours=6)),)
    assert line.not_needed == (
        (starts, starts + timedelta(hours=2)),
        (directory.now + timedelta(hours=6), ends),
    )


def test_a_post_without_an_organization_is_the_desks_own_and_has_gaps_as_well(directory: Directory) -> None:
    directory.post("P-01", "Front door")
    around = DAY.around(directory.now)
    assert [one.post.code for one in directory.database.ask(records.gaps, *around, DAY)] == ["P-01"]
    assert directory.database.ask(records.waiting, DAY).gaps_today == 0


def test_contacts_on_duty_come_first_then_who_can_be_called(directory: Directory) -> None:
    hercule = directory.organization(telephone="+377 98 98 11 22")
    directory.contact(hercule, "A. Silent")
    called = directory.contact(hercule, "C. Duval", telephones=[{"number": "+37755012201", "label": ""}])
    marin = directory.contact(hercule, "L. Marin", telephones=[{"number": "+37755012210", "label": ""}])
    directory.plan(directory.post(organization_id=hercule), "", -1, 4, contact_id=marin)
    found = directory.database.ask(records.contacts, hercule)
    assert [one.contact.name for one in found] == ["L. Marin", "C. Duval", "A. Silent"]
    assert (found[0].on_duty_until, found[0].post_code) == (directory.now + timedelta(hours=4), "P-07")
    assert directory.database.ask(records.reach, [hercule])[hercule].telephone == "+37755012210"
    directory.turn(hours=4)
    assert directory.database.ask(records.contacts, hercule)[0].contact.id == called
    other = directory.organization("Other", telephone="+377 98 98 11 33")
    assert directory.database.ask(records.reach, [other])[other].telephone == "+37798981133"


def test_what_runs_out_in_ninety_days_stands_on_one_line_of_time(directory: Directory) -> None:
    today = directory.today
    hercule = directory.organization(agreement="mou", agreement_end=today + timedelta(days=24))
    gone = directory.organization("Gone", agreement="mou", agreement_end=today)
    directory.run(ArchiveOrganization(organization_id=gone, version=1))
    for days in (9, -3, 90, 91):
        directory.licence(hercule, days)
    found = directory.database.ask(records.expiring, DAY)
    assert [(one.what, one.days) for one in found] == [
        (RunsOut.LICENCE, -3),
        (RunsOut.LICENCE, 9),
        (RunsOut.AGREEMENT, 24),
        (RunsOut.LICENCE, 90),
    ]


def test_today_is_the_date_at_the_desk(directory: Directory) -> None:
    hercule = directory.organization()
    directory.licence(hercule, 0)
    directory.turn(hours=9.9)  # 23:54 in Monaco
    assert item(directory, hercule).licences_expired == 0
    directory.turn(hours=0.2)
    assert item(directory, hercule).licences_expired == 1


def test_the_feed_leads_from_a_part_to_its_partner(directory: Directory) -> None:
    hercule, other = directory.organization(), directory.organization("Other")
    contact_id = directory.contact(hercule)
    post_id = directory.post(organization_id=other)
    coverage_id = directory.plan(post_id, "", 0, 1, contact_id=contact_id)
    ask = directory.database.ask
    assert ask(records.organizations_of, "contact", [contact_id]) == {hercule}
    assert ask(records.organizations_of, "post", [post_id]) == {other}
    assert ask(records.organizations_of, "coverage", [coverage_id]) == {hercule, other}
    assert ask(records.organizations_of, "observation", [contact_id]) == set()


def test_a_change_shows_in_some_only_while_the_filter_shows_it(directory: Directory) -> None:
    hercule = directory.organization()
    hotels = PartnerFilter(kinds=frozenset({OrganizationKind.HOTEL}), day=DAY)
    assert directory.database.ask(records.some, [hercule], hotels) == []
    directory.run(EditOrganization.of(organization_id=hercule, version=1, organization_kind="hotel"))
    assert [one.id for one in directory.database.ask(records.some, [hercule], hotels)] == [hercule]
