"""What can be done with operators: begin a desk, add, change, disable, reset, release, sign in and out."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from opsdesk.accounts import records
from opsdesk.accounts.model import ALL_ROLES, FAILURE_WINDOW, MOST_FAILURES, Outcome
from opsdesk.accounts.records import name_key, operator, secured_desk
from opsdesk.errors import BadInput, Forbidden, Refused
from opsdesk.handling import CLEARANCES, Marking, Role, Sector
from opsdesk.partners import names
from opsdesk.partners.model import AgreementKind, OrganizationKind
from opsdesk.partners.records.tables import organization
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction
from opsdesk.store.words import words

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
#: A login of the server: `od_`, so that no role of the server itself is meant; at most 63 bytes.
_LOGIN = re.compile(r"od_[a-z0-9_]{1,60}")
LoginName = Annotated[str, StringConstraints(pattern=_LOGIN)]


class BeginDesk(Command):
    """Make the desk's own organization and its first operator, who has all roles and no password.

    Given as that very operator, and only while there is none.
    """

    kind: ClassVar[str] = "operator.begin"
    organization_id: UUID = Field(default_factory=new_id)
    organization: Name = "Operations desk"
    organization_kind: OrganizationKind = OrganizationKind.MUNICIPAL_POLICE
    operator_id: UUID = Field(default_factory=new_id)
    name: Name = "Operator"

    def run(self, tx: Transaction) -> None:
        """Write both."""
        if records.count(tx):
            raise Refused("desk_begun")
        tx.insert(
            organization,
            self.organization_id,
            {
                "name": self.organization,
                "name_key": names.name_key(self.organization),
                "sector": Sector.PUBLIC,
                "kind": self.organization_kind,
                "clearance": Marking.AMBER_STRICT,
                "agreement": AgreementKind.NONE,
                "is_desk": True,
                "words": words(self.organization),
            },
        )
        values = _values(self.name, ALL_ROLES, self.organization_id, None)
        tx.insert(operator, self.operator_id, values)


class AddOperator(Command):
    """Add a person, or the login of a wall screen.

    With a `secret` (its one-time password's hash, or on a server the verifier of `login`) it is replaced at
    the first sign-in. Without one they come in unasked until they set a password, in a file; on a server
    they have no login until their password is reset.
    """

    kind: ClassVar[str] = "operator.add"
    operator_id: UUID = Field(default_factory=new_id)
    name: Name
    roles: frozenset[Role] = Field(min_length=1)
    organization_id: UUID
    clearance: Marking | None = None
    login: LoginName | None = None
    secret: SecretStr | None = Field(None, repr=False)

    def run(self, tx: Transaction) -> DisableOperator:
        """Write it, and make the server's login."""
        _require_fitting(tx, self.operator_id, self.name, self.roles, self.clearance)
        tx.get(organization, self.organization_id)
        values = _values(self.name, self.roles, self.organization_id, self.clearance)
        logins, given = records.has_logins(tx), self.secret is not None
        if given:
            values["one_time"] = True
        if self.secret is not None and not logins:
            values["secret"] = self.secret.get_secret_value()
        tx.insert(operator, self.operator_id, values)
        if logins and (given or self.login is not None):
            _give_login(tx, self.operator_id, self.login, self.secret)
        return DisableOperator(operator_id=self.operator_id, version=1)


class ChangeOperator(Command):
    """Change a name, roles, the organization or the own clearance."""

    kind: ClassVar[str] = "operator.change"
    operator_id: UUID
    version: int
    name: Name | None = None
    roles: frozenset[Role] | None = Field(None, min_length=1)
    organization_id: UUID | None = None
    clearance: Marking | None = None

    def run(self, tx: Transaction) -> ChangeOperator:
        """Write what was given."""
        now = records.get(tx, self.operator_id)
        given = {
            field: getattr(self, field)
            for field in ("name", "roles", "organization_id", "clearance")
            if field in self.model_fields_set and (field == "clearance" or getattr(self, field) is not None)
        }
        name = given.get("name", now.name)
        roles = given.get("roles", now.roles)
        _require_fitting(tx, self.operator_id, name, roles, given.get("clearance"))
        if Role.ADMINISTRATOR not in roles:
            _require_another_administrator(tx, self.operator_id)
        changed = given | ({"name_key": name_key(name)} if "name" in given else {})
        if "roles" in given:
            changed["roles"] = sorted(roles)
        tx.update(operator, self.operator_id, changed, self.version)
        was = {field: getattr(now, field) for field in given}
        return ChangeOperator(operator_id=self.operator_id, version=self.version + 1, **was)


class DisableOperator(Command):
    """Let somebody in no more; the row stays, for what they wrote."""

    kind: ClassVar[str] = "operator.disable"
    operator_id: UUID
    version: int

    def run(self, tx: Transaction) -> EnableOperator:
        """Write it."""
        _require_another_administrator(tx, self.operator_id)
        tx.update(operator, self.operator_id, {"disabled_at": tx.now}, self.version)
        if records.has_logins(tx):
            records.close_login(tx, self.operator_id)
        return EnableOperator(operator_id=self.operator_id, version=self.version + 1)


class EnableOperator(Command):
    """Let a disabled operator in again."""

    kind: ClassVar[str] = "operator.enable"
    operator_id: UUID
    version: int

    def run(self, tx: Transaction) -> DisableOperator:
        """Write it."""
        tx.update(operator, self.operator_id, {"disabled_at": None}, self.version)
        if records.has_logins(tx) and records.get(tx, self.operator_id).login is not None:
            records.open_login(tx, self.operator_id)
        return DisableOperator(operator_id=self.operator_id, version=self.version + 1)


class ReleaseOperator(Command):
    """Let in somebody again whom wrong passwords have locked out."""

    kind: ClassVar[str] = "operator.release"
    operator_id: UUID

    def run(self, tx: Transaction) -> None:
        """Unlock, and start counting anew."""
        if records.get(tx, self.operator_id).disabled_at is not None:
            raise Refused("operator_disabled_not_locked")
        if records.has_logins(tx):
            tx.note("operator", self.operator_id)
            records.open_login(tx, self.operator_id)
            return
        records.forget_failures(tx, self.operator_id)
        tx.update(operator, self.operator_id, {"locked_at": None})


class ResetPassword(Command):
    """Give a one-time password, which is replaced at the next sign-in; on a server also the first login.

    Without a `secret` (in a file only) the password is taken away, and the next sign-in asks for a new one.
    """

    kind: ClassVar[str] = "operator.reset"
    operator_id: UUID
    login: LoginName | None = None
    secret: SecretStr | None = Field(None, repr=False)

    def run(self, tx: Transaction) -> None:
        """Write it, and unlock."""
        if records.has_logins(tx):
            self._at_the_server(tx)
            return
        records.forget_failures(tx, self.operator_id)
        given = None if self.secret is None else self.secret.get_secret_value()
        changed = {"secret": given, "one_time": given is not None, "locked_at": None}
        tx.update(operator, self.operator_id, changed)

    def _at_the_server(self, tx: Transaction) -> None:
        who = records.get(tx, self.operator_id)
        tx.update(operator, self.operator_id, {"one_time": True})
        if who.login is None:
            _give_login(tx, self.operator_id, self.login, self.secret)
            return
        if self.secret is None:
            raise BadInput.one("password", "empty")
        records.set_login_secret(tx, self.operator_id, self.secret.get_secret_value())
        if who.disabled_at is None:
            records.open_login(tx, self.operator_id)


class SetPassword(Command):
    """Set one's own password; the hash is made before (`passwords.hashed`), since it takes its time."""

    kind: ClassVar[str] = "operator.set_password"
    operator_id: UUID
    secret: SecretStr = Field(repr=False)

    def run(self, tx: Transaction) -> None:
        """Write the hash."""
        if self.operator_id != tx.me.operator_id:
            raise Forbidden("set_password", "operator")
        given = self.secret.get_secret_value()
        if records.has_logins(tx):
            records.set_login_secret(tx, self.operator_id, given)
            tx.update(operator, self.operator_id, {"one_time": False})
            return
        tx.update(operator, self.operator_id, {"secret": given, "one_time": False})


class RecordSignIn(Command):
    """Record an attempt to sign in; the fifth wrong password in 15 minutes locks (CJIS policy 5.9.5)."""

    kind: ClassVar[str] = "operator.sign_in"
    operator_id: UUID | None
    outcome: Outcome
    name: str = Field("", max_length=80)

    def run(self, tx: Transaction) -> None:
        """Count, lock, or note the time."""
        facts = {"outcome": self.outcome.value} | ({"name": self.name} if self.operator_id is None else {})
        tx.note("operator" if self.operator_id else None, self.operator_id, detail=facts)
        if self.operator_id is None:
            return
        if self.outcome is Outcome.RIGHT:
            records.forget_failures(tx, self.operator_id)
            tx.update(operator, self.operator_id, {"last_sign_in_at": tx.now, "locked_at": None})
        elif self.outcome is Outcome.WRONG:
            failures = records.count_failure(tx, self.operator_id, tx.now - FAILURE_WINDOW)
            if failures >= MOST_FAILURES:
                tx.update(operator, self.operator_id, {"locked_at": tx.now})


class RecordLock(Command):
    """Record that the desk was locked, by hand or because nobody touched it."""

    kind: ClassVar[str] = "operator.lock"
    idle: bool = False

    def run(self, tx: Transaction) -> None:
        """Note it."""
        tx.note("operator", tx.me.operator_id, detail={"idle": self.idle})


class SecureDesk(Command):
    """Let a desk in a secured room stay open when nobody touches it, or no more (CJIS policy 5.9.5).

    An administrator's, with the reason; it stands in the journal.
    """

    kind: ClassVar[str] = "operator.exempt"
    desk: Name
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    exempt: bool

    def run(self, tx: Transaction) -> SecureDesk | None:
        """Write it; taken back by the opposite."""
        row = records.securing(tx, self.desk)
        if self.exempt and not self.reason:
            raise BadInput.one("reason", "empty")
        if (row is not None and row.ended_at is None) is self.exempt:
            return None
        if row is None:
            tx.insert(secured_desk, new_id(), {"desk": self.desk, "reason": self.reason, "ended_at": None})
        else:
            ended = None if self.exempt else tx.now
            tx.update(secured_desk, row.id, {"ended_at": ended, "reason": self.reason or row.reason})
        reason = self.reason if row is None else row.reason
        return SecureDesk(desk=self.desk, reason=reason, exempt=not self.exempt)


class RecordSignOut(Command):
    """Record that somebody left the desk."""

    kind: ClassVar[str] = "operator.sign_out"

    def run(self, tx: Transaction) -> None:
        """Note it."""
        tx.note("operator", tx.me.operator_id)


def _values(
    name: str, roles: frozenset[Role], organization_id: UUID, clearance: Marking | None
) -> dict[str, Any]:
    return {
        "name": name,
        "name_key": name_key(name),
        "roles": sorted(roles),
        "organization_id": organization_id,
        "clearance": clearance,
        "one_time": False,
    }


def _give_login(tx: Transaction, operator_id: UUID, login: str | None, secret: SecretStr | None) -> None:
    """Make the server's login of an operator who has none; it needs a name and a password."""
    if login is None:
        raise BadInput.one("login", "empty")
    if secret is None:
        raise BadInput.one("password", "empty")
    tx.update(operator, operator_id, {"one_time": True})
    records.add_login(tx, operator_id, login, secret.get_secret_value())


def _require_fitting(
    tx: Transaction, operator_id: UUID, name: str, roles: frozenset[Role], clearance: Marking | None
) -> None:
    if Role.WALL in roles and len(roles) > 1:
        raise BadInput.one("roles", "wall_alone")
    if clearance is not None and clearance not in CLEARANCES:
        raise BadInput.one("clearance", "never_a_clearance", given=clearance.value)
    same = [found for found in records.every(tx) if name_key(found.name) == name_key(name)]
    if any(found.id != operator_id for found in same):
        raise BadInput.one("name", "operator_taken", given=name)


def _require_another_administrator(tx: Transaction, operator_id: UUID) -> None:
    if not records.administrators(tx) - {operator_id} and operator_id in records.administrators(tx):
        raise Refused("last_administrator")


COMMANDS: tuple[type[Command], ...] = (
    BeginDesk,
    AddOperator,
    ChangeOperator,
    DisableOperator,
    EnableOperator,
    ReleaseOperator,
    ResetPassword,
    SetPassword,
    RecordSignIn,
    RecordLock,
    RecordSignOut,
    SecureDesk,
)
