"""Possible hits: plates read in part or wrongly, names nearly the same, what agrees and what contradicts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.bulletins import records
from opsdesk.bulletins.match import Part, Sighted, compared, hits, plate_signs
from opsdesk.bulletins.model import BulletinItem, BulletinKind
from opsdesk.geo.places import Position
from tests.bulletins.board import opened


@pytest.fixture
def in_force(tmp_path: Path) -> list[BulletinItem]:
    with opened(tmp_path) as board:
        board.published(BulletinKind.BOLO_VEHICLE, last_seen_position=Position(43.735, 7.421))
        board.published(BulletinKind.BOLO_PERSON, name="Jean-Luc Moreau", aliases=("Johnny M",))
        board.published(BulletinKind.SITUATION_UPDATE, title="Protest", plate="AA-111-AA")
        board.database.sign_in(board.supervisor)
        return board.database.ask(records.in_force)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("FX-318-QK", Part.PLATE),
        ("fx318qk", Part.PLATE),
        ("FX-31B-QK", Part.PLATE_CONFUSED),
        ("FX-3I8-0K", Part.PLATE_CONFUSED),
        ("FX-318", Part.PLATE_PART),
        ("318Q", Part.PLATE_PART),
        ("FX-3?8-QK", Part.PLATE_PART),
        ("FX-319-QK", Part.PLATE_ONE_OFF),
        ("FX-299-QK", None),
        ("FX", None),
        ("???????", None),
        ("", None),
    ],
)
def test_a_plate_is_matched_as_people_read_it(told: str, part: Part | None) -> None:
    found = compared(told, "FX-318-QK")
    assert (found.part if found else None) is part


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_two_texts_are_compared(one: str, other: str) -> None:
    found = compared(one, other)
    assert found is None or 0 <= found.likeness <= 100
    if len(plate_signs(one).replace("?", "")) >= 4 and "?" not in one:
        same = compared(one, one)
        assert same is not None
        assert same.likeness == 100


def test_a_hit_says_what_agrees(in_force: list[BulletinItem]) -> None:
    (hit,) = hits(Sighted(plates=("FX 318 QK",), place=Position(43.736, 7.422)), in_force)
    assert (hit.code, hit.likeness) == ("B-0001", 100)
    assert [finding.part for finding in hit.agrees] == [Part.PLATE, Part.PLACE]
    assert hit.contradicts == ()


def test_a_place_that_agrees_makes_a_part_of_a_plate_no_likelier(in_force: list[BulletinItem]) -> None:
    there = Sighted(plates=("FX-318",), place=Position(43.735, 7.421))
    assert hits(there, in_force)[0].likeness == hits(Sighted(plates=("FX-318",)), in_force)[0].likeness < 90


def test_a_hit_says_what_contradicts(in_force: list[BulletinItem]) -> None:
    (hit,) = hits(Sighted(plates=("FX-319-QK",), place=Position(48.85, 2.35)), in_force)
    assert hit.agrees == ()
    assert [finding.part for finding in hit.contradicts] == [Part.PLATE_ONE_OFF, Part.PLACE]


@pytest.mark.parametrize("name", ["moreau jean luc", "Jean Luc Moreau", "JOHNNY M."])
def test_a_name_or_alias_that_is_nearly_the_same_is_a_possible_hit(
    in_force: list[BulletinItem], name: str
) -> None:
    (hit,) = hits(Sighted(names=(name,)), in_force)
    assert hit.code == "B-0002"
    assert hit.agrees[0].part is Part.NAME


def test_a_place_alone_and_another_kind_are_no_hits(in_force: list[BulletinItem]) -> None:
    assert hits(Sighted(place=Position(43.735, 7.421)), in_force) == []
    assert hits(Sighted(plates=("AA-111-AA",)), in_force) == []
    assert hits(Sighted(names=("Jean",)), in_force) == []
