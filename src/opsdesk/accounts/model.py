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

    `clearance` is the operator's own and lower one (a wall screen); None: that of the organization. `login`
    is the server's, where there is one; a `one_time` password is to be replaced at the next sign-in.
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
    login: str | None = None
    one_time: bool = False


class OperatorState(StrEnum):
    """How it stands with an operator's way in."""

    ACTIVE = "active"
    WITHOUT_PASSWORD = "without_password"  # noqa: S105 - a state
    ONE_TIME = "one_time"
    WITHOUT_LOGIN = "without_login"
    LOCKED = "locked"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorItem:
    """One line of the list of operators; `logins`: whether the database gives each a login of its own."""

    operator: Operator
    n: int
    name_key: str
    organization_name: str
    logins: bool

    @property
    def id(self) -> UUID:
        """The operator's id."""
        return self.operator.id

    @property
    def state(self) -> OperatorState:
        """Disabled and locked go before what is wrong with the password."""
        who = self.operator
        if who.disabled_at is not None:
            return OperatorState.DISABLED
        if who.locked_at is not None:
            return OperatorState.LOCKED
        if self.logins and who.login is None:
            return OperatorState.WITHOUT_LOGIN
        if who.one_time:
            return OperatorState.ONE_TIME
        return OperatorState.ACTIVE if self.logins or who.has_password else OperatorState.WITHOUT_PASSWORD


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFilter:
    """What the list of operators shows; empty means no limit."""

    text: str = ""
    roles: frozenset[Role] = frozenset()
    organization_id: UUID | None = None
    disabled: bool | None = None


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
    """Who came in, whether a password has yet to be set, and whether one must be set before anything else."""

    me: Me
    without_password: bool
    must_set: bool = False
