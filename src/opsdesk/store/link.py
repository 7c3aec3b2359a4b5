"""How this desk stands with the shared database, as data: the status line puts it into words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


class Line:
    """The line to the server: its link, and who waits for it to be lost or to come back.

    Everything happens on the loop of the desk.

    Attributes:
        link: how it stands.
        back, gone: set while it stands so.
    """

    def __init__(self, now: Callable[[], datetime], *, live: bool) -> None:
        self._now = now
        self._told: list[Callable[[], None]] = []
        self.back, self.gone = asyncio.Event(), asyncio.Event()
        self.link = Link(Standing.LIVE if live else Standing.AWAY, now())
        (self.back if live else self.gone).set()

    def listen(self, told: Callable[[], None]) -> None:
        """Call `told` whenever the link is another one."""
        self._told.append(told)

    def silence(self) -> None:
        """Tell nobody any more."""
        self._told.clear()

    def stand(
        self, standing: Standing, *, next_try: datetime | None = None, why: OpsDeskError | None = None
    ) -> None:
        """It stands so now."""
        before = self.link
        since = before.since if before.standing is standing else self._now()
        self.link = Link(standing, since, next_try, why)
        if standing is Standing.AWAY:
            self.back.clear()
            self.gone.set()
        else:
            self.gone.clear()
            self.back.set()
        if self.link != before:
            for told in tuple(self._told):
                told()
