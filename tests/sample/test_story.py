"""The sample desk is as large as it must be, hangs together, and tells nobody who gave a tip."""

from __future__ import annotations

import io
import itertools
import json
import re
from datetime import timedelta
from typing import Any

from PIL import Image
from sqlalchemy import text

from opsdesk.handling import Marking
from opsdesk.partners import records as partners
from opsdesk.partners.model import ShiftDay
from opsdesk.sample.portraits import PICTURES
from opsdesk.sample.story import Story
from opsdesk.settings import resource
from opsdesk.store.database import Database
from opsdesk.store.files import screen_copy
from opsdesk.store.pictures import Size
from opsdesk.store.schema import metadata
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from opsdesk.store.words import words
from tests.sample.written import NOW, ZONE

DAY = ShiftDay(zone=str(ZONE))
#: What the desk promises to explore, at the least.
LEAST = {
    "organization": 25,
    "contact": 60,
    "post": 30,
    "observation": 400,
    "incident": 60,
    "bulletin": 25,
    "engagement": 20,
    "acknowledgement": 50,
    "unit": 5,
}


def rows(database: Database, statement: str) -> list[Any]:
    def query(reading: Reading) -> list[Any]:
        return list(reading.connection.execute(text(statement)).all())

    return database.ask(query)


def table(database: Database, name: str) -> list[Any]:
    """The rows of a table with their Python values."""

    def query(reading: Reading) -> list[Any]:
        return list(reading.connection.execute(metadata.tables[name].select()).all())

    return database.ask(query)


def test_there_is_enough_to_explore(desk: Database) -> None:
    found = {name: rows(desk, f"SELECT count(*) FROM {name}")[0][0] for name in LEAST}
    assert {name: found[name] for name in LEAST if found[name] < LEAST[name]} == {}


def test_organizations_are_of_all_sectors_and_markings(desk: Database) -> None:
    found = table(desk, "organization")
    assert {row.sector for row in found} >= {"public", "private", "community"}
    assert {row.clearance for row in found} >= set(Marking) - {Marking.RED}


def test_observations_fill_a_fortnight_and_end_at_now(desk: Database) -> None:
    told = [row.reported_at for row in table(desk, "observation")]
    assert min(told) >= NOW - timedelta(days=15)
    assert max(told) <= NOW
    assert len({at.astimezone(ZONE).date() for at in told}) >= 14
    for row in table(desk, "observation"):
        assert row.occurred_at is None or row.occurred_at <= row.reported_at


def test_every_incident_has_a_log_in_order(desk: Database) -> None:
    lines = table(desk, "incident_log")
    for row in table(desk, "incident"):
        own = [line.at for line in lines if line.incident_id == row.id]
        assert own, row.title
        assert min(own) >= row.opened_at, row.title
        assert max(own) <= NOW, row.title


def test_some_work_is_open_and_most_is_done(desk: Database) -> None:
    observations = [row.status for row in table(desk, "observation")]
    assert 10 <= sum(status != "closed" for status in observations) <= 100
    incidents = [row.status for row in table(desk, "incident")]
    assert 3 <= sum(status != "closed" for status in incidents) <= 20


def test_a_week_is_covered_and_has_gaps(desk: Database) -> None:
    days = {row.starts.astimezone(ZONE).date() for row in table(desk, "coverage")}
    assert len(days) >= 7
    assert {row.post_id for row in table(desk, "coverage")} <= {row.id for row in table(desk, "post")}
    gaps = desk.ask(partners.gaps, NOW - timedelta(days=3), NOW + timedelta(days=3), DAY)
    assert 1 <= len(gaps) <= 60
    assert desk.ask(partners.gaps, NOW, NOW + timedelta(minutes=1), DAY), "nobody is missing now"


def test_licences_and_agreements_end_soon_and_have_ended(desk: Database) -> None:
    ends = [row.expires for row in table(desk, "licence") if row.expires is not None]
    today = NOW.astimezone(ZONE).date()
    assert [end for end in ends if today <= end <= today + timedelta(days=45)]
    assert [end for end in ends if end > today + timedelta(days=45)]
    agreed = [row.agreement_end for row in table(desk, "organization") if row.agreement_end is not None]
    assert [end for end in agreed if end < today]


def test_the_board_has_bulletins_in_every_state(desk: Database) -> None:
    found = table(desk, "bulletin")
    states = {str(row.status) for row in found}
    assert {"draft", "submitted", "published", "cancelled", "superseded"} <= states
    for row in found:
        if row.published_at is not None:
            assert row.published_by != row.created_by, row.title


def test_the_journal_runs_forward_and_verifies(desk: Database) -> None:
    times = [row[0] for row in rows(desk, "SELECT at FROM journal ORDER BY seq")]
    assert times == sorted(times)
    assert desk.ask(verify).seq == desk.last()
    made = [row.n for row in table(desk, "observation")]
    by_number = [row.n for row in sorted(table(desk, "observation"), key=lambda row: row.number)]
    assert sorted(made) == by_number


def test_who_gave_a_tip_is_in_no_journal_and_in_no_search(desk: Database) -> None:
    sources = table(desk, "observation_source")
    assert len(sources) >= 10
    told = {row.id: row for row in table(desk, "observation")}
    details = " ".join(row[0] for row in rows(desk, "SELECT detail FROM journal_detail"))
    for source in sources:
        row = told[source.observation_id]
        said = set(words(f"{row.summary} {row.narrative} {row.place}").split())
        for kept in filter(None, (source.name, source.telephone, source.note)):
            assert kept not in details
            assert json.dumps(kept)[1:-1] not in details
            secret = {word for word in words(kept).split() if len(word) > 3} - said
            if kept == source.note:
                continue
            assert not secret & set(row.words.split()), (kept, row.words)
    for source in filter(lambda one: one.anonymous, sources):
        assert source.name is None
        assert source.telephone is None


def test_every_photo_was_drawn_and_can_be_shown(desk: Database) -> None:
    kept = {row.id for row in table(desk, "file")}
    used = {row.file_id for name in ("observation_photo", "bulletin_photo") for row in table(desk, name)}
    assert len(kept) == len(PICTURES)
    assert used <= kept
    assert len(used) >= 8
    for file_id in used:
        for size in (Size.LIST, Size.SCREEN):
            picture = Image.open(io.BytesIO(desk.ask(screen_copy, file_id, size)))
            picture.load()
            assert picture.format == "JPEG"
            shades = picture.convert("L").histogram()
            assert sum(count > 0 for count in shades) > 10, "an empty picture"


def test_the_same_seed_tells_the_same_story() -> None:
    first, second = (Story(resource("sample"), NOW) for _ in range(2))
    assert first.observations == second.observations
    assert first.incidents == second.incidents
    other = Story(resource("sample"), NOW, seed=8)
    assert other.observations != first.observations


def test_the_story_moves_with_the_moment() -> None:
    later = timedelta(days=40)
    now, then = Story(resource("sample"), NOW), Story(resource("sample"), NOW + later)
    assert [one.text for one in now.observations] == [one.text for one in then.observations]
    moved = [b.at - a.at for a, b in zip(now.observations, then.observations, strict=True)]
    assert all(abs(one - later) <= timedelta(days=1) for one in moved)


def test_no_placeholder_is_left_in_what_people_read(desk: Database) -> None:
    texts: list[str] = []
    for name, columns in {
        "observation": ("summary", "narrative", "place"),
        "incident": ("title", "place"),
        "incident_log": ("text",),
        "bulletin": ("title", "text"),
        "organization": ("name",),
        "engagement": ("summary",),
    }.items():
        found = table(desk, name)
        texts += list(itertools.chain(*([getattr(row, column) or "" for column in columns] for row in found)))
    wrong = [one for one in texts if re.search(r"\{\w*\}|lorem|TODO|None|example\.", one)]
    assert wrong == []
