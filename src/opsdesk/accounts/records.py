"""Operators in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Uuid,
    column,
    func,
    insert,
    select,
)

from opsdesk.accounts.model import Login, Operator, OperatorFilter, OperatorItem, Secret
from opsdesk.errors import Forbidden, NotFound
from opsdesk.handling import Marking, Role
from opsdesk.partners.records.tables import organization
from opsdesk.store.operator import Me
from opsdesk.store.page import Page
from opsdesk.store.schema import Coded, Id, Instant, Json, instant, metadata, record_columns
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
    # The password was given by an administrator, to be replaced at the next sign-in.
    Column("one_time", Boolean(create_constraint=False), nullable=False),
)

#: Desks in a secured room, which do not lock when nobody touches them (CJIS policy 5.9.5).
secured_desk = Table(
    "secured_desk",
    metadata,
    *record_columns(),
    Column("desk", String(), nullable=False, unique=True),
    Column("reason", String(), nullable=False),
    Column("ended_at", Instant()),
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


def page(reading: Reading, wanted: OperatorFilter, after: Any = None, limit: int = 200) -> Page[OperatorItem]:
    """The next operators by name, which is the key. For administrators: `Forbidden` for everyone else."""
    _require_administrator(reading)
    asked = _ITEMS.where(*_where(reading, wanted)).order_by(operator.c.name_key).limit(limit)
    if after is not None:
        asked = asked.where(operator.c.name_key > after)
    rows = reading.all(asked)
    key: Any = rows[-1].name_key if len(rows) == limit else None
    return Page(_items(reading, rows), key)


def listed(reading: Reading, ids: Collection[UUID], wanted: OperatorFilter) -> list[OperatorItem]:
    """Those of the named operators that the filter shows."""
    _require_administrator(reading)
    return _items(reading, reading.all(_ITEMS.where(operator.c.id.in_(list(ids)), *_where(reading, wanted))))


def number_of(reading: Reading, wanted: OperatorFilter) -> int:
    """How many operators the filter shows."""
    _require_administrator(reading)
    return int(
        reading.scalar(select(func.count()).select_from(operator).where(*_where(reading, wanted))) or 0
    )


def secured(reading: Reading, desk: str) -> bool:
    """Whether a desk stands in a secured room and does not lock when nobody touches it."""
    row = securing(reading, desk)
    return row is not None and row.ended_at is None


def securing(reading: Reading, desk: str) -> Row[Any] | None:
    """What is written of a desk that stands in a secured room, or once did."""
    return reading.one(select(secured_desk).where(secured_desk.c.desk == desk, reading.visible(secured_desk)))


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


# ---------------------------------------------------------------- logins of the server
# In a file the program keeps the passwords. On a server each operator has a login of its own, which only
# the server's functions make and change: `store.shared` says what they promise.


def has_logins(reading: Reading) -> bool:
    """Whether the database gives each operator a login of its own."""
    return reading.connection.dialect.name == "postgresql"


def watched(reading: Reading) -> bool:
    """Whether wrong passwords are counted: by the program in a file, on a server by its watcher alone."""
    return not has_logins(reading) or bool(reading.scalar(select(func.app.watched())))


def add_login(tx: Transaction, operator_id: UUID, login: str, secret: str) -> None:
    """Make a login for an operator; `secret` is a verifier (`scram.verifier`), never a password."""
    tx.scalar(select(func.app.add_login(operator_id, login, secret)))


def set_login_secret(tx: Transaction, operator_id: UUID, secret: str) -> None:
    """Another password for an operator's login: an administrator's, or one's own."""
    tx.scalar(select(func.app.set_login_secret(operator_id, secret)))


def open_login(tx: Transaction, operator_id: UUID) -> None:
    """Let the login in, which was closed or locked."""
    tx.scalar(select(func.app.open_login(operator_id)))


def close_login(tx: Transaction, operator_id: UUID) -> None:
    """Let the login in no more, and end its sessions."""
    tx.scalar(select(func.app.close_login(operator_id)))


def _locked_logins(reading: Reading) -> dict[UUID, datetime]:
    """The operators whose logins the server has locked, and since when."""
    if not has_logins(reading):
        return {}
    return {row.operator_id: instant(row.locked_at) for row in reading.all(_LOCKED_LOGINS)}


_LOCKED_LOGINS = select(
    func.app.locked_logins().table_valued(column("operator_id", Uuid()), column("locked_at", BigInteger()))
)


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


_ITEMS = select(operator, organization.c.name.label("organization_name")).join(
    organization, organization.c.id == operator.c.organization_id, isouter=True
)


def _require_administrator(reading: Reading) -> None:
    if Role.ADMINISTRATOR not in reading.me.roles:
        raise Forbidden("operator.read", "operator", (Role.ADMINISTRATOR,))


def _where(reading: Reading, wanted: OperatorFilter) -> list[ColumnElement[bool]]:
    where = [reading.visible(operator)]
    where += [operator.c.name_key.contains(word, autoescape=True) for word in words(wanted.text).split()]
    # Roles are kept as a list in text: `["dispatcher","liaison"]`.
    kept = operator.c.roles.cast(String)
    where += [kept.contains(f'"{role.value}"', autoescape=True) for role in sorted(wanted.roles)]
    if wanted.organization_id is not None:
        where.append(operator.c.organization_id == wanted.organization_id)
    if wanted.disabled is not None:
        column = operator.c.disabled_at
        where.append(column.is_not(None) if wanted.disabled else column.is_(None))
    return where


def _items(reading: Reading, rows: Iterable[Row[Any]]) -> list[OperatorItem]:
    logins, locked = has_logins(reading), _locked_logins(reading)
    return [
        OperatorItem(
            operator=replace(_operator(row), locked_at=locked.get(row.id, row.locked_at)),
            n=row.n,
            name_key=row.name_key,
            organization_name=row.organization_name or "",
            logins=logins,
        )
        for row in rows
    ]


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
        login=row.login,
        one_time=row.one_time,
    )


def _login(row: Row[Any]) -> Login:
    found = _operator(row)
    granted: Marking = row.granted
    clearance = min(granted, found.clearance or granted, key=lambda marking: marking.rank)
    me = Me(found.id, found.name, found.roles, found.organization_id, row.sector, clearance)
    return Login(operator=found, me=me, secret=None if row.secret is None else Secret(row.secret))
