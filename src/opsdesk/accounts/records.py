"""Operators in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Row, String, Table, func, insert, select

from opsdesk.accounts.model import Login, Operator, Secret
from opsdesk.errors import NotFound
from opsdesk.handling import Marking, Role
from opsdesk.partners.records.tables import organization
from opsdesk.store.operator import Me
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata, record_columns
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.words import words

operator = Table(
    "operator",
    metadata,
    *record_columns(),
    Column("name", String(), nullable=False),
    Column("name_key", String(), nullable=False, unique=True),
    Column("roles", Json(), nullable=False),
    Column("organization_id", Id(), ForeignKey("organization.id"), nullable=False, index=True),
    Column("clearance", Coded(Marking)),
    Column("secret", String(), info={"secret": True}),
    Column("locked_at", Instant()),
    Column("disabled_at", Instant()),
    Column("last_sign_in_at", Instant()),
    # The login at a shared database: who is behind it is looked up by this, so no command sets it.
    Column("login", String(), unique=True),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("operator_id", Id(), ForeignKey("operator.id"), nullable=False),
    Column("at", Instant(), nullable=False),
    Index("ix_sign_in_failure_by_operator", "operator_id", "at"),
)


def name_key(name: str) -> str:
    """A name as it is compared: two operators may not differ in case and accents alone."""
    return words(name) or name.strip().casefold()


def get(reading: Reading, operator_id: UUID) -> Operator:
    """One operator; `NotFound`."""
    return _operator(reading.get(operator, operator_id))


def every(reading: Reading) -> list[Operator]:
    """All operators, by name."""
    found = select(operator).where(reading.visible(operator)).order_by(operator.c.name_key)
    return [_operator(row) for row in reading.all(found)]


def some(reading: Reading, ids: Iterable[UUID]) -> list[Operator]:
    """Just these operators, as far as they are there."""
    found = select(operator).where(operator.c.id.in_(list(ids)), reading.visible(operator))
    return [_operator(row) for row in reading.all(found)]


def names(reading: Reading, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these operators, for lists and histories."""
    found = select(operator.c.id, operator.c.name).where(
        operator.c.id.in_(list(ids)), reading.visible(operator)
    )
    return {row.id: row.name for row in reading.all(found)}


def login(reading: Reading, name: str) -> Login:
    """What is needed to let this operator in; `NotFound`. Read before anybody is signed in."""
    row = reading.one(_LOGINS.where(operator.c.name_key == name_key(name)))
    if row is None:
        raise NotFound("operator", name)
    return _login(row)


def logins(reading: Reading) -> list[Login]:
    """Everybody who may try to sign in, by name. Read before anybody is signed in."""
    return [_login(row) for row in reading.all(_LOGINS.order_by(operator.c.name_key))]


def administrators(reading: Reading) -> frozenset[UUID]:
    """The administrators who are not disabled: one must be left."""
    found = select(operator.c.id, operator.c.roles).where(operator.c.disabled_at.is_(None))
    return frozenset(row.id for row in reading.all(found) if Role.ADMINISTRATOR in row.roles)


def count(reading: Reading) -> int:
    """How many operators the desk has, disabled ones as well."""
    return int(reading.scalar(select(func.count()).select_from(operator)) or 0)


def count_failure(tx: Transaction, operator_id: UUID, since: datetime) -> int:
    """Note a wrong password now; returns how many there were for this operator since then."""
    tx.connection.execute(insert(sign_in_failure), {"operator_id": operator_id, "at": tx.now})
    found = select(func.count()).where(
        sign_in_failure.c.operator_id == operator_id, sign_in_failure.c.at > since
    )
    return int(tx.scalar(found) or 0)


def forget_failures(tx: Transaction, operator_id: UUID) -> None:
    """Wrong passwords of the past count no more."""
    tx.unlink(sign_in_failure, sign_in_failure.c.operator_id == operator_id, owner=("operator", operator_id))


_LOGINS = select(operator, organization.c.sector, organization.c.clearance.label("granted")).join(
    organization, organization.c.id == operator.c.organization_id
)


def _operator(row: Row[Any]) -> Operator:
    return Operator(
        id=row.id,
        version=row.version,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        organization_id=row.organization_id,
        clearance=row.clearance,
        has_password=row.secret is not None,
        locked_at=row.locked_at,
        disabled_at=row.disabled_at,
        last_sign_in_at=row.last_sign_in_at,
    )


def _login(row: Row[Any]) -> Login:
    found = _operator(row)
    granted: Marking = row.granted
    clearance = min(granted, found.clearance or granted, key=lambda marking: marking.rank)
    me = Me(found.id, found.name, found.roles, found.organization_id, row.sector, clearance)
    return Login(operator=found, me=me, secret=None if row.secret is None else Secret(row.secret))
