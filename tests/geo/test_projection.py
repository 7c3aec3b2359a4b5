"""Web Mercator, both ways."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.geo.places import Position, distance
from opsdesk.geo.projection import (
    MAX_LATITUDE,
    WORLD,
    metres_per_pixel,
    project,
    project_exactly,
    to_position,
    to_world,
    unproject,
)

inside = st.builds(Position, st.floats(-MAX_LATITUDE, MAX_LATITUDE), st.floats(-180, 180))


@given(inside)
def test_a_position_there_and_back(position):
    assert distance(to_position(*to_world(position)), position) < 1e-3


@given(inside)
def test_arrays_and_single_positions_agree(position):
    x, y = project_exactly([position.latitude], [position.longitude])
    assert (x[0], y[0]) == pytest.approx(to_world(position), abs=1e-4)


@given(inside)
def test_whole_pixels_are_exact_to_four_centimetres(position):
    x, y = project([position.latitude], [position.longitude])
    latitude, longitude = unproject(x + 0.5, y + 0.5)
    assert distance(Position(float(latitude[0]), float(longitude[0])), position) < 0.04


def test_the_rim_of_the_world_stays_in_range():
    x, y = project([90, -90, 0, 0], [180, -180, 180, -180])
    assert x.dtype == np.int32
    assert x.tolist() == [WORLD - 1, 0, WORLD - 1, 0]
    assert y.tolist()[:2] == [0, WORLD - 1]
    corner = to_position(-5, WORLD + 5)
    assert (corner.latitude, corner.longitude) == pytest.approx((-MAX_LATITUDE, -180))


def test_lengths_on_the_ground():
    assert metres_per_pixel(0, 0) == pytest.approx(156543.03, abs=0.01)
    assert metres_per_pixel(43.73412, 15.95) == pytest.approx(1.786, abs=0.01)
