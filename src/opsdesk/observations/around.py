"""What stands around an observation: its source's record, what was seen there before, its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from opsdesk.observations.model import ObservationDisposition, ObservationItem, Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """An organization's own record as a source: how much it told, how that was graded, and how it ended."""

    reports: int
    by_reliability: Mapping[Reliability, int]
    by_disposition: Mapping[ObservationDisposition, int]

    @property
    def reliable(self) -> int:
        """Reports graded A or B."""
        return self.by_reliability.get(Reliability.A, 0) + self.by_reliability.get(Reliability.B, 0)

    @property
    def unfounded(self) -> int:
        """Reports that turned out unfounded or false."""
        return self.by_disposition.get(ObservationDisposition.UNFOUNDED, 0) + self.by_disposition.get(
            ObservationDisposition.FALSE_REPORT, 0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierHere:
    """What was seen near a place before; `metres` away."""

    item: ObservationItem
    metres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One change of a record as the journal has it; values are JSON's (times in microseconds, codes, ids)."""

    seq: int
    kind: str
    at: datetime
    operator_id: UUID | None
    operator_name: str
    desk: str
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import of a file: what it brought, and whether it was taken back."""

    id: UUID
    version: int
    source: str
    file_name: str
    started_at: datetime
    started_by_name: str
    added: int
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """What the map draws, one entry for each record that has a position, in order of `n`.

    `latitude` and `longitude` in degrees; `reported_at` in microseconds since 1970 (UTC); `status` is the
    place of the status in its code list.
    """

    n: NDArray[np.int64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    priority: NDArray[np.int8]
    status: NDArray[np.int8]
    reported_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.n)
