"""Rows of lists that stand on this desk alone: made from their commands, and what is marked on others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from opsdesk.desk.widgets.cells import Cell
from opsdesk.handling import Marking
from opsdesk.incidents.commands import OpenIncident
from opsdesk.incidents.model import IncidentItem, IncidentStatus
from opsdesk.observations.commands import ReportObservation
from opsdesk.observations.model import (
    Category,
    ObservationItem,
    ObservationStatus,
    Priority,
    SourceKind,
    Vetting,
)
from opsdesk.store.saved import UNSETTLED, Saved, State
from opsdesk.store.schema import microseconds
from opsdesk.store.words import words
from opsdesk.wording.saved import state

JUST_SHARED = frozenset({State.SHARED, State.ADOPTED})

#: How a state looks: ink and glyph.
_LOOKS: Mapping[State, tuple[str, str]] = {
    State.WAITING: ("state.away", "save"),
    State.SHARED: ("state.ok", "check"),
    State.ADOPTED: ("state.ok", "check"),
    State.CONFLICT: ("state.waiting", "compare_arrows"),
    State.REJECTED: ("state.error", "error"),
    State.MERGED: ("text.low", "check"),
    State.DROPPED: ("text.low", "close"),
    State.TAKEN_BACK: ("text.low", "undo"),
}

#: The columns that say how a record stands, in the lists that have one.
_STATE_COLUMNS = ("state", "status")


def state_cell(line: Saved) -> Cell:
    """Where a line is, as a cell."""
    ink, glyph = _LOOKS[line.state]
    return Cell(state(line), ink, glyph=glyph, glyph_ink=ink)


def marks_of(line: Saved) -> Mapping[str, Cell]:
    """What a row says in place of its own cells, by column."""
    cell = state_cell(line)
    marks = dict.fromkeys(_STATE_COLUMNS, cell)
    if line.makes:
        marks["number"] = Cell(line.local, "state.away")
    return marks


def items(subject: str, lines: Iterable[Saved], wanted: Any) -> list[Any]:
    """The rows of a list that only this desk has, as far as the list's filter shows them."""
    made = _MAKERS.get(subject)
    if made is None:
        return []
    rows = [
        made(line) for line in lines if line.state in UNSETTLED and line.subject == subject and line.makes
    ]
    return [row for row in rows if row is not None and fits(row, getattr(wanted, "filter", wanted))]


def fits(row: Any, wanted: Any) -> bool:
    """Whether a filter shows a row of this desk's own; what only the server could answer hides it."""
    for name, field in (("statuses", "status"), ("priorities", "priority"), ("categories", "category")):
        if (chosen := getattr(wanted, name, None)) and getattr(row, field) not in chosen:
            return False
    if any(getattr(wanted, name, None) for name in _ONLY_THE_SERVER_KNOWS):
        return False
    told_at = getattr(row, "reported_at", None) or row.opened_at
    since, until = getattr(wanted, "since", None), getattr(wanted, "until", None)
    if (since is not None and told_at < since) or (until is not None and told_at > until):
        return False
    text = words(f"{getattr(row, 'summary', '')} {getattr(row, 'title', '')} {row.place or ''}").split()
    return all(
        any(one.startswith(word) for one in text) for word in words(getattr(wanted, "text", "")).split()
    )


_ONLY_THE_SERVER_KNOWS = (
    *(
        "organization_id",
        "claimed_by",
        "overdue",
        "reply_due_until",
        "to_decide",
        "bounds",
        "tag",
        "import_id",
    ),
    *("closed_since", "handled_by", "emergency_not_told"),
)


def _n(line: Saved) -> int:
    """Where it sorts: by the time at which it was saved, as `n` of a record does."""
    return (microseconds(line.saved_at) // 1000 << 20) | (line.number & 0xFFFFF)


def _observation(line: Saved) -> ObservationItem | None:
    given = line.command
    if not isinstance(given, ReportObservation):
        return None
    by_default = SourceKind.CITIZEN if given.organization_id is None else SourceKind.PARTNER
    grade = f"{given.reliability or ''}{given.credibility or ''}"
    return ObservationItem(
        n=_n(line),
        id=given.observation_id,
        version=1,
        number=line.number,
        priority=given.priority,
        status=ObservationStatus.NEW,
        reported_at=given.reported_at or line.saved_at,
        occurred_at=given.occurred_at,
        summary=given.summary,
        category=given.category,
        place=given.place,
        position=given.position,
        grade=grade if len(grade) == 2 else None,
        source="",
        source_kind=given.source_kind or by_default,
        channel=given.channel,
        photos=len(given.photos),
        linked=0,
        marking=given.marking,
        vetting=Vetting.UNVETTED,
        claimed_by=None,
        claimed_by_name=None,
        reply_due=None,
        disposition=None,
    )


def _incident(line: Saved) -> IncidentItem | None:
    given = line.command
    if not isinstance(given, OpenIncident):
        return None
    return IncidentItem(
        n=_n(line),
        id=given.incident_id,
        version=1,
        number=line.number,
        title=given.title or "",
        category=given.category or Category.OTHER,
        priority=given.priority or Priority.ROUTINE,
        status=IncidentStatus.OPEN,
        handled_by=given.handled_by,
        place=given.place,
        position=given.position,
        opened_at=given.opened_at or line.saved_at,
        closed_at=None,
        units=(),
        marking=given.marking or Marking.AMBER,
        disposition=None,
        observations=len(given.observations),
    )


_MAKERS: Mapping[str, Callable[[Saved], Any]] = {"observation": _observation, "incident": _incident}
