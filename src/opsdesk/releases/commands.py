"""The verbs of releases: reserve before the output exists, issue with its hash, or say that it failed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from opsdesk.errors import Refused
from opsdesk.handling import Marking
from opsdesk.releases.model import Recipe, ReleaseKind, ReleaseState
from opsdesk.releases.records import packet_key, release, search_words
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
_HASH = re.compile(r"[0-9a-f]{64}")
Hash = Annotated[str, StringConstraints(pattern=_HASH)]


class ReserveRelease(Command):
    """Write down who gets what and why, before the output exists; gives the copy its number.

    Without the record there is no output: whoever renders does it after this is committed. `recipient`
    and `reason` are asked for each time. There is no way back: a reservation that comes to nothing is
    marked as failed and keeps its number.
    """

    kind: ClassVar[str] = "release.reserve"

    release_id: UUID = Field(default_factory=new_id)
    release_kind: ReleaseKind = ReleaseKind.PACKET
    recipe: Recipe | None = None
    title: Line
    subject_id: UUID | None = None
    period_start: AwareDatetime | None = None
    period_end: AwareDatetime | None = None
    audience: Line
    organization_id: UUID | None = None
    recipient: Line
    reason: Line
    marking: Marking
    left_out: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_start and self.period_end and self.period_end <= self.period_start:
            raise ValueError("the period ends before it begins")
        return self

    def run(self, tx: Transaction) -> None:
        """Write the record; its copy number is the next of its packet."""
        packet = packet_key(
            self.release_kind, self.recipe, self.subject_id, _utc(self.period_start), _utc(self.period_end)
        )
        tx.insert(
            release,
            self.release_id,
            {
                "kind": self.release_kind,
                "state": ReleaseState.RESERVED,
                "recipe": self.recipe,
                "title": self.title,
                "subject_id": self.subject_id,
                "period_start": self.period_start,
                "period_end": self.period_end,
                "packet": packet,
                "copy_number": tx.number(f"copy:{packet}"),
                "audience": self.audience,
                "organization_id": self.organization_id,
                "recipient": self.recipient,
                "reason": self.reason,
                "marking": self.marking,
                "left_out": self.left_out,
                "by_name": tx.me.name,
                "words": search_words(self.title, self.recipient, self.audience),
            },
        )


def _utc(value: datetime | None) -> datetime | None:
    """The same moment is the same packet, in whichever zone it was typed."""
    return None if value is None else value.astimezone(UTC)


class IssueRelease(Command):
    """The output exists: its hash and size, and the journal's head that is printed on it."""

    kind: ClassVar[str] = "release.issue"

    release_id: UUID
    sha256: Hash
    size: int = Field(ge=0)
    journal_seq: int | None = None
    journal_head: Hash | None = None

    def run(self, tx: Transaction) -> None:
        """`release.not_reserved` when it is issued or failed already."""
        row = _reserved(tx, self.release_id)
        tx.update(
            release,
            row.id,
            {
                "state": ReleaseState.ISSUED,
                "sha256": self.sha256,
                "size": self.size,
                "journal_seq": self.journal_seq,
                "journal_head": self.journal_head,
            },
            row.version,
        )


class FailRelease(Command):
    """The output never came to be; the number stays used, so that no two papers can have the same."""

    kind: ClassVar[str] = "release.fail"

    release_id: UUID
    why: Line

    def run(self, tx: Transaction) -> None:
        """`release.not_reserved` when it is issued or failed already."""
        row = _reserved(tx, self.release_id)
        tx.update(release, row.id, {"state": ReleaseState.FAILED, "failure": self.why}, row.version)


def _reserved(tx: Transaction, release_id: UUID) -> Any:
    row = tx.get(release, release_id)
    if row.state is not ReleaseState.RESERVED:
        raise Refused("release.not_reserved", copy=row.copy_number, title=row.title, state=row.state)
    return row


COMMANDS: tuple[type[Command], ...] = (ReserveRelease, IssueRelease, FailRelease)
