"""What PostgreSQL and its driver say, as an expected failure with a code and facts."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from opsdesk.errors import Forbidden, OpsDeskError, Refused, StoreUnavailable
from opsdesk.store.shared.address import Address

#: What the database's own functions raise: a rule of the field, and who may not.
REFUSED, FORBIDDEN = "OD001", "OD002"

#: Two commands met; the same again, in a new transaction, goes through or finds out why not.
_MET = frozenset({"40001", "40P01", "23505"})

_TWICE = "23505"

#: SQLSTATE, whole or its class, and what it means to a person.
_REASONS = {
    "08": "server_away",
    "57P01": "server_away",
    "57P02": "server_away",
    "57P03": "server_away",
    "57P04": "server_away",
    "57P05": "server_away",
    "25P03": "server_away",
    "25006": "server_away",  # a standby, or a primary that is one no more
    "53300": "server_full",
    "53100": "disk_full",
    "53": "server_full",
    "55P03": "server_busy",
    "57014": "server_busy",
    "3D000": "no_shared_database",
    "58": "disk_error",
    "XX001": "damaged",
    "XX002": "damaged",
}


class Lost(OpsDeskError):
    """The connection went in the middle of something: whether it was done is not known. Never leaves here."""


class Met(OpsDeskError):
    """The transaction met another one and was taken back: to be done again. Never leaves here.

    `unique`: both wrote what may be there once; done again, the command finds what the other one wrote.
    """

    def __init__(self, *, unique: bool = False) -> None:
        self.unique = unique
        super().__init__("twice" if unique else "met")


@contextmanager
def explained(address: Address, kind: str = "") -> Iterator[None]:
    """Turn what the driver raises into `StoreUnavailable`, `Forbidden`, `Refused`, or `Met` and `Lost`.

    `kind` is the command's, for `Forbidden`.
    """
    try:
        yield
    except OpsDeskError:
        raise
    except (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, PoolTimeout, OSError) as error:
        found = failure(error, address, kind)
        if found is None:
            raise
        raise found from error


def failure(error: BaseException, address: Address, kind: str = "") -> OpsDeskError | None:
    """The expected failure behind an error of the driver or the network; None for one of the program."""
    original = _below(error)
    state = getattr(original, "sqlstate", None) or ""
    subject, _, verb = kind.partition(".")
    if state in (REFUSED, FORBIDDEN):
        facts = _facts(original)
        reason = str(facts.pop("reason", "refused"))
        if state == REFUSED:
            return Refused(reason, **facts)
        return Forbidden(verb or reason, subject or str(facts.get("subject", "")), facts.get("roles", ()))
    if state == "42501":
        return Forbidden(verb or "read", subject)
    if state in _MET:
        return Met(unique=state == _TWICE)
    if _is_lost(error, original):
        return Lost(type(original).__name__)
    reason = _REASONS.get(state) or _REASONS.get(state[:2]) or ""
    if reason == "server_away":
        return Lost(state)
    if reason:
        return StoreUnavailable(reason, path=address.shown, system=str(original))
    return None


def at_the_door(error: BaseException, address: Address) -> OpsDeskError | None:
    """The same for an attempt to connect: who is not let in, and what is not there."""
    original = _below(error)
    state = getattr(original, "sqlstate", None) or ""
    who = address.login or ""
    if state == "28P01":
        return Refused("password_wrong", name=who)
    if state == "28000":
        if "not permitted to log in" in str(original):
            return Refused("operator_locked", name=who)
        return StoreUnavailable("not_admitted", path=address.shown, name=who, system=str(original))
    if isinstance(original, ssl.SSLError):
        return StoreUnavailable("certificate_wrong", path=address.shown, system=str(original))
    found = failure(error, address)
    if isinstance(found, Lost) or isinstance(original, asyncpg.InterfaceError | ValueError):
        return away(address, original)
    return found


def away(address: Address, error: BaseException | None = None) -> StoreUnavailable:
    """The server does not answer."""
    return StoreUnavailable("server_away", path=address.shown, system=str(error) if error else "")


def _is_lost(error: BaseException, original: BaseException) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    lost = (
        OSError,
        EOFError,
        PoolTimeout,
        asyncpg.PostgresConnectionError,
        asyncpg.TargetServerAttributeNotMatched,
    )
    # A time that ran out stands on the cancelling that it used.
    if isinstance(original, lost) or isinstance(error, TimeoutError):
        return True
    closed = ("connection is closed", "connection was closed", "underlying connection", "been released")
    return isinstance(original, asyncpg.InterfaceError) and any(text in str(original) for text in closed)


def _below(error: BaseException) -> BaseException:
    """The driver's own error below SQLAlchemy's two."""
    original: BaseException = getattr(error, "orig", None) or error
    below: BaseException | None = getattr(original, "orig", None) or original.__cause__
    return below or original


def _facts(error: BaseException) -> dict[str, Any]:
    try:
        found = json.loads(getattr(error, "detail", None) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
