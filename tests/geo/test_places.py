"""Positions and distances."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.errors import BadInput
from opsdesk.geo.places import Position, distance

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
positions = st.builds(Position, latitudes, longitudes)


@pytest.mark.parametrize(
    ("latitude", "longitude", "fields"),
    [
        (90.1, 0, ["latitude"]),
        (0, -180.5, ["longitude"]),
        (math.nan, 0, ["latitude"]),
        (-math.inf, math.inf, ["latitude", "longitude"]),
    ],
)
def test_a_position_names_every_field_that_is_out_of_range(latitude, longitude, fields):
    with pytest.raises(BadInput) as caught:
        Position(latitude, longitude)
    assert [problem.field for problem in caught.value.problems] == fields


def test_distance_is_that_of_the_ground():
    casino, port = Position(43.7392, 7.4278), Position(43.7349, 7.4213)
    assert distance(casino, port) == pytest.approx(709, abs=4)
    assert distance(Position(0, 179.999), Position(0, -179.999)) == pytest.approx(222.4, abs=0.5)


@given(positions, positions)
def test_distance_is_symmetric_and_at_most_half_around_the_earth(one, other):
    assert distance(one, other) == pytest.approx(distance(other, one), abs=1e-6)
    assert 0 <= distance(one, other) <= math.pi * 6_371_009
