"""Every notation of a position: what people type is read, what is no position is left alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.errors import BadInput
from opsdesk.geo.grid import Utm, from_mgrs, from_utm, to_mgrs, to_utm
from opsdesk.geo.notations import Notation, format_position, parse_position, read_position
from opsdesk.geo.places import Position, distance
from opsdesk.geo.plus_codes import from_plus_code, to_plus_code

DESK = Position(43.73412, 7.42287)
positions = st.builds(Position, st.floats(-89.9, 89.9), st.floats(-180, 180))
on_the_grid = st.builds(Position, st.floats(-79.99, 83.99), st.floats(-180, 179.999))

REACH = {
    Notation.DECIMAL: 1.2,
    Notation.MINUTES: 2.0,
    Notation.SECONDS: 3.5,
    Notation.MGRS: 1.0,
    Notation.PLUS_CODE: 14.0,
}


@pytest.mark.parametrize(
    "text",
    [
        "43.73412, 7.42287",
        "43.73412 7.42287",
        "43.73412,7.42287",
        "43,73412 7,42287",
        "43,73412; 7,42287",
        "43,73412, 7,42287",
        "43,73412,7,42287",
        "+43.73412 +7.42287",
        "N 43.73412 E 7.42287",
        "43.73412 N, 7.42287 E",
        "43.73412n7.42287e",
        "7.42287E 43.73412N",
        "E7.42287 N43.73412",
        "43.73412° N 7.42287° E",
        "43°44'02.83\"N 7°25'22.33\"E",
        "43° 44′ 2.83″ N, 7° 25′ 22.33″ E",
        "43º44’2,83” N; 7º25’22,33” E",
        "43°44.0472'N 7°25.3722'E",
        "43 44.0472 N 7 25.3722 E",
        "43 44 2.83 N 7 25 22.33 E",
        "43 44 2.83 7 25 22.33",
        "N43 44.0472 E007 25.3722",
        "4344.0472N 00725.3722E",
        "434402.83N 0072522.33E",
        "+43.73412+007.42287/",
        "lat 43.73412 lon 7.42287",
        "Lat: 43.73412, Long: 7.42287",
        "lon=7.42287 lat=43.73412",
        "geo:43.73412,7.42287",
        "geo:43.73412,7.42287;u=35",
        "32T LP 72990 43551",
        "32TLP7299043551",
        "32t lp 7299043551",
        "MGRS 32T LP 72990 43551",
        "UTM 32T 372990 4843551",
        "8FM9PCMF+J4",
        "8fm9pcmf+j4",
        "PCMF+J4",
        "https://www.openstreetmap.org/#map=16/43.73412/7.42287",
        "https://www.openstreetmap.org/?mlat=43.73412&mlon=7.42287#map=19/1/2",
        "https://maps.google.com/?q=43.73412,7.42287",
        "https://www.google.com/maps/@43.73412,7.42287,17z",
        "４３.73412, 7.42287",
    ],
)
def test_one_place_in_every_notation(text):
    assert distance(parse_position(text, near=DESK), DESK) < 9


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Rue Grimaldi 14",
        "12 34",
        "43,7",
        "14",
        "P-12",
        "10 rue",
        "3 gates",
        "man at 43.7, near 7.4",
        "43.7 N 7.4 N",
        "43.7 N",
        "43 61 0 N 7 0 0 E",
        "43.5 30 N 7 0 E",
        "-43.7 N 7.4 E",
        "1.2.3 4.5.6",
        "43.7 O 7.4 N",
        "32S 372990 4843551",
        "UTM",
        "1" * 500,
        "°°°",
        "N S E W",
    ],
)
def test_what_is_no_position_is_left_to_the_gazetteer(text):
    assert read_position(text, near=DESK) is None
    with pytest.raises(BadInput) as caught:
        parse_position(text, near=DESK)
    assert caught.value.problems[0].reason == "not_understood"


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("91.5, 7.4", "latitude", "out_of_range"),
        ("7.4, 191.0", "longitude", "out_of_range"),
        ("PCMF+J4", "position", "needs_reference"),
        ("32T AP 72990 43551", "position", "no_such_square"),
        ("61T LP 72990 43551", "position", "no_such_square"),
    ],
)
def test_a_clear_notation_of_nowhere_says_why(text, field, reason):
    with pytest.raises(BadInput) as caught:
        parse_position(text)
    assert (caught.value.problems[0].field, caught.value.problems[0].reason) == (field, reason)


@pytest.mark.parametrize("notation", list(Notation))
@given(position=positions)
def test_what_is_written_is_read_again(notation, position):
    again = parse_position(format_position(position, notation))
    assert distance(again, position) <= REACH[notation]


def test_the_desk_as_it_is_shown():
    assert format_position(DESK) == "43.73412° N 7.42287° E"
    assert format_position(DESK, Notation.MGRS) == "32T LP 72990 43551"
    assert format_position(Position(-33.9, -0.00001)) == "33.90000° S 0.00001° W"
    assert format_position(Position(59.99999999, 10), Notation.SECONDS) == "60° 00' 00.0\" N 10° 00' 00.0\" E"


@given(on_the_grid)
def test_utm_there_and_back_is_exact_to_a_millimetre(position):
    assert distance(from_utm(to_utm(position)), position) < 0.001


@given(on_the_grid, st.integers(2, 5))
def test_a_grid_square_holds_its_position(position, digits):
    square = to_mgrs(position, digits)
    again = parse_position(square)
    assert distance(again, position) <= 10 ** (5 - digits) * 0.75
    assert to_mgrs(again, digits)[:3] == square[:3] or abs(again.latitude - position.latitude) < 0.01


@pytest.mark.parametrize(
    ("position", "square"),
    [
        (Position(0, 0), "31N AA 66021 00000"),
        (Position(-33.8568, 151.2153), "56H LH 34873 52266"),
        (Position(38.8895, -77.0353), "18S UJ 23447 06478"),
    ],
)
def test_squares_of_other_makers(position, square):
    assert to_mgrs(position)[:6] == square[:6]
    assert distance(parse_position(square), position) < 40


def test_utm_of_another_maker():
    tower = to_utm(Position(43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600)))
    assert (tower.zone, tower.north) == (17, True)
    assert (tower.easting, tower.northing) == pytest.approx((630084, 4833438), abs=1)
    assert to_utm(Position(0, 0)) == Utm(
        31, True, pytest.approx(166021.443, abs=1e-3), pytest.approx(0, abs=1e-6)
    )


def test_the_zones_of_norway_and_svalbard():
    assert to_utm(Position(60, 4)).zone == 32
    assert [to_utm(Position(78, east)).zone for east in (3, 10, 22, 34)] == [31, 33, 35, 37]


def test_beyond_the_grid_there_is_no_square():
    with pytest.raises(BadInput):
        to_utm(Position(85, 0))
    assert format_position(Position(85, 7), Notation.MGRS) == "85.00000° N 7.00000° E"
    with pytest.raises(BadInput):
        from_utm(Utm(32, True, 5e9, 1))
    with pytest.raises(BadInput):
        from_mgrs(32, "T", "LP", "123")


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("7FG49Q00+", 20.375, 2.775),
        ("7FG49QCJ+2V", 20.3700625, 2.7821875),
        ("8FVC2222+22", 47.0000625, 8.0000625),
        ("4VCPPQGP+Q9", -41.2730625, 174.7859375),
        ("22220000+", -89.5, -179.5),
    ],
)
def test_plus_codes_of_the_reference(code, latitude, longitude):
    found = from_plus_code(code)
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=1e-6)


@given(positions, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_a_short_plus_code_is_completed_near_the_desk(position, north, east):
    near = Position(
        max(-90, min(90, position.latitude + north)), (position.longitude + east + 180) % 360 - 180
    )
    code = to_plus_code(position)
    assert distance(from_plus_code(code[4:], near), position) <= 14
    assert distance(from_plus_code(to_plus_code(position, 15)), position) <= 0.01


@given(st.text(max_size=60))
def test_any_text_is_a_position_none_or_bad_input(text):
    try:
        found = read_position(text, near=DESK)
    except BadInput:
        return
    assert found is None or isinstance(found, Position)


@given(st.text(alphabet=string.digits + " .,;NSEW°'\"+-/", max_size=40))
def test_any_heap_of_numbers_is_a_position_none_or_bad_input(text):
    try:
        found = read_position(text, near=DESK)
    except BadInput:
        return
    assert found is None or isinstance(found, Position)
