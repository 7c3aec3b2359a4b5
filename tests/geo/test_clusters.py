"""Clusters are what counting one by one gives, in every view and under every filter."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.geo.clusters import Box, ClusterIndex, cell_shift
from opsdesk.geo.projection import WORLD

MIDDLE = 1 << 29
coordinates = st.one_of(
    st.integers(MIDDLE - 4000, MIDDLE + 4000), st.integers(MIDDLE - (1 << 18), MIDDLE + (1 << 18)),
    st.integers(0, WORLD - 1),
)  # fmt: skip
points = st.lists(st.tuples(coordinates, coordinates, st.integers(0, 4), st.booleans()), max_size=120)
shifts = st.integers(6, 24)


def made(given_points):
    x, y, priority, shown = (list(column) for column in zip(*given_points, strict=True))
    arrays = np.array(x, np.int32), np.array(y, np.int32), np.array(priority, np.uint8)
    return ClusterIndex(*arrays), arrays, np.array(shown, np.bool_)


def mean(values, shift):
    """A lone point stands where it is, others at the mean of the middles of their eighths of the cell."""
    if len(values) == 1:
        return values[0]
    eighth = 1 << max(0, shift - 3)
    return sum((value // eighth + 0.5) * eighth for value in values) / len(values)


def by_hand(arrays, box, shift, shown):
    """Count one by one, in whole cells that the box touches."""
    x, y, priority = (array.tolist() for array in arrays)
    cells = defaultdict(list)
    columns = range(max(0, box.left) >> shift, ((min(box.right, WORLD) - 1) >> shift) + 1)
    rows = range(max(0, box.top) >> shift, ((min(box.bottom, WORLD) - 1) >> shift) + 1)
    for i in range(len(x)):
        cell = (x[i] >> shift, y[i] >> shift)
        if (shown is None or shown[i]) and cell[0] in columns and cell[1] in rows:
            cells[cell].append(i)
    return {
        cell: (
            len(members),
            min((priority[i] for i in members if priority[i]), default=0),
            mean([x[i] for i in members], shift),
            mean([y[i] for i in members], shift),
        )
        for cell, members in cells.items()
    }


def answered(clusters):
    return {
        (int(clusters.column[i]), int(clusters.row[i])): (
            int(clusters.count[i]),
            int(clusters.worst[i]),
            float(clusters.x[i]),
            float(clusters.y[i]),
        )
        for i in range(len(clusters))
    }


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    for cell, (count, worst, x, y) in expected.items():
        assert found[cell][:2] == (count, worst)
        assert found[cell][2:] == pytest.approx((x, y), abs=0.01)


@given(points.filter(bool), shifts, coordinates, coordinates, st.integers(1, 1 << 20), st.booleans())
def test_clusters_equal_counting_by_hand(given_points, shift, left, top, size, filtered):
    index, arrays, mask = made(given_points)
    box = Box(left, top, left + size, top + size)
    shown = mask if filtered else None
    assert_same(answered(index.clusters(box, shift, shown)), by_hand(arrays, box, shift, shown))


@given(points.filter(bool), st.integers(4, 16), coordinates, coordinates, st.integers(1, 1 << 22))
def test_the_pyramid_answers_what_counting_answers(given_points, zoom, left, top, size):
    index, arrays, _mask = made(given_points)
    index.build_pyramid(range(zoom, zoom + 1))
    shift, box = cell_shift(zoom), Box(left, top, left + size, top + size)
    assert index._pyramid
    assert_same(answered(index.clusters(box, shift)), by_hand(arrays, box, shift, None))


@given(points.filter(bool), shifts)
def test_members_of_all_cells_are_all_points_once(given_points, shift):
    index, arrays, mask = made(given_points)
    clusters = index.clusters(Box(0, 0, WORLD, WORLD), shift, mask)
    found = [
        member
        for column, row in zip(clusters.column.tolist(), clusters.row.tolist(), strict=True)
        for member in index.cell_members(column, row, shift, mask).tolist()
    ]
    assert sorted(found) == np.flatnonzero(mask).tolist()
    for i in range(len(clusters)):
        one = int(clusters.one[i])
        assert (one >= 0) == (clusters.count[i] == 1)
        if one < 0:
            continue
        assert arrays[0][one] >> shift == clusters.column[i]
        assert arrays[1][one] >> shift == clusters.row[i]


def test_nothing_and_views_beyond_the_world_are_empty():
    empty = ClusterIndex(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8))
    assert len(empty.clusters(Box(0, 0, WORLD, WORLD), 10)) == 0
    assert empty.members(Box(0, 0, WORLD, WORLD)).tolist() == []
    empty.build_pyramid(range(3))
    assert len(empty.clusters(Box(0, 0, WORLD, WORLD), cell_shift(1))) == 0
    index, _arrays, _mask = made([(5, 5, 1, True)])
    assert len(index.clusters(Box(-900, -900, -100, -100), 6)) == 0
    assert len(index.clusters(Box(WORLD, WORLD, WORLD + 900, WORLD + 900), 6)) == 0


def test_panning_does_not_regroup():
    rng = np.random.default_rng(7)
    x, y = rng.integers(MIDDLE, MIDDLE + 4000, (2, 500)).astype(np.int32)
    index = ClusterIndex(x, y, np.ones(500, np.uint8))
    here = answered(index.clusters(Box(MIDDLE, MIDDLE, MIDDLE + 3000, MIDDLE + 3000), 8))
    there = answered(index.clusters(Box(MIDDLE + 137, MIDDLE + 9, MIDDLE + 3137, MIDDLE + 3009), 8))
    shared = here.keys() & there.keys()
    assert len(shared) > 50
    assert all(here[cell] == there[cell] for cell in shared)


def test_many_points_are_counted_as_few_are():
    rng = np.random.default_rng(11)
    x, y = (MIDDLE + rng.normal(0, 40_000, (2, 30_000))).astype(np.int32)
    priority = rng.integers(0, 5, 30_000).astype(np.uint8)
    index = ClusterIndex(x, y, priority)
    box = Box(MIDDLE - 30_000, MIDDLE - 30_000, MIDDLE + 30_000, MIDDLE + 30_000)
    for shift in (10, 13, 16):
        for shown in (None, priority == 1):
            found = answered(index.clusters(box, shift, shown))
            assert_same(found, by_hand((x, y, priority), box, shift, shown))
