"""What every verb asks before it changes an observation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.observations.model import TRANSITIONS, ObservationStatus
from opsdesk.observations.records.names import operator_name
from opsdesk.observations.records.tables import observation
from opsdesk.store.transaction import Transaction

#: A partner's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=5)


def standing(tx: Transaction, observation_id: UUID) -> Any:
    """The observation, unless it was withdrawn (`observation.withdrawn`)."""
    row = tx.get(observation, observation_id)
    if row.status is ObservationStatus.WITHDRAWN:
        raise Refused("observation.withdrawn", number=row.number)
    return row


def require_step(row: Any, to: ObservationStatus) -> None:
    """`observation.transition` unless the status may follow."""
    if to not in TRANSITIONS[row.status]:
        raise Refused("observation.transition", number=row.number, status=row.status, to=to)


def require_free(tx: Transaction, row: Any) -> None:
    """`observation.claimed`, with the holder's name, while another operator holds it."""
    if row.claimed_by not in (None, tx.me.operator_id):
        holder = operator_name(tx, row.claimed_by)
        raise Refused("observation.claimed", number=row.number, holder=holder, since=row.claimed_at)


def require_times(
    tx: Transaction,
    *,
    occurred_at: datetime | None,
    occurred_until: datetime | None,
    reported_at: datetime | None,
) -> None:
    """`BadInput` for what was seen or told in the future, or ended before it began."""
    wrong = [
        Problem(name, "in_the_future", {"given": value})
        for name, value in (("occurred_at", occurred_at), ("reported_at", reported_at))
        if value is not None and value > tx.now + AHEAD
    ]
    if occurred_until is not None and (occurred_at is None or occurred_until < occurred_at):
        wrong.append(Problem("occurred_until", "ends_before", {"start": occurred_at, "end": occurred_until}))
    if wrong:
        raise BadInput(wrong)


def require_due(tx: Transaction, reply_due: datetime) -> None:
    """`BadInput` for a reply that is due in the past."""
    if reply_due <= tx.now:
        raise BadInput.one("reply_due", "in_the_past", given=reply_due)
