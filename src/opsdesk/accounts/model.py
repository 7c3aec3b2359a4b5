"""Operators as the desk knows them: frozen dataclasses, no database, no screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from opsdesk.handling import Marking, Role
from opsdesk.store.operator import Me

#: So many wrong passwords within the window lock the operator (CJIS policy 5.9.5).
MOST_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)

#: What the first operator gets; `wall` is a login of a screen and nobody's role.
ALL_ROLES = frozenset({Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR})


class Outcome(StrEnum):
    """How an attempt to sign in ended."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person who signs in at a desk, or the login of a wall screen.

    `clearance` is the operator's own and lower one (a wall screen); None: that of the organization.
    """

    id: UUID
    version: int
    name: str
    roles: frozenset[Role]
    organization_id: UUID
    clearance: Marking | None
    has_password: bool
    locked_at: datetime | None
    disabled_at: datetime | None
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What is needed to let somebody in; the hash stays out of every repr."""

    operator: Operator
    me: Me
    secret: Secret | None


class Secret:
    """A password's hash that shows itself to nobody."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Secret()"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came in, and whether a password has yet to be set."""

    me: Me
    without_password: bool
