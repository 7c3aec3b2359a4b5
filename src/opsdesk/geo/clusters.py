"""Many points as few clusters: counts on a grid, fast enough for a million at every frame."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsdesk.geo.projection import WORLD_ZOOM

SLICE_ZOOM = 15
"""Points are kept sorted by their tile at this zoom, so that a view touches only its own tiles."""
SLICE_SHIFT = 30 - SLICE_ZOOM
PRIORITIES = 4
CELL_BITS = 6
"""A cell is 64 px wide at a whole zoom; its grid is fixed to the world, so panning does not regroup."""
PYRAMID_ZOOMS = range(19)
RANKS = PRIORITIES + 1
DENSE = 1 << 18
"""Grids of up to so many cells are counted in an array of all cells."""
EIGHTHS = 3
"""Means are taken over eighths of a cell (8 px), which is finer than a sign and quicker to count."""
NOTHING = 0
"""Stands for no priority, which ranks behind 4."""

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the world in pixels at zoom 22; left and top belong to it, right and bottom do not."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """What stands in a view: one entry for each cell that holds points.

    `x`, `y` mean place in pixels at zoom 22, to an eighth of a cell, or a lone point's own place; `count`
    points in the cell; `worst` priority of the cell, 1 to 4, or 0 where no point has one; `column`, `row` of
    the cell; `one` index of a lone point, or -1; `shift` as asked.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    count: Ints
    worst: NDArray[np.uint8]
    column: Ints
    row: Ints
    one: Ints
    shift: int

    def __len__(self) -> int:
        return len(self.count)


def cell_shift(zoom: float, cell_bits: int = CELL_BITS) -> int:
    """Give the width of a cell, as a power of two of pixels at zoom 22: 64 to 128 px on the screen."""
    return WORLD_ZOOM - int(min(float(WORLD_ZOOM), max(0.0, zoom))) + cell_bits


class ClusterIndex:
    """Points that are grouped again and again for other views and filters.

    Takes x and y in pixels at zoom 22 (int32) and priorities 0 to 4 (uint8), all of one length. The order of
    the points is kept in what it answers: indices are those of the arrays that were given.
    """

    def __init__(self, x: NDArray[np.int32], y: NDArray[np.int32], priority: NDArray[np.uint8]) -> None:
        tiles = ((y >> SLICE_SHIFT).astype(np.int64) << SLICE_ZOOM) | (x >> SLICE_SHIFT)
        self._order = np.argsort(tiles, kind="stable")
        self._tiles = tiles[self._order]
        self._x, self._y = x[self._order], y[self._order]
        self._rank = np.where(priority == NOTHING, PRIORITIES, priority - 1).astype(np.uint8)[self._order]
        self._pyramid: dict[int, Clusters] = {}
        whole = len(x) > 0
        self.extent = Box(
            int(x.min()) if whole else 0,
            int(y.min()) if whole else 0,
            int(x.max()) + 1 if whole else 0,
            int(y.max()) + 1 if whole else 0,
        )

    def __len__(self) -> int:
        return len(self._order)

    def build_pyramid(self, zooms: range = PYRAMID_ZOOMS, cell_bits: int = CELL_BITS) -> None:
        """Count all points beforehand for whole zooms, so that an unfiltered view is a look-up.

        Costs about 0.1 s for each level of a million points: call it in a thread, then views become faster.
        """
        whole = Box(0, 0, 1 << 30, 1 << 30)
        built = {}
        for zoom in zooms:
            shift = WORLD_ZOOM - zoom + cell_bits
            built[shift] = _grouped(self, whole, shift, None)
        self._pyramid = built

    def clusters(self, box: Box, shift: int, shown: Mask | None = None) -> Clusters:
        """Group the points of a box by cells of 2**shift pixels at zoom 22.

        `shown` picks points (in the order given to the index); None means all. Cells that the box only cuts
        are answered whole, so that their counts do not depend on the view.
        """
        box = _whole_cells(box, shift)
        level = self._pyramid.get(shift) if shown is None else None
        if level is not None:
            return _looked_up(level, box)
        return _grouped(self, box, shift, shown)

    def members(self, box: Box, shown: Mask | None = None) -> Ints:
        """Give the indices of the points in a box, in their given order."""
        picked = self._inside(box, shown)
        return np.sort(self._order[picked])

    def cell_members(self, column: int, row: int, shift: int, shown: Mask | None = None) -> Ints:
        """Give the indices of the points of one cell, in their given order."""
        left, top = column << shift, row << shift
        return self.members(Box(left, top, left + (1 << shift), top + (1 << shift)), shown)

    def _inside(self, box: Box, shown: Mask | None) -> Ints | slice:
        """Give the sorted points of a box, as a slice where it is all of them."""
        held = self.extent
        if (
            box.left <= held.left
            and box.top <= held.top
            and box.right >= held.right
            and box.bottom >= held.bottom
        ):
            return slice(None) if shown is None else np.flatnonzero(shown[self._order])
        parts = self._slices(box)
        if sum(stop - start for start, stop in parts) == len(self) and shown is None:
            inside = _within(self._x, self._y, box)
            return slice(None) if inside is None else np.flatnonzero(inside)
        found = []
        for start, stop in parts:
            inside = _within(self._x[start:stop], self._y[start:stop], box)
            if shown is not None:
                kept = shown[self._order[start:stop]]
                inside = kept if inside is None else inside & kept
            found.append(np.arange(start, stop) if inside is None else np.flatnonzero(inside) + start)
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _slices(self, box: Box) -> list[tuple[int, int]]:
        """Give the runs of sorted points whose tiles touch a box: one for each row of tiles that has any."""
        if box.right <= box.left or box.bottom <= box.top or not len(self):
            return []
        top = max(box.top, self.extent.top) >> SLICE_SHIFT
        bottom = (min(box.bottom, self.extent.bottom) - 1) >> SLICE_SHIFT
        rows = np.arange(top, bottom + 1, dtype=np.int64) << SLICE_ZOOM
        last = (1 << SLICE_ZOOM) - 1
        first_tile = min(max(box.left, 0) >> SLICE_SHIFT, last)
        last_tile = min(max(box.right - 1, 0) >> SLICE_SHIFT, last)
        starts = np.searchsorted(self._tiles, rows | first_tile)
        stops = np.searchsorted(self._tiles, rows | last_tile, side="right")
        runs: list[tuple[int, int]] = []
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            if start == stop:
                continue
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], stop)
            else:
                runs.append((start, stop))
        return runs


def _within(x: NDArray[np.int32], y: NDArray[np.int32], box: Box) -> Mask | None:
    """Tell which points lie in a box; None means all, so that nothing needs copying."""
    inside: Mask = (x >= box.left) & (x < box.right)
    inside &= (y >= box.top) & (y < box.bottom)
    return None if inside.all() else inside


def _whole_cells(box: Box, shift: int) -> Box:
    """Widen a box to whole cells, within the world."""
    low, high = -(1 << shift), (1 << 30) - 1
    return Box(
        max(box.left, 0) & low,
        max(box.top, 0) & low,
        (min(box.right - 1, high) | ((1 << shift) - 1)) + 1,
        (min(box.bottom - 1, high) | ((1 << shift) - 1)) + 1,
    )


def _grouped(index: ClusterIndex, box: Box, shift: int, shown: Mask | None) -> Clusters:
    """Count the points of a box of whole cells, cell by cell."""
    picked = index._inside(box, shown)
    x, y, rank = index._x[picked], index._y[picked], index._rank[picked]
    if not len(x):
        return _none(shift)
    fine = max(0, shift - EIGHTHS)
    left, top = max(box.left, index.extent.left) >> shift, max(box.top, index.extent.top) >> shift
    columns = ((min(box.right, index.extent.right) - 1) >> shift) - left + 1
    rows = ((min(box.bottom, index.extent.bottom) - 1) >> shift) - top + 1
    grid = _Grid(left, top, columns, rows, shift, fine)
    many = grid.fine_size * RANKS <= len(x) and grid.fine_size * RANKS < 1 << 22
    used, by_rank, mean_x, mean_y, whose = (_by_eighths if many else _by_points)(grid, x, y, rank)
    count = by_rank.sum(axis=1)
    worst = (by_rank > 0).argmax(axis=1) + 1
    one = np.full(len(used), -1, np.int64)
    lone = count == 1
    if lone.any():
        found, at = whose(lone)
        one[at] = index._order[found if isinstance(picked, slice) else picked[found]]
        mean_x[at], mean_y[at] = x[found], y[found]
    return Clusters(
        x=mean_x,
        y=mean_y,
        count=count,
        worst=np.where(worst > PRIORITIES, NOTHING, worst).astype(np.uint8),
        column=used % columns + left,
        row=used // columns + top,
        one=one,
        shift=shift,
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of a view: where they start, how many there are, and the size of their eighths."""

    left: int
    top: int
    columns: int
    rows: int
    shift: int
    fine: int

    @property
    def parts(self) -> int:
        """How many parts a cell has along each side."""
        return 1 << (self.shift - self.fine)

    @property
    def fine_size(self) -> int:
        return self.columns * self.rows * self.parts**2


Whose = Callable[[Mask], tuple[Ints, Ints]]
"""Takes which of the used cells are meant; gives the points in them, and for each the place of its cell."""
Grouped = tuple[Ints, Ints, NDArray[np.float64], NDArray[np.float64], Whose]
"""Used cells, their counts by rank, mean x and y, and whose points are whose."""


def _by_points(grid: _Grid, x: NDArray[np.int32], y: NDArray[np.int32], rank: NDArray[np.uint8]) -> Grouped:
    """Count few points, one by one; cells may be many."""
    row = (y >> grid.shift).astype(np.int64) - grid.top
    keys = row * grid.columns + ((x >> grid.shift) - np.int32(grid.left))
    if grid.columns * grid.rows <= DENSE:
        taken = np.bincount(keys) > 0
        used, cell = np.flatnonzero(taken), (np.cumsum(taken) - 1)[keys]
    else:
        used, cell = np.unique(keys, return_inverse=True)
    size = len(used)
    by_rank = np.bincount(cell * RANKS + rank, minlength=size * RANKS).reshape(size, RANKS)
    n = by_rank.sum(axis=1)
    half, more = (1 << grid.fine) / 2, grid.shift - grid.fine
    fine_x = ((x >> grid.fine) - np.int32(grid.left << more)) << grid.fine
    fine_y = ((y >> grid.fine) - np.int32(grid.top << more)) << grid.fine
    mean_x = np.bincount(cell, fine_x) / n + half + (grid.left << grid.shift)
    mean_y = np.bincount(cell, fine_y) / n + half + (grid.top << grid.shift)

    def whose(meant: Mask) -> tuple[Ints, Ints]:
        found = np.flatnonzero(meant[cell])
        return found, cell[found]

    return used, by_rank, mean_x, mean_y, whose


def _by_eighths(grid: _Grid, x: NDArray[np.int32], y: NDArray[np.int32], rank: NDArray[np.uint8]) -> Grouped:
    """Count many points by one pass over eighths of cells; means come from the eighths."""
    parts, more = grid.parts, grid.shift - grid.fine
    wide = grid.columns << more
    keys = (y >> grid.fine) - np.int32(grid.top << more)
    keys *= np.int32(wide)
    keys += (x >> grid.fine) - np.int32(grid.left << more)
    keys *= np.int32(RANKS)
    keys += rank
    counts = np.bincount(keys, minlength=grid.fine_size * RANKS)
    table = counts.reshape(grid.rows, parts, grid.columns, parts, RANKS)
    by_rank = table.sum(axis=(1, 3)).reshape(-1, RANKS)
    used = np.flatnonzero(by_rank.any(axis=1))
    n = by_rank[used].sum(axis=1)
    steps = (np.arange(parts) + 0.5) * (1 << grid.fine)
    each = table.sum(axis=4)
    sum_x = (each.sum(axis=1) * steps).sum(axis=2).ravel()[used]
    sum_y = (each.sum(axis=3) * steps[:, None]).sum(axis=1).ravel()[used]
    size = 1 << grid.shift
    mean_x = sum_x / n + (used % grid.columns + grid.left) * size
    mean_y = sum_y / n + (used // grid.columns + grid.top) * size

    def whose(meant: Mask) -> tuple[Ints, Ints]:
        dense = np.zeros(grid.columns * grid.rows, np.bool_)
        dense[used[meant]] = True
        cell = (y >> grid.shift) - np.int32(grid.top)
        cell *= np.int32(grid.columns)
        cell += (x >> grid.shift) - np.int32(grid.left)
        found = np.flatnonzero(dense[cell])
        return found, np.searchsorted(used, cell[found])

    return used, by_rank[used], mean_x, mean_y, whose


def _none(shift: int) -> Clusters:
    """Give an empty answer."""
    ints, floats = np.zeros(0, np.int64), np.zeros(0, np.float64)
    return Clusters(floats, floats, ints, np.zeros(0, np.uint8), ints, ints, ints, shift)


def _looked_up(level: Clusters, box: Box) -> Clusters:
    """Take the cells of a box out of a level of the pyramid, whose cells stand row by row."""
    shift = level.shift
    first, last = box.top >> shift, (box.bottom - 1) >> shift
    start, stop = np.searchsorted(level.row, first), np.searchsorted(level.row, last, side="right")
    column = level.column[start:stop]
    kept = np.flatnonzero((column >= box.left >> shift) & (column <= (box.right - 1) >> shift)) + start
    return Clusters(
        level.x[kept],
        level.y[kept],
        level.count[kept],
        level.worst[kept],
        level.column[kept],
        level.row[kept],
        level.one[kept],
        shift,
    )
