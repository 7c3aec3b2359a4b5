"""Judging an observation: its grade, the supervisor's decision, its marking, its class."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.handling import Marking, RecordClass, Role
from opsdesk.observations.commands.guards import require_free, standing
from opsdesk.observations.fields import Time
from opsdesk.observations.model import (
    CRIMINAL_AS_DEFINED,
    Behaviour,
    Credibility,
    Reliability,
    Vetting,
)
from opsdesk.observations.records.writing import put
from opsdesk.partners.fields import OptionalText
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction

#: A review of intelligence is at most five years ahead (28 CFR 23.20(h)).
LONGEST_REVIEW = timedelta(days=5 * 365 + 1)


class GradeObservation(Command):
    """Say how reliable the source is and how credible what it told (Admiralty); None is ungraded."""

    kind: ClassVar[str] = "observation.grade"

    observation_id: UUID
    version: int
    reliability: Reliability | None
    credibility: Credibility | None

    def run(self, tx: Transaction) -> Command | None:
        """Write both; taken back by the former grade."""
        row = standing(tx, self.observation_id)
        require_free(tx, row)
        values = {"reliability": self.reliability, "credibility": self.credibility}
        before = put(tx, self.observation_id, values, self.version)
        return GradeObservation(
            observation_id=self.observation_id,
            version=before.version + 1,
            reliability=before.reliability,
            credibility=before.credibility,
        )


class VetObservation(Command):
    """Decide as the second person whether a report may be released; a rejection says why.

    A supervisor's, and never of the one who took it in (two people). UNVETTED takes a decision back.
    """

    kind: ClassVar[str] = "observation.vet"

    observation_id: UUID
    version: int
    vetting: Vetting
    reason: OptionalText = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the decision, who took it and when."""
        row = standing(tx, self.observation_id)
        if row.created_by == tx.me.operator_id:
            raise Refused("observation.vet_own", number=row.number, intake=tx.me.name)
        if self.vetting is Vetting.REJECTED and self.reason is None:
            raise BadInput.one("reason", "required")
        decided = self.vetting is not Vetting.UNVETTED
        values = {
            "vetting": self.vetting,
            "vetting_reason": self.reason if decided else None,
            "vetted_by": tx.me.operator_id if decided else None,
            "vetted_at": tx.now if decided else None,
        }
        before = put(tx, self.observation_id, values, self.version)
        if before.vetting is not Vetting.UNVETTED:
            return None  # another's decision cannot be given back in their name
        return VetObservation(
            observation_id=self.observation_id, version=before.version + 1, vetting=Vetting.UNVETTED
        )


class SetMarking(Command):
    """Mark it for handling (TLP 2.0). Stricter by anyone; looser by who took it in, or a supervisor."""

    kind: ClassVar[str] = "observation.set_marking"

    observation_id: UUID
    version: int
    marking: Marking

    def run(self, tx: Transaction) -> Command | None:
        """Write the marking; taken back by the former one where that is allowed."""
        row = standing(tx, self.observation_id)
        may_loosen = row.created_by == tx.me.operator_id or Role.SUPERVISOR in tx.me.roles
        if self.marking.rank < row.marking.rank and not may_loosen:
            raise Refused(
                "observation.marking_looser",
                number=row.number,
                marking=row.marking.value,
                to=self.marking.value,
            )
        before = put(tx, self.observation_id, {"marking": self.marking}, self.version)
        if self.marking.rank > before.marking.rank and not may_loosen:
            return None
        return SetMarking(
            observation_id=self.observation_id, version=before.version + 1, marking=before.marking
        )


class ClassifyObservation(Command):
    """Make it intelligence, or an observation again (28 CFR 23). A supervisor's of the public sector.

    Intelligence has a basis of suspicion, a reviewer, and a review at most five years ahead; a behaviour
    that is no crime in itself needs its recorded reason first (ISE-SAR).
    """

    kind: ClassVar[str] = "observation.classify"

    observation_id: UUID
    version: int
    record_class: RecordClass
    basis: OptionalText = None
    reviewer_id: UUID | None = None
    review_due: Time | None = None

    def run(self, tx: Transaction) -> Command | None:
        """Write the class with what it needs; taken back by the former class."""
        row = standing(tx, self.observation_id)
        if self.record_class is RecordClass.BULLETIN:
            raise BadInput.one("record_class", "enum", given=self.record_class.value)
        if self.record_class is RecordClass.INTELLIGENCE:
            self._require_grounds(tx)
            harmless = row.behaviour not in CRIMINAL_AS_DEFINED and row.behaviour is not Behaviour.NONE
            if harmless and not row.behaviour_reason:
                raise Refused("observation.reason_needed", number=row.number, behaviour=row.behaviour)
        before = put(
            tx,
            self.observation_id,
            {
                "record_class": self.record_class,
                "basis": self.basis,
                "reviewer_id": self.reviewer_id,
                "review_due": self.review_due,
            },
            self.version,
        )
        return ClassifyObservation(
            observation_id=self.observation_id,
            version=before.version + 1,
            record_class=before.record_class,
            basis=before.basis,
            reviewer_id=before.reviewer_id,
            review_due=before.review_due,
        )

    def _require_grounds(self, tx: Transaction) -> None:
        needed = {"basis": self.basis, "reviewer_id": self.reviewer_id, "review_due": self.review_due}
        wrong = [Problem(name, "required") for name, value in needed.items() if value is None]
        if self.review_due is not None and self.review_due <= tx.now:
            wrong.append(Problem("review_due", "in_the_past", {"given": self.review_due}))
        if self.review_due is not None and self.review_due > tx.now + LONGEST_REVIEW:
            latest = tx.now + LONGEST_REVIEW
            wrong.append(Problem("review_due", "too_late", {"given": self.review_due, "latest": latest}))
        if wrong:
            raise BadInput(wrong)
