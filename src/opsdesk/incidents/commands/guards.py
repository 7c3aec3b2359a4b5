"""What every verb asks before it changes an incident, and the line that it leaves in the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from opsdesk.errors import BadInput, Refused
from opsdesk.incidents.model import OPEN, TRANSITIONS, IncidentStatus, LogKind
from opsdesk.incidents.records.tables import incident, incident_log
from opsdesk.observations.commands.guards import AHEAD
from opsdesk.store.ids import new_id
from opsdesk.store.schema import microseconds
from opsdesk.store.transaction import Transaction


def open_incident(tx: Transaction, incident_id: UUID) -> Any:
    """The incident, while the desk works on it (`incident.ended` otherwise)."""
    row = tx.get(incident, incident_id)
    if row.status not in OPEN:
        raise Refused("incident.ended", number=row.number, status=row.status)
    return row


def require_step(row: Any, to: IncidentStatus) -> None:
    """`incident.transition` unless the status may follow."""
    if to not in TRANSITIONS[row.status]:
        raise Refused("incident.transition", number=row.number, status=row.status, to=to)


def require_past(tx: Transaction, field: str, at: datetime | None) -> None:
    """`BadInput` for a time in the future."""
    if at is not None and at > tx.now + AHEAD:
        raise BadInput.one(field, "in_the_future", given=at)


def tell(tx: Transaction, incident_id: UUID, kind: LogKind, what: str, **facts: object) -> None:
    """Write the line of a command into the log: codes for `wording`, and a plain form of them."""
    plain = {name: _plain(value) for name, value in facts.items() if value is not None}
    shown = {name: _shown(value) for name, value in facts.items() if value is not None}
    values = {
        "incident_id": incident_id,
        "kind": kind,
        "at": tx.now,
        "text": _sentence(what, shown),
        "facts": {"what": what, **plain},
    }
    tx.insert(incident_log, new_id(), values)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return microseconds(value)
    return value if isinstance(value, (str, int, bool)) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return (
        str(getattr(value, "name", value)).lower().replace("_", " ")
        if hasattr(value, "value")
        else str(value)
    )


def _sentence(what: str, facts: Mapping[str, str]) -> str:
    rest = dict(facts)
    before, after = rest.pop("before", None), rest.pop("after", None)
    steps = [] if before is None and after is None else [f"{before or '–'} → {after or '–'}"]
    return ": ".join([what.replace("_", " "), ", ".join([*rest.values(), *steps])]).removesuffix(": ")
