"""What stands on the map: single pins, and a million of one kind as arrays."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opsdesk.errors import BadInput
from opsdesk.geo.clusters import ClusterIndex
from opsdesk.geo.places import Position
from opsdesk.geo.projection import project, to_position

HOUR = 3600.0
STRENGTHS = ((1 * HOUR, 1.0), (6 * HOUR, 0.72), (24 * HOUR, 0.4), (float("inf"), 0.16))
"""How much of its colour a fill keeps, up to an age in seconds: the four steps of the map's key."""
ROW = np.dtype(
    [("id", "V16"), ("x", "<i4"), ("y", "<i4"), ("priority", "u1"), ("open", "u1"), ("seen", "<i8")]
)
"""A pin of a packed set: 34 bytes."""


class PinKind(StrEnum):
    """What a pin stands for; its frame says so."""

    INCIDENT = "incident"
    OBSERVATION = "observation"
    POST = "post"
    POST_WITHOUT_COVER = "post_without_cover"
    BULLETIN = "bulletin"
    BOLO_PERSON = "bolo_person"
    BOLO_VEHICLE = "bolo_vehicle"
    UNIT = "unit"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Pin:
    """One record on the map.

    `number` stands in an incident's tag and a unit's pill; `label` beside other kinds, in words that the
    caller has translated; `priority` is 1 to 4, or 0 for none; `age` in seconds; `radius` in metres or
    `ring` is the area of a bulletin; `hollow` marks a unit of a private partner.
    """

    kind: PinKind
    record_id: UUID
    position: Position
    priority: int = 0
    number: str = ""
    label: str = ""
    age: float = 0.0
    open: bool = True
    selected: bool = False
    hollow: bool = False
    radius: float = 0.0
    ring: tuple[Position, ...] = ()


class GuideStyle(StrEnum):
    """How a line between positions is drawn."""

    DOTTED = "dotted"
    DASHED = "dashed"
    ARROW = "arrow"


@dataclass(frozen=True, slots=True)
class Guide:
    """A line on the map: to a similar report, from a unit to its incident, or the way somebody went."""

    positions: tuple[Position, ...]
    style: GuideStyle = GuideStyle.DOTTED


def strength(priority: int, age: float, is_open: bool, fades: bool = True) -> float:
    """Give how much of its colour a fill keeps: open priorities 1 and 2 never fade."""
    if not fades or (is_open and priority in (1, 2)):
        return 1.0
    return next(kept for limit, kept in STRENGTHS if age <= limit)


@dataclass(frozen=True, slots=True, eq=False)
class PinSet:
    """Many observations as arrays of one length; made once, then filtered and grouped at every frame.

    `ids` holds UUIDs as 16 bytes each (dtype V16), `x`, `y` pixels at zoom 22, `priority` 0 to 4, `is_open`
    truth, `seen` seconds since 1970 (UTC).
    """

    ids: NDArray[np.void]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    priority: NDArray[np.uint8]
    is_open: NDArray[np.bool_]
    seen: NDArray[np.int64]
    index: ClusterIndex = field(repr=False)

    @classmethod
    def of(
        cls,
        ids: NDArray[np.void],
        latitude: ArrayLike,
        longitude: ArrayLike,
        priority: ArrayLike,
        is_open: ArrayLike,
        seen: ArrayLike,
    ) -> "PinSet":
        """Make a set from degrees; BadInput (field "pins") where the lengths differ."""
        x, y = project(latitude, longitude)
        ranks = np.asarray(priority, np.uint8)
        opens, times = np.asarray(is_open, np.bool_), np.asarray(seen, np.int64)
        if len({len(ids), len(x), len(y), len(ranks), len(opens), len(times)}) != 1:
            raise BadInput.one("pins", "lengths_differ")
        return cls._indexed(ids, x, y, ranks, opens, times)

    @classmethod
    def _indexed(
        cls,
        ids: NDArray[np.void],
        x: NDArray[np.int32],
        y: NDArray[np.int32],
        priority: NDArray[np.uint8],
        is_open: NDArray[np.bool_],
        seen: NDArray[np.int64],
    ) -> "PinSet":
        ranks = np.minimum(priority, np.uint8(5)) % np.uint8(5)
        return cls(ids, x, y, ranks, is_open, seen, ClusterIndex(x, y, ranks))

    @classmethod
    def empty(cls) -> "PinSet":
        """Give a set without pins."""
        return cls.unpack(b"")

    def pack(self) -> bytes:
        """Give the set as bytes, for the cache beside the database."""
        rows = np.zeros(len(self), ROW)
        rows["id"], rows["x"], rows["y"] = self.ids, self.x, self.y
        rows["priority"], rows["open"], rows["seen"] = self.priority, self.is_open, self.seen
        return rows.tobytes()

    @classmethod
    def unpack(cls, data: bytes) -> "PinSet":
        """Make a set from what `pack` gave; BadInput (field "pins") where the bytes are torn."""
        if len(data) % ROW.itemsize:
            raise BadInput.one("pins", "torn")
        rows = np.frombuffer(data, ROW)
        x, y = rows["x"].copy(), rows["y"].copy()
        if len(rows) and (min(x.min(), y.min()) < 0 or max(x.max(), y.max()) >= 1 << 30):
            raise BadInput.one("pins", "torn")
        return cls._indexed(
            rows["id"].copy(), x, y, rows["priority"].copy(), rows["open"] != 0, rows["seen"].copy()
        )

    def __len__(self) -> int:
        return len(self.x)

    def record_id(self, index: int) -> UUID:
        """Give the id of one pin."""
        return UUID(bytes=self.ids[index].tobytes())

    def position(self, index: int) -> Position:
        """Give the position of one pin, to 4 cm."""
        return to_position(float(self.x[index]) + 0.5, float(self.y[index]) + 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Observations as they are shown now: what a filter picks, aged as of `now` (s since 1970)."""

    pins: PinSet
    shown: NDArray[np.bool_] | None = None
    now: float = 0.0
