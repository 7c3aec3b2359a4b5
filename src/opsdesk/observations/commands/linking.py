"""What came of an observation: written by the commands of incidents and bulletins, in their transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from opsdesk.errors import Refused
from opsdesk.observations.commands.guards import require_step, standing
from opsdesk.observations.commands.reviewing import ANSWERED, FREE, ReturnObservation
from opsdesk.observations.model import ObservationStatus
from opsdesk.observations.records.links import incident_links, is_linked, is_sighted, sighting_link
from opsdesk.observations.records.tables import incident_observation, observation, sighting
from opsdesk.observations.records.writing import put
from opsdesk.store.transaction import Transaction


def convert(
    tx: Transaction, observation_id: UUID, incident_id: UUID, incident_number: int
) -> tuple[Any, ReturnObservation]:
    """Link an observation with an incident and set it converted; returns it as it was, and the way back.

    Unvetted, ungraded and claimed ones too: triage never delays an incident. One that is converted
    already is linked as well; a closed one is taken up again by it.
    """
    row = standing(tx, observation_id)
    if is_linked(tx, incident_id, observation_id):
        raise Refused("observation.linked_already", number=row.number, incident=incident_number)
    if row.status is ObservationStatus.CLOSED:
        require_step(row, ObservationStatus.UNDER_REVIEW)
    elif row.status is not ObservationStatus.CONVERTED:
        require_step(row, ObservationStatus.CONVERTED)
    values = {
        "incident_id": incident_id,
        "observation_id": observation_id,
        "incident_number": incident_number,
        "observation_number": row.number,
        "linked_at": tx.now,
        "linked_by": tx.me.operator_id,
    }
    tx.link(incident_observation, values, owner=("incident", incident_id))
    before = put(tx, observation_id, {**_CONVERTED, "linked": row.linked + 1})
    return before, ReturnObservation.to(before)


_CONVERTED = {
    "status": ObservationStatus.CONVERTED,
    **FREE,
    **ANSWERED,
    "disposition": None,
    "closing_note": None,
    "closed_at": None,
}


def unconvert(
    tx: Transaction, observation_id: UUID, incident_id: UUID, back: ReturnObservation | None = None
) -> int:
    """Take the link away, and return the observation's number.

    With `back` all stands as it was; else who takes its last link reviews it.
    """
    row = tx.get(observation, observation_id)
    if not is_linked(tx, incident_id, observation_id):
        raise Refused("observation.not_linked", number=row.number)
    tx.unlink(
        incident_observation, incident_links(incident_id, observation_id), owner=("incident", incident_id)
    )
    values: dict[str, Any] = {"linked": row.linked - 1}
    if back is not None and back.version == row.version:
        values |= back.place()
    elif row.status is ObservationStatus.CONVERTED and row.linked == 1:
        values |= {"status": ObservationStatus.UNDER_REVIEW, **_by(tx)}
    put(tx, observation_id, values)
    return int(row.number)


def _by(tx: Transaction) -> dict[str, Any]:
    return {"claimed_by": tx.me.operator_id, "claimed_at": tx.now}


def link_sighting(tx: Transaction, observation_id: UUID, bulletin_id: UUID) -> None:
    """Link an observation with a bulletin as a sighting; a person decided that, never the program."""
    row = standing(tx, observation_id)
    if is_sighted(tx, bulletin_id, observation_id):
        raise Refused("observation.sighted_already", number=row.number)
    values = {
        "bulletin_id": bulletin_id,
        "observation_id": observation_id,
        "linked_at": tx.now,
        "linked_by": tx.me.operator_id,
    }
    tx.link(sighting, values, owner=("bulletin", bulletin_id))
    put(tx, observation_id, {"linked": row.linked + 1})


def unlink_sighting(tx: Transaction, observation_id: UUID, bulletin_id: UUID) -> None:
    """Take a sighting away again."""
    row = tx.get(observation, observation_id)
    if not is_sighted(tx, bulletin_id, observation_id):
        raise Refused("observation.not_linked", number=row.number)
    tx.unlink(sighting, sighting_link(bulletin_id, observation_id), owner=("bulletin", bulletin_id))
    put(tx, observation_id, {"linked": row.linked - 1})
