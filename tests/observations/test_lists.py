"""Lists come page by page without a gap or a double, and each count is what its list holds."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.observations import records
from opsdesk.observations.commands import (
    AskBack,
    ClaimObservation,
    CloseObservation,
    GradeObservation,
    ReportObservation,
)
from opsdesk.observations.model import (
    OPEN,
    Category,
    ObservationDisposition,
    ObservationFilter,
    ObservationItem,
    ObservationStatus,
    Priority,
    Reliability,
)
from opsdesk.observations.views import Order, SavedView, saved_view
from opsdesk.store.access import Me
from opsdesk.store.database import Database, utc_now
from tests.observations.conftest import Hire, Report

_S = ObservationStatus


def whole_list(
    database: Database, wanted: ObservationFilter, limit: int, order: Order
) -> list[ObservationItem]:
    found: list[ObservationItem] = []
    after = None
    while True:
        page = database.ask(records.page, wanted, after, limit, order)
        found += page.items
        after = page.after
        if after is None:
            return found


@pytest.fixture
def busy(database: Database, report: Report, me: Me) -> Database:
    """A desk with observations in every state."""
    dice = random.Random(7)
    words = ["grey", "van", "Café", "door", "gate", "alarm", "parcel"]
    for number in range(60):
        told = utc_now() - timedelta(minutes=dice.choice((1, 20, 90, 600, 3000)))
        tip = report(
            " ".join(dice.sample(words, 3)),
            priority=dice.choice([*Priority]),
            category=dice.choice([Category.THEFT, Category.NOISE]),
            reported_at=told,
            position=Position(43.7 + number / 1000, 7.4) if number % 3 else None,
            tags=("port",) if number % 4 == 0 else ("portal",),
            organization_id=me.organization_id if number % 5 == 0 else None,
        )
        step = dice.randrange(6)
        if step == 1:
            database.run(ClaimObservation(observation_id=tip))
        elif step == 2:
            due = utc_now() + timedelta(hours=dice.choice((1, 40)))
            database.run(AskBack(observation_id=tip, version=1, question="And?", reply_due=due))
        elif step == 3:
            disposition = ObservationDisposition.UNFOUNDED
            database.run(CloseObservation(observation_id=tip, version=1, disposition=disposition))
        elif step == 4:
            graded = GradeObservation(
                observation_id=tip, version=1, reliability=Reliability.B, credibility=None
            )
            database.run(graded)
    return database


@pytest.mark.parametrize("limit", [1, 7, 200])
def test_pages_by_priority_then_newest_hold_every_row_once(busy: Database, limit: int) -> None:
    found = whole_list(busy, ObservationFilter(), limit, Order.PRIORITY)
    keys = [(item.priority, -item.n) for item in found]
    assert keys == sorted(set(keys))
    assert len(found) == busy.ask(records.count, ObservationFilter()) == 60


@pytest.mark.parametrize("wanted", [ObservationFilter(), ObservationFilter(text="van")])
def test_pages_newest_first_hold_every_row_once(busy: Database, wanted: ObservationFilter) -> None:
    found = whole_list(busy, wanted, 5, Order.NEWEST)
    assert all(newer.n > older.n for newer, older in pairwise(found))
    assert len(found) == busy.ask(records.count, wanted) > 10


@pytest.mark.parametrize("view", [*SavedView])
def test_each_built_in_view_counts_what_its_list_holds(busy: Database, me: Me, view: SavedView) -> None:
    today = utc_now() - timedelta(hours=3)
    listed = whole_list(busy, saved_view(view, me.operator_id, utc_now(), today), 9, Order.PRIORITY)
    counts = busy.ask(records.waiting, today)
    assert counts.views[view] == len(listed)
    assert counts.views[view] == busy.ask(records.count, saved_view(view, me.operator_id, utc_now(), today))
    assert counts.unclaimed > 0
    assert counts.overdue > 0


_BOX = (43.71, 7.3, 43.73, 7.5)
_FILTERS: list[tuple[ObservationFilter, Any]] = [
    (ObservationFilter(statuses=frozenset({_S.CLOSED})), lambda i: i.status is _S.CLOSED),
    (ObservationFilter(statuses=OPEN), lambda i: i.status in OPEN),
    (
        ObservationFilter(statuses=frozenset({_S.NEW}), priorities=frozenset({Priority.URGENT})),
        lambda i: i.status is _S.NEW and i.priority is Priority.URGENT,
    ),
    (ObservationFilter(categories=frozenset({Category.NOISE})), lambda i: i.category is Category.NOISE),
    (ObservationFilter(bounds=_BOX), lambda i: i.position and 43.71 <= i.position.latitude <= 43.73),
    (ObservationFilter(text="grey van"), lambda i: "grey" in i.summary and "van" in i.summary),
    (ObservationFilter(text="CAFE", statuses=OPEN), lambda i: "Café" in i.summary and i.status in OPEN),
    (ObservationFilter(unclaimed=True), lambda i: i.status is _S.NEW),
    (ObservationFilter(to_decide=True), lambda i: i.grade is not None and i.status in OPEN),
]


@pytest.mark.parametrize(("wanted", "rule"), _FILTERS)
def test_a_filter_shows_exactly_those_that_it_names(
    busy: Database, wanted: ObservationFilter, rule: Any
) -> None:
    everything = whole_list(busy, ObservationFilter(), 200, Order.NEWEST)
    expected = {item.id for item in everything if rule(item)}
    listed = {item.id for item in whole_list(busy, wanted, 9, Order.PRIORITY)}
    assert listed == expected
    assert expected
    assert busy.ask(records.count, wanted) == len(expected)
    again = busy.ask(records.some, [item.id for item in everything], wanted)
    assert {item.id for item in again} == expected


def test_a_tag_is_found_exactly_and_not_by_its_beginning(busy: Database) -> None:
    assert busy.ask(records.count, ObservationFilter(tag="port")) == 15
    assert busy.ask(records.count, ObservationFilter(tag="portal")) == 45
    assert busy.ask(records.count, ObservationFilter(tag="por")) == 0


@settings(max_examples=60)
@given(text=st.text(max_size=30))
def test_any_text_can_be_searched(busy: Database, text: str) -> None:
    for wanted in (ObservationFilter(text=text), ObservationFilter(text=text, statuses=OPEN)):
        found = {item.id for item in whole_list(busy, wanted, 20, Order.PRIORITY)}
        assert len(found) == busy.ask(records.count, wanted)


def test_a_number_finds_its_observation(busy: Database) -> None:
    assert 42 in {item.number for item in busy.ask(records.page, ObservationFilter(text="42")).items}
    assert busy.ask(records.numbered, 42).number == 42


def test_a_count_stops_at_its_cap(busy: Database) -> None:
    assert busy.ask(records.count, ObservationFilter(), 10) == 11
    assert busy.ask(records.count, ObservationFilter(), 100) == 60


def test_positions_are_those_of_the_list(busy: Database) -> None:
    placed = sorted(
        (item for item in whole_list(busy, ObservationFilter(), 200, Order.NEWEST) if item.position),
        key=lambda item: item.n,
    )
    found = busy.ask(records.positions, ObservationFilter())
    assert found.n.tolist() == [item.n for item in placed]
    given_places = [(p.latitude, p.longitude) for item in placed if (p := item.position)]
    assert np.abs(np.array(given_places) - np.column_stack((found.latitude, found.longitude))).max() < 1e-7
    assert found.priority.tolist() == [item.priority for item in placed]
    assert [[*_S][place] for place in found.status.tolist()] == [item.status for item in placed]
    assert found.reported_at.dtype == np.int64
    one = busy.ask(records.positions, ObservationFilter(), [placed[0].id])
    assert one.n.tolist() == [placed[0].n]
    assert busy.ask(records.named, one.n.tolist()) == {placed[0].n: placed[0].id}


def test_south_of_the_equator_and_west_of_greenwich_the_map_has_the_same_place(
    report: Report, database: Database
) -> None:
    report(position=Position(-33.8568, -151.2153), reported_at=utc_now() - timedelta(days=365 * 60))
    found = database.ask(records.positions, ObservationFilter())
    assert (found.latitude.tolist(), found.longitude.tolist()) == ([-33.8568], [-151.2153])
    assert found.reported_at.tolist()[0] < 0


def test_earlier_here_is_within_a_hundred_metres_and_thirty_days(report: Report, database: Database) -> None:
    here = Position(43.7352, 7.4216)
    now = utc_now()
    near = report("near", position=Position(43.7358, 7.4216), reported_at=now - timedelta(days=5))
    report("far", position=Position(43.7372, 7.4216), reported_at=now - timedelta(days=5))
    report("old", position=here, reported_at=now - timedelta(days=40))
    this = report("this", position=here, reported_at=now)
    found = database.ask(records.earlier_here, this)
    assert [earlier.item.id for earlier in found] == [near]
    assert 60 < found[0].metres < 70


def test_a_sources_own_record_counts_its_reports_grades_and_ends(busy: Database, me: Me) -> None:
    assert me.organization_id is not None
    found = busy.ask(records.source_record, me.organization_id)
    own = whole_list(busy, ObservationFilter(organization_id=me.organization_id), 200, Order.NEWEST)
    assert found.reports == len(own) == 12
    assert found.reliable == sum(item.grade is not None for item in own)
    assert found.unfounded == sum(item.disposition is not None for item in own)


def test_red_is_seen_by_its_author_only_and_amber_strict_by_the_own_organization(
    report: Report, database: Database, hire: Hire
) -> None:
    report("red", marking=Marking.RED)
    report("strict", marking=Marking.AMBER_STRICT)
    assert database.ask(records.count, ObservationFilter()) == 2
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    assert [item.summary for item in database.ask(records.page, ObservationFilter()).items] == ["strict"]
    assert database.ask(records.waiting).unclaimed == 1
    assert len(database.ask(records.positions, ObservationFilter())) == 0


def test_recent_holds_what_was_told_in_the_period(busy: Database) -> None:
    since, until = utc_now() - timedelta(hours=2), utc_now() - timedelta(minutes=10)
    found = busy.ask(records.recent, since, until)
    assert found
    assert all(since <= item.reported_at < until for item in found)
    assert [item.priority for item in found] == sorted(item.priority for item in found)


def test_an_item_is_made_once_and_a_page_compares_like_a_list(busy: Database) -> None:
    items = busy.ask(records.page, ObservationFilter()).items
    assert items[3] is items[3]
    assert items == [*items]
    assert items[2:4] == [items[2], items[3]]
    with pytest.raises(IndexError):
        items[60]


def test_a_report_typed_now_comes_first_among_its_priority(busy: Database) -> None:
    command = ReportObservation.of(summary="Man with knife", priority=Priority.EMERGENCY)
    busy.run(command)
    assert busy.ask(records.page, ObservationFilter(statuses=OPEN)).items[0].id == command.observation_id
