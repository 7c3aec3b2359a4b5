"""Views: screen and world agree, and moving keeps what should stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.cartography.viewport import HIGHEST_ZOOM, LOWEST_ZOOM, Viewport
from opsdesk.geo.places import Position, distance

positions = st.builds(Position, st.floats(-80, 80), st.floats(-179, 179))
zooms = st.floats(LOWEST_ZOOM, HIGHEST_ZOOM)
pixels = st.floats(0, 1000)


@given(positions, zooms, pixels, pixels)
def test_a_place_on_the_screen_is_one_place(centre, zoom, x, y):
    view = Viewport.at(centre, zoom, 1000, 1000)
    assert view.to_screen(centre) == pytest.approx((500, 500), abs=1e-3)
    assert view.world_to_screen(*view.to_world(x, y)) == pytest.approx((x, y), abs=1e-3)


@given(positions, zooms, zooms, pixels, pixels)
def test_zooming_keeps_the_place_under_the_pointer(centre, zoom, other, x, y):
    view = Viewport.at(centre, zoom, 1000, 1000)
    held = view.to_world(x, y)
    assert view.zoomed(other, (x, y)).world_to_screen(*held) == pytest.approx((x, y), abs=1e-2)


@given(positions, st.floats(10, 20), st.floats(-500, 500), st.floats(-500, 500))
def test_panning_moves_what_is_shown(centre, zoom, dx, dy):
    view = Viewport.at(centre, zoom, 1000, 800)
    assert view.panned(dx, dy).to_screen(centre) == pytest.approx((500 + dx, 400 + dy), abs=1e-2)


@given(st.lists(positions, min_size=1, max_size=5))
def test_fitting_shows_all(given_positions):
    view = Viewport.fitting(given_positions, 800, 600, margin=40)
    for position in given_positions:
        x, y = view.to_screen(position)
        if view.zoom > LOWEST_ZOOM:
            assert 39.9 <= x <= 760.1
            assert 39.9 <= y <= 560.1


def test_a_single_place_is_not_looked_at_through_a_microscope():
    here = Position(43.7341, 7.4215)
    view = Viewport.fitting([here], 800, 600)
    assert view.zoom == 17
    assert distance(view.centre, here) < 0.01
    assert Viewport.fitting([], 800, 600).zoom == LOWEST_ZOOM


def test_bounds_hold():
    view = Viewport.at(Position(0, 0), 99, 100, 100)
    assert view.zoom == HIGHEST_ZOOM
    assert view.zoomed(-4).zoom == LOWEST_ZOOM
    far = view.panned(1e15, -1e15)
    assert far.centre.longitude == pytest.approx(-180)
    assert view.resized(50, 60).centre == view.centre
    assert view.holds(0, 0)
    assert not view.holds(-1, 0)
    assert view.holds(-1, 0, 2)
