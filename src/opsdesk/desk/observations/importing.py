"""Bringing in a file of observations: the work, which runs in a thread, and the sentences about it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from opsdesk.desk.observations.words import tr
from opsdesk.desk.tasks import Progress
from opsdesk.errors import BadInput
from opsdesk.exchange.import_preview import Preview, preview
from opsdesk.exchange.mapping import FIELDS, Columns, Constant, Mapped
from opsdesk.exchange.observations_import import ObservationsImport, Outcome, Plan
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.wording.numbers import count
from opsdesk.wording.times import when

#: The columns of the preview: what would come in.
SHOWN = ("occurred_at", "summary", "category", "place", "latitude", "longitude", "priority", "tags")


@dataclass(frozen=True)
class Looked:
    """The first rows as they would come in, the zone that they were read in, and all zones there are."""

    preview: Preview
    zone: ZoneInfo
    zones: tuple[str, ...]


async def look_at(path: Path, texts: Sequence[str], zone_name: str, now: datetime) -> Looked:
    """Look at a file; nothing is written. `BadInput` for a zone that is none."""

    def work() -> Looked:
        try:
            zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise BadInput.one("zone", "unknown_zone", given=zone_name) from error
        return Looked(preview(path, texts, zone, now), zone, tuple(sorted(available_timezones())))

    return await asyncio.to_thread(work)


async def bring_in(database: DeskDatabase, plan: Plan, progress: Progress) -> Outcome:
    """Import the file in a thread; whole chunks stay when it is cancelled."""

    def work() -> Outcome:
        run = ObservationsImport(database, plan)
        return run.run(
            lambda _outcome, share: progress.report(round(share * 1000), 1000), lambda: progress.cancelled
        )

    return await asyncio.to_thread(work)


def texts_of(fields: Mapped) -> dict[str, str]:
    """A mapping as it stands in the window: `COLUMN`, `COLUMN+COLUMN`, `=constant`."""
    found = dict.fromkeys(FIELDS, "")
    for name, source in fields.items():
        if isinstance(source, Constant):
            found[name] = f"={source.text}"
        elif isinstance(source, Columns):
            found[name] = "+".join(source.names)
    return found


def said(texts: dict[str, str]) -> tuple[str, ...]:
    """What stands in the window as the exchange room takes it; an empty field is mapped to nothing."""
    return tuple(f"{name}={text.strip()}" for name, text in texts.items())


def cell(name: str, row: dict[str, object] | None, zone: tzinfo, now: datetime) -> str:
    """One cell of the preview; `row` None is a row that would be set aside."""
    value = None if row is None else row.get(name)
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, datetime):
        return when(value, now, zone)
    if isinstance(value, float):
        return f"{value:.5f}"
    if isinstance(value, tuple | list):
        return ", ".join(str(one) for one in value)
    return str(value).replace("_", " ") if name == "category" else str(value)


def ended(outcome: Outcome, name: str) -> str:
    """One line of counts: `van.csv: 7,200 added, 0 known, 23 rejected (van.rejects.csv).`"""
    rejected = tr("{count} rejected").format(count=count(outcome.rejected))
    if outcome.rejects is not None:
        rejected += f" ({outcome.rejects.name})"
    text = tr("{name}: {added} added, {known} known already, {rejected}.").format(
        name=name, added=count(outcome.added), known=count(outcome.known), rejected=rejected
    )
    if outcome.no_position:
        text += " " + tr("{count} have no position.").format(count=count(outcome.no_position))
    if outcome.cancelled:
        text = tr("Cancelled; what was in stays.") + " " + text
    return text
