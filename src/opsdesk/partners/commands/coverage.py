"""Commands on coverage: who stands on which post from when to when; nobody stands on two."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from opsdesk.errors import BadInput, Refused
from opsdesk.partners import records
from opsdesk.partners.commands.writing import UNSET, edit, former, given
from opsdesk.partners.fields import Name, OptionalName
from opsdesk.partners.records.posting import LONGEST_COVERAGE, elsewhere
from opsdesk.partners.records.writing import change, columns
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


def _require_possible(tx: Transaction, fields: dict[str, Any], but: UUID | None) -> None:
    """The rules of a coverage: a span of sane length, a post in use, and an officer who is nowhere else."""
    starts: datetime = fields["starts"]
    ends: datetime = fields["ends"]
    if ends <= starts:
        raise BadInput.one("ends", "before_start", given=ends, start=starts)
    if ends - starts > LONGEST_COVERAGE:
        raise BadInput.one("ends", "coverage_too_long", longest=LONGEST_COVERAGE.days)
    there = records.get_post(tx, fields["post_id"])
    if there.archived_at is not None:
        raise Refused("post.archived", code=there.code, name=there.name)
    found = elsewhere(
        tx,
        starts,
        ends,
        officer=fields["officer"],
        contact_id=fields["contact_id"],
        organization_id=fields["organization_id"],
        but=but,
    )
    if found is not None:
        taken, post = found
        reason = "coverage.repeated" if post.id == there.id else "coverage.officer_elsewhere"
        raise Refused(
            reason,
            officer=taken.officer,
            code=post.code,
            name=post.name,
            starts=taken.starts,
            ends=taken.ends,
        )


def _with_officer(tx: Transaction, fields: dict[str, Any]) -> dict[str, Any]:
    """A contact brings the officer's name and organization; without one the name has to be given."""
    if fields["contact_id"] is not None:
        who = records.get_contact(tx, fields["contact_id"])
        if who.archived_at is not None:
            raise Refused("contact.archived", name=who.name)
        return fields | {
            "officer": fields["officer"] or who.name,
            "organization_id": fields["organization_id"] or who.organization_id,
        }
    if not fields["officer"]:
        raise BadInput.one("officer", "empty")
    return fields


class PlanCoverage(Command):
    """Plan an officer on a post from `starts` to `ends` (exclusive): a contact, or anyone by name."""

    kind: ClassVar[str] = "coverage.plan"
    coverage_id: UUID = Field(default_factory=new_id)
    post_id: UUID
    contact_id: UUID | None = None
    officer: OptionalName = None
    organization_id: UUID | None = None
    starts: AwareDatetime
    ends: AwareDatetime

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by removing it. Refused when the officer is on a post already."""
        fields = _with_officer(tx, given(self, "coverage", only_set=False))
        _require_possible(tx, fields, None)
        tx.insert(records.coverage, self.coverage_id, columns(records.coverage, fields))
        return RemoveCoverage(coverage_id=self.coverage_id, version=1)


class ChangeCoverage(Command):
    """Change who stands there, where, or when; only the fields that are given.

    Another contact without a name brings its own name and organization.
    """

    kind: ClassVar[str] = "coverage.change"
    coverage_id: UUID
    version: int
    post_id: UUID = Field(default_factory=new_id)
    contact_id: UUID | None = None
    officer: Name = ""
    organization_id: UUID | None = None
    starts: AwareDatetime = UNSET
    ends: AwareDatetime = UNSET

    def run(self, tx: Transaction) -> Command | None:
        """Write what differs; taken back by the former values."""
        was = records.get_coverage(tx, self.coverage_id)
        if tx.get(records.coverage, self.coverage_id).removed_at is not None:
            raise Refused("coverage.removed", officer=was.officer)
        fields = given(self, "coverage", only_set=True)
        if fields.get("contact_id") is not None and fields["contact_id"] != was.contact_id:
            fields = {"officer": None, "organization_id": None} | fields
        whole = {name: getattr(was, name) for name in _FIELDS} | fields
        whole = _with_officer(tx, whole)
        _require_possible(tx, whole, self.coverage_id)
        changed = {name: whole[name] for name in _FIELDS if whole[name] != getattr(was, name)}
        now = edit(tx, records.coverage, was, self.version, changed or fields)
        if now is None:
            return None
        back = former(self, "coverage", was) | {name: getattr(was, name) for name in changed}
        return ChangeCoverage(coverage_id=self.coverage_id, version=now, **back)


_FIELDS = ("post_id", "contact_id", "officer", "organization_id", "starts", "ends")


class RemoveCoverage(Command):
    """Take a coverage off the plan; `at` restores a former time, for undo."""

    kind: ClassVar[str] = "coverage.remove"
    coverage_id: UUID
    version: int
    at: AwareDatetime | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by planning it again."""
        if tx.get(records.coverage, self.coverage_id).removed_at is not None:
            return None
        values = {"removed_at": self.at or tx.now}
        changed = change(tx, records.coverage, self.coverage_id, values, self.version)
        return None if changed is None else RestoreCoverage(coverage_id=self.coverage_id, version=changed[1])


class RestoreCoverage(Command):
    """Put a removed coverage on the plan again, if the officer is not elsewhere by now."""

    kind: ClassVar[str] = "coverage.restore"
    coverage_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Write it; taken back by removing it as of the former time."""
        was = tx.get(records.coverage, self.coverage_id)
        if was.removed_at is None:
            return None
        _require_possible(tx, {name: was._mapping[name] for name in _FIELDS}, self.coverage_id)
        changed = change(tx, records.coverage, self.coverage_id, {"removed_at": None}, self.version)
        if changed is None:
            return None
        return RemoveCoverage(coverage_id=self.coverage_id, version=changed[1], at=was.removed_at)


COMMANDS: tuple[type[Command], ...] = (PlanCoverage, ChangeCoverage, RemoveCoverage, RestoreCoverage)
