"""What somebody did, in words: every command is worded, and a change is told field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from opsdesk.accounts import commands as accounts
from opsdesk.bulletins import commands as bulletins
from opsdesk.handling import Role
from opsdesk.incidents import commands as incidents
from opsdesk.observations import commands as observations
from opsdesk.observations.model import Credibility, ObservationStatus, Reliability
from opsdesk.partners import commands as partners
from opsdesk.releases import commands as releases
from opsdesk.store.past import Event
from opsdesk.wording.acts import ACTS, act, own, plain
from opsdesk.wording.differences import differences

NOW = datetime(2026, 6, 13, 12, 2, 7, tzinfo=UTC)
WHO = UUID(int=5)
COMMANDS = [
    command
    for room in (accounts, bulletins, incidents, observations, partners, releases)
    for command in room.COMMANDS
]


@pytest.mark.parametrize("kind", sorted({command.kind for command in COMMANDS}))
def test_every_command_has_its_words(kind: str) -> None:
    assert kind in ACTS
    assert "{" not in act(kind, kind.partition(".")[0], "2417")
    assert "{" not in own(kind)
    assert "{" not in plain(kind)


def test_a_line_reads_like_a_sentence() -> None:
    assert act("observation.grade", "observation", "2417") == "graded observation 2417"
    assert act("observation.grade", "observation") == "graded an observation"
    assert act("incident.assign_unit", "unit", "C-7") == "assigned a unit to an incident: unit C-7"
    assert act("observation.import", "observation", "", {"rows": 1200}) == "imported 1,200 observations"
    assert act("operator.sign_in", "operator", "Kim", {"outcome": "right"}) == "signed in"
    wrong = act("operator.sign_in", "operator", "Kim", {"outcome": "wrong"})
    assert wrong == "tried to sign in as Kim: wrong password"
    assert act("access.denied", None, "", {"kind": "bulletin.publish"}) == "was refused: publish a bulletin"
    read = {"kind": "", "verb": "journal.read", "subject": "journal"}
    assert act("access.denied", None, "", read) == "was refused: read the journal"


def event(before: dict[str, object], after: dict[str, object], table: str = "observation") -> Event:
    return Event(
        seq=1,
        at=NOW,
        kind=f"{table}.correct",
        operator_id=WHO,
        desk="desk 1",
        version=2,
        table=table,
        part_id=None,
        before=before,
        after=after,
        purged=False,
    )


def told(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str]]:
    found = differences(event(before, after), {WHO: "Kim"}, NOW, UTC)
    return [(one.name, one.line) for one in found]


def test_a_change_is_told_field_by_field_in_words() -> None:
    assert told(
        {"status": ObservationStatus.NEW, "claimed_by": None, "summary": "A van"},
        {"status": ObservationStatus.CLOSED, "claimed_by": WHO, "summary": "A van, grey"},
    ) == [("Status", "New → Closed"), ("Claimed by", "Kim"), ("Summary", "A van → A van, grey")]
    assert told({"latitude": 43.7, "longitude": 7.4}, {"latitude": 43.8, "longitude": 7.5}) == [
        ("Position", "43.70000, 7.40000 → 43.80000, 7.50000")
    ]
    grades = {"reliability": Reliability.B, "credibility": Credibility.PROBABLY_TRUE}
    assert told(dict.fromkeys(grades), grades) == [("Grade", "B2")]
    assert told({}, {"roles": ["dispatcher", "wall"]}) == [("Roles", "dispatcher, wall")]
    assert Role.DISPATCHER.value == "dispatcher"


def test_text_of_a_person_stays_plain_is_cut_and_shows_its_direction_marks() -> None:
    ((_name, line),) = told({}, {"narrative": "<b>\u202egnp.exe</b>" + "x" * 900})
    assert line.startswith("<b><U+202E>")
    assert len(line) < 620
    assert told({}, {"words": "a b", "name_key": "a"}) == []
