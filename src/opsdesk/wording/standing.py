"""How a desk stands with the shared database, in words; loads little, for the first paint."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from opsdesk.store.link import Link, Standing
from opsdesk.wording.language import _
from opsdesk.wording.times import clock, duration


def standing(link: Link, zone: tzinfo) -> str:
    """The first words of the status line: `Live`, `Away since 14:01:38`, `Catching up`."""
    match link.standing:
        case Standing.LIVE:
            return _("Live")
        case Standing.CATCHING_UP:
            return _("Catching up")
        case Standing.AWAY:
            return _("Away since {time}").format(time=clock(link.since, zone, seconds=True))


def age_of_data(span: timedelta) -> str:
    """How old what is shown is: `45 s`, `1 min 4 s`, `1 h 14`."""
    seconds = int(span.total_seconds())
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    if seconds < 3600:
        return _("{minutes} min {seconds} s").format(minutes=seconds // 60, seconds=seconds % 60)
    return duration(span)
