"""The columns of the list of what left the desk."""

from __future__ import annotations

from datetime import datetime, tzinfo

from opsdesk.desk.widgets.cells import Cell, Column
from opsdesk.releases.model import Release, ReleaseState
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import _
from opsdesk.wording.times import when


def columns(zone: tzinfo) -> tuple[Column, ...]:
    """When, what, for whom, copy, marking, hash."""
    return (
        Column("at", _("When"), 92, lambda one, now: Cell(when(one.at, now, zone), "text.mid")),
        Column("title", _("What"), 130, _what, stretch=True),
        Column("recipient", _("Recipient"), 120, _recipient),
        Column("copy", _("Copy"), 44, lambda one, _now: Cell(str(one.copy_number), "text.mid"), right=True),
    )


def _what(one: Release, _now: datetime) -> Cell:
    if one.state is ReleaseState.ISSUED:
        return Cell(one.title, "text.high")
    words = f"{one.title}, {label(one.state)}"
    return Cell(words, "state.error" if one.state is ReleaseState.FAILED else "text.low")


def _recipient(one: Release, _now: datetime) -> Cell:
    return Cell(one.recipient, "text.mid")


def facts(one: Release, zone: tzinfo, now: datetime) -> list[tuple[str, str]]:
    """All that is known of a release, for its detail."""
    period = ""
    if one.period_start is not None and one.period_end is not None:
        period = f"{when(one.period_start, now, zone)} – {when(one.period_end, now, zone)}"
    head = "" if one.journal_head is None else f"{one.journal_seq}, {one.journal_head[:12]}"
    return [
        (_("State"), capital(label(one.state))),
        (_("Kind"), capital(label(one.kind))),
        (_("Copy"), str(one.copy_number)),
        (_("Recipient"), one.recipient),
        (_("Audience"), one.audience),
        (_("Reason"), one.reason),
        (_("Period"), period),
        (_("Made"), f"{when(one.at, now, zone)}, {one.by_name}"),
        (_("Left out"), str(one.left_out) if one.left_out else ""),
        (_("Journal"), head),
        (_("SHA-256"), one.sha256 or ""),
        (_("Size"), "" if one.size is None else _("{size} kB").format(size=-(-one.size // 1000))),
    ]
