"""From what was understood to the command that reports it."""

from __future__ import annotations

from opsdesk.entry.understood import Understood
from opsdesk.observations.commands.reporting import ReportObservation
from opsdesk.observations.model import Channel
from opsdesk.partners.fields import LINE_LENGTH


def command(understood: Understood, channel: Channel = Channel.APP) -> ReportObservation:
    """The report that Enter makes of the line; a longer text stands whole in the narrative.

    `BadInput` for an empty line, and for a text that is longer than any record takes.
    """
    summary = understood.summary
    longer = len(summary) > LINE_LENGTH
    place, times = understood.place, understood.times
    return ReportObservation.of(
        summary=summary[: LINE_LENGTH - 1].rstrip() + "…" if longer else summary,
        narrative=summary if longer else None,
        category=understood.category,
        priority=understood.priority,
        marking=understood.marking,
        channel=channel,
        place=place.name if place else None,
        position=place.position if place else None,
        occurred_at=times.start if times else None,
        occurred_until=times.until if times else None,
        tags=understood.tags,
    )
