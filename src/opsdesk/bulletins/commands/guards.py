"""What has to hold before a command on a bulletin goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from opsdesk.accounts import records as operators
from opsdesk.bulletins import records
from opsdesk.bulletins.model import ISSUED, Bulletin, BulletinKind, BulletinStatus
from opsdesk.bulletins.rules import problems
from opsdesk.errors import BadInput, ChangedElsewhere, NotFound, Problem, Refused
from opsdesk.handling import Marking, Role, Sector
from opsdesk.partners import records as partners
from opsdesk.store.transaction import Transaction


def standing(tx: Transaction, bulletin_id: UUID) -> Bulletin:
    """The bulletin; `NotFound` also for a discarded draft."""
    if tx.get(records.bulletin, bulletin_id).discarded_at is not None:
        raise NotFound("bulletin", bulletin_id)
    return records.get(tx, bulletin_id)


def require_status(was: Bulletin, *statuses: BulletinStatus, reason: str) -> None:
    """`Refused` with the reason unless the bulletin has one of the statuses."""
    if was.status not in statuses:
        raise Refused(reason, code=was.code, status=was.status)


def require_version(
    was: Bulletin, version: int, yours: Mapping[str, Any], theirs: Mapping[str, Any] | None = None
) -> None:
    """`ChangedElsewhere`, with both sides by the fields of the model, when it was read at another version."""
    if was.version != version:
        now = {name: getattr(was, name) for name in yours} if theirs is None else theirs
        raise ChangedElsewhere("bulletin", was.id, read=version, now=was.version, theirs=now, yours=yours)


def require_issued(was: Bulletin) -> None:
    """`Refused` unless partners were told."""
    if was.status not in ISSUED:
        raise Refused("bulletin.not_published", code=was.code, status=was.status)


def require_in_force(tx: Transaction, was: Bulletin) -> None:
    """`Refused` unless it is published and has not expired."""
    state = was.state(tx.now)
    if state is not BulletinStatus.PUBLISHED:
        raise Refused("bulletin.not_in_force", code=was.code, status=state)


def require_complete(tx: Transaction, draft: Bulletin) -> None:
    """`BadInput` that names every field that is wrong for the kind."""
    originator = [] if draft.originator_id is None else partners.names(tx, [draft.originator_id])
    kind = originator[0].kind if originator else None
    wrong = problems(draft, kind, tx.now)
    if draft.marking is Marking.RED and draft.readers and not _second_reader(tx, draft):
        wrong.append(Problem("readers", "readers_without_supervisor"))
    if wrong:
        raise BadInput(wrong)


def _second_reader(tx: Transaction, draft: Bulletin) -> bool:
    """Whether a supervisor other than the author may read it: nobody else could publish it."""
    others = [one for one in operators.some(tx, draft.readers) if one.id != draft.created_by]
    return any(Role.SUPERVISOR in one.roles and one.disabled_at is None for one in others)


def require_publisher(tx: Transaction, was: Bulletin) -> None:
    """A supervisor who neither wrote nor submitted it; for a person who is sought, of the public sector."""
    tx.require(Role.SUPERVISOR)
    if tx.me.operator_id in (was.created_by, was.submitted_by):
        raise Refused("second_person_needed", code=was.code, author=was.created_by_name)
    if was.kind is BulletinKind.BOLO_PERSON:
        require_public(tx, was)


def require_public(tx: Transaction, was: Bulletin) -> None:
    """`Refused` for operators of the private and community sector."""
    if tx.me.sector is not Sector.PUBLIC:
        raise Refused("bulletin.public_sector_only", code=was.code)


def require_speaks_for(tx: Transaction, organization_id: UUID) -> None:
    """A partner's operator confirms for their own organization only; the public desk for anyone."""
    if tx.me.sector is not Sector.PUBLIC and tx.me.organization_id != organization_id:
        raise Refused("bulletin.own_organization_only", name=_name(tx, organization_id))


def require_told(tx: Transaction, was: Bulletin, organization_id: UUID) -> None:
    """`Refused` unless the organization was told of the bulletin."""
    require_issued(was)
    if organization_id not in {one.organization_id for one in was.recipients}:
        raise Refused("bulletin.not_a_recipient", code=was.code, name=_name(tx, organization_id))


def require_choosable(tx: Transaction, organization_ids: Iterable[UUID]) -> None:
    """`BadInput` when an organization is not there or archived."""
    ids = list(organization_ids)
    there = {one.id for one in partners.names(tx, ids)}
    for organization_id in ids:
        if organization_id not in there:
            raise BadInput.one("audience", "unknown_organization", given=str(organization_id))
        found = partners.get(tx, organization_id)
        if found.archived_at is not None:
            raise BadInput.one("audience", "organization_archived", given=found.name)


def require_people(tx: Transaction, operator_ids: Iterable[UUID]) -> None:
    """`BadInput` when an operator is not there, is disabled, or is the screen on a wall."""
    ids = list(operator_ids)
    there = {one.id: one for one in operators.some(tx, ids)} if ids else {}
    for operator_id in ids:
        found = there.get(operator_id)
        if found is None:
            raise BadInput.one("readers", "unknown_operator", given=str(operator_id))
        if found.disabled_at is not None or Role.WALL in found.roles:
            raise BadInput.one("readers", "no_reader", given=found.name)


def in_use(tx: Transaction, organization_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Those of the organizations that are not archived."""
    return tuple(one for one in organization_ids if partners.get(tx, one).archived_at is None)


def _name(tx: Transaction, organization_id: UUID) -> str:
    return partners.get(tx, organization_id).name
