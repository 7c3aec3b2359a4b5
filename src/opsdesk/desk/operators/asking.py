"""What the page asks of the database, each as one reading, and the secrets of one-time passwords."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import SecretStr

from opsdesk.accounts import records
from opsdesk.accounts.model import OperatorFilter, OperatorItem
from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.scram import one_time, verifier
from opsdesk.errors import NotFound
from opsdesk.partners import records as partners
from opsdesk.partners.model import OrganizationName

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


@dataclass(frozen=True)
class Choices:
    """What the forms offer; whether this desk stands in a secured room; whether the server has logins.

    `watched`: whether somebody counts wrong passwords.
    """

    organizations: Sequence[OrganizationName]
    secured: bool
    logins: bool
    watched: bool


def choices(reading: Reading, desk: str) -> Choices:
    """For the forms and the page's own switch."""
    return Choices(
        partners.names(reading),
        records.secured(reading, desk),
        records.has_logins(reading),
        records.watched(reading),
    )


def opened(reading: Reading, operator_id: UUID) -> OperatorItem:
    """One operator; `NotFound`."""
    found = records.listed(reading, [operator_id], OperatorFilter())
    if not found:
        raise NotFound("operator", operator_id)
    return found[0]


@dataclass(frozen=True)
class OneTime:
    """A password that is shown once, and what of it is kept; it shows itself to nobody else."""

    password: SecretStr
    secret: SecretStr


def make_one_time(*, logins: bool) -> OneTime:
    """A new one: with Argon2's hash, or the verifier of a server's login. Slow by intent: in a thread."""
    password = one_time()
    kept = verifier(password) if logins else Passwords().hashed(password).value
    return OneTime(SecretStr(password), SecretStr(kept))
