"""Times as they are typed after `--since` and `--until`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from opsdesk.errors import BadInput, Problem
from opsdesk.exchange.dates import Clock, likely_order

_AGO = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)(?:\s+ago)?", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FAR = timedelta(days=366 * 100)


def moment(field: str, text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    """`2026-06-13 14:02`, `2013-05-01`, `14:02`, `2 d`, `4 h`, `today`, `yesterday`: local in `zone`."""
    if text is None or not text.strip():
        return None
    plain = text.strip()
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    match plain.lower():
        case "now":
            return now
        case "today":
            return midnight.astimezone(UTC)
        case "yesterday":
            return (midnight - timedelta(days=1)).astimezone(UTC)
    if (ago := _AGO.fullmatch(plain)) is not None:
        return now - timedelta(**{_UNITS[ago[2][0].lower()]: int(ago[1])})
    if re.fullmatch(r"\d{1,2}:\d{2}", plain):
        plain = f"{local:%Y-%m-%d} {plain.zfill(5)}"
    found = Clock(zone, likely_order(zone), now + _FAR).read(plain)
    if isinstance(found, Problem):
        raise BadInput.one(field, found.reason, **found.facts)
    return found
