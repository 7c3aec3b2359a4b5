"""What can be done with operators: begin a desk, add, change, disable, reset, release, sign in and out."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from opsdesk.accounts import records
from opsdesk.accounts.model import ALL_ROLES, FAILURE_WINDOW, MOST_FAILURES, Outcome
from opsdesk.accounts.records import name_key, operator
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
    """Add a person, or the login of a wall screen; the password is set at the first sign-in."""

    kind: ClassVar[str] = "operator.add"
    operator_id: UUID = Field(default_factory=new_id)
    name: Name
    roles: frozenset[Role] = Field(min_length=1)
    organization_id: UUID
    clearance: Marking | None = None

    def run(self, tx: Transaction) -> DisableOperator:
        """Write it."""
        _require_fitting(tx, self.operator_id, self.name, self.roles, self.clearance)
        tx.get(organization, self.organization_id)
        values = _values(self.name, self.roles, self.organization_id, self.clearance)
        tx.insert(operator, self.operator_id, values)
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
        return EnableOperator(operator_id=self.operator_id, version=self.version + 1)


class EnableOperator(Command):
    """Let a disabled operator in again."""

    kind: ClassVar[str] = "operator.enable"
    operator_id: UUID
    version: int

    def run(self, tx: Transaction) -> DisableOperator:
        """Write it."""
        tx.update(operator, self.operator_id, {"disabled_at": None}, self.version)
        return DisableOperator(operator_id=self.operator_id, version=self.version + 1)


class ReleaseOperator(Command):
    """Let in somebody again whom wrong passwords have locked out."""

    kind: ClassVar[str] = "operator.release"
    operator_id: UUID

    def run(self, tx: Transaction) -> None:
        """Unlock, and start counting anew."""
        records.forget_failures(tx, self.operator_id)
        tx.update(operator, self.operator_id, {"locked_at": None})


class ResetPassword(Command):
    """Take a password away: at the next sign-in a new one is asked for."""

    kind: ClassVar[str] = "operator.reset"
    operator_id: UUID

    def run(self, tx: Transaction) -> None:
        """Take it away, and unlock."""
        records.forget_failures(tx, self.operator_id)
        tx.update(operator, self.operator_id, {"secret": None, "locked_at": None})


class SetPassword(Command):
    """Set one's own password; the hash is made before (`passwords.hashed`), since it takes its time."""

    kind: ClassVar[str] = "operator.set_password"
    operator_id: UUID
    secret: SecretStr = Field(repr=False)

    def run(self, tx: Transaction) -> None:
        """Write the hash."""
        if self.operator_id != tx.me.operator_id:
            raise Forbidden("set_password", "operator")
        tx.update(operator, self.operator_id, {"secret": self.secret.get_secret_value()})


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


class RecordSignOut(Command):
    """Record that somebody left the desk."""

    kind: ClassVar[str] = "operator.sign_out"

    def run(self, tx: Transaction) -> None:
        """Note it."""
        tx.note("operator", tx.me.operator_id)


def _values(
    name: str, roles: frozenset[Role], organization_id: UUID, clearance: Marking | None
) -> dict[str, object]:
    return {
        "name": name,
        "name_key": name_key(name),
        "roles": sorted(roles),
        "organization_id": organization_id,
        "clearance": clearance,
    }


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
    RecordSignOut,
)
