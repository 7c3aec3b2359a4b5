"""Places are found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.geo.gazetteer import Gazetteer, NamedPlace, PlaceKind, folded
from opsdesk.geo.places import Position, distance
from opsdesk.geo.shapes import Segments, contains, middle

P = Position
GRIMALDI = NamedPlace(
    "Rue Grimaldi", PlaceKind.STREET, P(43.734, 7.419), lines=((P(43.732, 7.418), P(43.736, 7.420)),)
)
ALBERT = NamedPlace(
    "Boulevard Albert 1er",
    PlaceKind.STREET,
    P(43.735, 7.421),
    lines=((P(43.7330, 7.4215), P(43.7350, 7.4211), P(43.7361, 7.42005)),),
)
MOULINS = NamedPlace("Boulevard des Moulins", PlaceKind.STREET, P(43.741, 7.428))
PARKING = NamedPlace("Parking des Pêcheurs", PlaceKind.POST, P(43.7299, 7.4226), "post-14", ("P-14",))
PONTOON = NamedPlace("Pontoon", PlaceKind.POST, P(43.7352, 7.4248), "post-12", ("P-12",))
CONDAMINE = NamedPlace(
    "La Condamine",
    PlaceKind.DISTRICT,
    P(43.734, 7.42),
    rings=((P(43.732, 7.416), P(43.738, 7.416), P(43.738, 7.425), P(43.732, 7.425)),),
)
ARMES = NamedPlace("Place d'Armes", PlaceKind.PLACE, P(43.7326, 7.4195))
GAZETTEER = Gazetteer([GRIMALDI, ALBERT, MOULINS, PARKING, PONTOON, CONDAMINE, ARMES])


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Rue Grimaldi", GRIMALDI),
        ("rue grimaldi", GRIMALDI),
        ("Grimaldi", GRIMALDI),
        ("14 rue Grimaldi", GRIMALDI),
        ("Rue Grimaldi 14 bis", GRIMALDI),
        ("rue grimladi", GRIMALDI),
        ("bd des moulins", MOULINS),
        ("Boulevard des Moulins 14", MOULINS),
        ("bld moulins", MOULINS),
        ("Parking des Pecheurs", PARKING),
        ("PARKING DES PÊCHEURS", PARKING),
        ("parking pecheurs", PARKING),
        ("P-14", PARKING),
        ("p14", PARKING),
        ("p 12", PONTOON),
        ("condamine", CONDAMINE),
        ("Place d’Armes", ARMES),
        ("pl armes", ARMES),
    ],
)
def test_a_place_is_found_and_stands_first(typed, place):
    assert GAZETTEER.find(typed)[0].place is place


def test_a_guess_is_offered_but_never_taken_by_itself():
    assert GAZETTEER.find("Pecheurss")[0].place is PARKING
    assert GAZETTEER.clear_match("Pecheurss") is None
    assert GAZETTEER.clear_match("Parking des Pecheurs") is PARKING
    assert GAZETTEER.find("xyzzy") == ()
    assert GAZETTEER.find("") == ()


def test_kinds_narrow_the_search():
    assert {m.place.kind for m in GAZETTEER.find("armes", kinds=frozenset({PlaceKind.STREET}))} <= {
        PlaceKind.STREET
    }


def test_one_name_close_by_is_offered_once():
    twins = Gazetteer([MOULINS, NamedPlace("Boulevard des Moulins", PlaceKind.PLACE, P(43.7411, 7.4281))])
    assert [match.place.kind for match in twins.find("moulins")] == [PlaceKind.STREET]


def test_the_nearest_street_is_that_of_the_nearest_piece():
    street, metres = (
        GAZETTEER.nearest(P(43.7341, 7.4192), PlaceKind.STREET)[0].place,
        GAZETTEER.nearest(P(43.7341, 7.4192), PlaceKind.STREET)[0].metres,
    )
    assert street is GRIMALDI
    assert metres < 15
    assert GAZETTEER.nearest(P(43.7352, 7.4249), PlaceKind.POST)[0].place is PONTOON
    assert GAZETTEER.nearest(P(10, 10), PlaceKind.POST) == ()


def test_districts_hold_positions():
    assert GAZETTEER.district(P(43.735, 7.42)) is CONDAMINE
    assert GAZETTEER.district(P(43.75, 7.42)) is None
    assert GAZETTEER.nearest(P(43.735, 7.42), PlaceKind.DISTRICT)[0].metres == 0


@pytest.mark.parametrize(
    "typed", ["rue grimaldi / bd albert 1er", "Grimaldi & Albert 1er", "Albert 1er et Grimaldi"]
)
def test_a_crossing_is_where_the_streets_meet(typed):
    found = GAZETTEER.crossing(typed)
    assert found is not None
    assert distance(found, P(43.736, 7.420)) < 20


@pytest.mark.parametrize("typed", ["rue grimaldi", "grimaldi / xyzzy", "grimaldi / grimaldi", "/", "a/b/c"])
def test_no_crossing(typed):
    assert GAZETTEER.crossing(typed) is None


def test_names_are_folded_alike():
    assert folded("Bd. Œuvre-Straße  N°5") == folded("boulevard oeuvre strasse n 5")


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    assert len(GAZETTEER.find(text, limit=3)) <= 3
    GAZETTEER.crossing(text)
    GAZETTEER.clear_match(text)


def test_an_area_over_the_date_line():
    fiji = (P(-20, 177), P(-15, 177), P(-15, -178), P(-20, -178))
    assert contains(fiji, P(-17, 179.9))
    assert contains(fiji, P(-17, -179.9))
    assert not contains(fiji, P(-17, 0))


def test_a_hole_is_outside():
    ring = (P(0, 0), P(0, 10), P(10, 10), P(10, 0), P(0, 0))
    hole = (P(4, 4), P(4, 6), P(6, 6), P(6, 4))
    assert contains(ring, P(2, 2), [hole])
    assert not contains(ring, P(5, 5), [hole])
    assert not contains(ring[:2], P(0, 5))


def test_segments_know_their_line():
    lines = [[P(0, 0), P(0, 1)], [P(1, 0), P(1, 1)], [P(5, 5)], []]
    segments = Segments(lines)
    assert segments.nearest(P(0.9, 0.5)) == (1, pytest.approx(11119.5, rel=0.01))
    assert segments.nearest(P(5, 5)) == (2, pytest.approx(0))
    assert segments.distance_of_each(P(0, 0.5))[3] == float("inf")
    assert Segments([]).nearest(P(0, 0)) is None
    assert middle([P(0, 0), P(2, 4)]) == P(1, 2)
