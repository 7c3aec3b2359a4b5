"""How this desk stands with the shared database, as data: the status line puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from opsdesk.errors import OpsDeskError, StoreUnavailable

#: Reasons of `StoreUnavailable` that mean: no server answers now, and trying again is all that helps.
LOST = frozenset({"away", "server_away"})


class Standing(StrEnum):
    """Live or not."""

    LIVE = "live"
    AWAY = "away"
    CATCHING_UP = "catching_up"
    """The server answers again, and what waited here is on its way."""


@dataclass(frozen=True, slots=True)
class Link:
    """The standing, since when (aware UTC), when the next try is due, and what keeps it from coming back.

    `why` is set where trying again alone does not help: the login was disabled, the server is too old.
    """

    standing: Standing
    since: datetime
    next_try: datetime | None = None
    why: OpsDeskError | None = None


def lost(error: OpsDeskError) -> bool:
    """Whether the failure means that the server is away."""
    return isinstance(error, StoreUnavailable) and error.reason in LOST
