"""Claiming an observation, asking back, referring it, closing it, and returning it to where it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from opsdesk.errors import Refused
from opsdesk.handling import Role
from opsdesk.observations.commands.guards import require_due, require_free, require_step, standing
from opsdesk.observations.fields import Time
from opsdesk.observations.model import OPEN, ObservationDisposition, ObservationStatus
from opsdesk.observations.records.names import operator_name
from opsdesk.observations.records.tables import observation
from opsdesk.observations.records.writing import put
from opsdesk.partners.fields import OptionalText, Text
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction

_S = ObservationStatus
#: A review that ended, or went elsewhere, is held by nobody.
FREE: Mapping[str, None] = {"claimed_by": None, "claimed_at": None}
#: Nothing is asked any more, and no reply is due.
ANSWERED: Mapping[str, None] = {"reply_due": None, "asked": None}


class ReturnObservation(Command):
    """Put an observation back to where it stood before the last change: what Ctrl+Z does to a review.

    Only by the operator who made that change, and only while nothing came after it.
    """

    kind: ClassVar[str] = "observation.return"

    observation_id: UUID
    version: int
    status: ObservationStatus
    disposition: ObservationDisposition | None
    closing_note: str | None
    closed_at: Time | None
    claimed_by: UUID | None
    claimed_at: Time | None
    reply_due: Time | None
    asked: str | None
    referred_to: UUID | None

    @classmethod
    def to(cls, before: Any) -> Self:
        """The way back to the row as it was before a change."""
        values = {name: before._mapping[name] for name in _PLACE}
        return cls(observation_id=before.id, version=before.version + 1, **values)

    def run(self, tx: Transaction) -> Command | None:
        """Write what stood there; taken back by the same command."""
        row = tx.get(observation, self.observation_id)
        if row.version == self.version and row.changed_by != tx.me.operator_id:
            raise Refused(
                "observation.changed_by_other", number=row.number, by=operator_name(tx, row.changed_by)
            )
        before = put(tx, self.observation_id, self.place(), self.version)
        return ReturnObservation.to(before)

    def place(self) -> dict[str, Any]:
        """The columns that say where a review stands."""
        return self.model_dump(include=set(_PLACE))


_PLACE = (
    *("status", "disposition", "closing_note", "closed_at", "claimed_by", "claimed_at", "reply_due", "asked"),
    "referred_to",
)


class ClaimObservation(Command):
    """Take an observation to review it; nobody else may until it is released. Counts only on the server.

    `holder` None is who asks; a supervisor may hand it to another.
    """

    kind: ClassVar[str] = "observation.claim"

    observation_id: UUID
    version: int | None = None
    holder: UUID | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the holder; a new one is then under review."""
        row = standing(tx, self.observation_id)
        if row.status not in OPEN:
            raise Refused("observation.transition", number=row.number, status=row.status, to=_S.UNDER_REVIEW)
        if self.holder not in (None, tx.me.operator_id):
            tx.require(Role.SUPERVISOR)
        else:
            require_free(tx, row)
        status = _S.UNDER_REVIEW if row.status is _S.NEW else row.status
        holder = self.holder or tx.me.operator_id
        if row.claimed_by == holder:
            return None
        values = {"claimed_by": holder, "claimed_at": tx.now, "status": status}
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


class ReleaseClaim(Command):
    """Let go of an observation; one that was only under review is new again.

    Another's claim is released with `forced`, by a supervisor.
    """

    kind: ClassVar[str] = "observation.release"

    observation_id: UUID
    version: int | None = None
    forced: bool = False

    def run(self, tx: Transaction) -> Command | None:
        """Write that nobody holds it."""
        row = standing(tx, self.observation_id)
        if row.claimed_by is None:
            raise Refused("observation.not_claimed", number=row.number)
        if self.forced and row.claimed_by != tx.me.operator_id:
            tx.require(Role.SUPERVISOR)
        else:
            require_free(tx, row)
        status = _S.NEW if row.status is _S.UNDER_REVIEW else row.status
        return ReturnObservation.to(put(tx, self.observation_id, {**FREE, "status": status}, self.version))


class ReviewObservation(Command):
    """Look at it (again): an answer came, a referral came back. Whoever reviews it holds it."""

    kind: ClassVar[str] = "observation.review"

    observation_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Set it under review by me."""
        row = standing(tx, self.observation_id)
        require_step(row, _S.UNDER_REVIEW)
        require_free(tx, row)
        values = {"status": _S.UNDER_REVIEW, **ANSWERED, **_held(tx, row), **_not_ended()}
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


class AskBack(Command):
    """Ask who told it for more, with the time by which the reply is due."""

    kind: ClassVar[str] = "observation.ask_back"

    observation_id: UUID
    version: int
    question: Text
    reply_due: Time

    def run(self, tx: Transaction) -> Command | None:
        """Set it waiting for information; asking again moves the time."""
        row = standing(tx, self.observation_id)
        if row.status is not _S.NEEDS_INFORMATION:
            require_step(row, _S.NEEDS_INFORMATION)
        require_free(tx, row)
        require_due(tx, self.reply_due)
        values = {"status": _S.NEEDS_INFORMATION, "asked": self.question, "reply_due": self.reply_due}
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


class ReferObservation(Command):
    """Give it to a partner to deal with, perhaps with the time by which they answer."""

    kind: ClassVar[str] = "observation.refer"

    observation_id: UUID
    version: int
    organization_id: UUID
    note: OptionalText = None
    reply_due: Time | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Set it referred; nobody at the desk holds it any more."""
        row = standing(tx, self.observation_id)
        require_step(row, _S.REFERRED)
        require_free(tx, row)
        if self.reply_due is not None:
            require_due(tx, self.reply_due)
        values = {
            "status": _S.REFERRED,
            "referred_to": self.organization_id,
            "asked": self.note,
            "reply_due": self.reply_due,
            **FREE,
        }
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


class CloseObservation(Command):
    """Close it with a disposition, which is required."""

    kind: ClassVar[str] = "observation.close"

    observation_id: UUID
    version: int
    disposition: ObservationDisposition
    note: OptionalText = None

    def run(self, tx: Transaction) -> Command | None:
        """Set it closed; nobody holds it and no reply is due any more."""
        row = standing(tx, self.observation_id)
        require_step(row, _S.CLOSED)
        require_free(tx, row)
        values = {
            "status": _S.CLOSED,
            "disposition": self.disposition,
            "closing_note": self.note,
            "closed_at": tx.now,
            **FREE,
            **ANSWERED,
        }
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


class ReopenObservation(Command):
    """Take a closed one up again; who reopens it reviews it."""

    kind: ClassVar[str] = "observation.reopen"

    observation_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Set it under review by me, without a disposition."""
        row = standing(tx, self.observation_id)
        if row.status is not _S.CLOSED:
            raise Refused("observation.transition", number=row.number, status=row.status, to=_S.UNDER_REVIEW)
        values = {"status": _S.UNDER_REVIEW, **_held(tx, row), **_not_ended()}
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))


def _held(tx: Transaction, row: Any) -> dict[str, Any]:
    since = row.claimed_at if row.claimed_by == tx.me.operator_id else tx.now
    return {"claimed_by": tx.me.operator_id, "claimed_at": since}


def _not_ended() -> dict[str, Any]:
    return {"disposition": None, "closing_note": None, "closed_at": None, "referred_to": None}
