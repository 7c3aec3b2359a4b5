"""Reporting an observation, correcting it, saying who gave it, and taking it back."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass, Role
from opsdesk.observations.commands.guards import require_step, require_times, standing
from opsdesk.observations.commands.reviewing import ANSWERED, FREE, ReturnObservation
from opsdesk.observations.fields import Tags, Time
from opsdesk.observations.model import (
    Behaviour,
    Category,
    Channel,
    Credibility,
    ObservationStatus,
    Priority,
    Reliability,
    SourceKind,
    Vetting,
)
from opsdesk.observations.records.tables import observation, observation_photo, observation_source
from opsdesk.observations.records.writing import columns, fields_of, put, source_row
from opsdesk.partners.fields import Line, OptionalLine, OptionalText
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Transaction


class SourceGiven(BaseModel):
    """Who gave the tip; kept apart from all else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: OptionalLine = None
    telephone: OptionalLine = None
    email: OptionalLine = None
    note: OptionalText = None
    anonymous: bool = False


class PhotoGiven(BaseModel):
    """A photo whose file is kept already (`store.files`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    photo_id: UUID = Field(default_factory=new_id)
    file_id: UUID
    caption: OptionalLine = None


class ReportObservation(Command):
    """Take in one thing that someone saw; AMBER, routine and unvetted unless someone says otherwise.

    Times are aware; `reported_at` None is now. `source_kind` None: a partner when an organization told it,
    else a citizen.
    """

    kind: ClassVar[str] = "observation.report"

    observation_id: UUID = Field(default_factory=new_id)
    summary: Line
    narrative: OptionalText = None
    category: Category = Category.OTHER
    priority: Priority = Priority.ROUTINE
    channel: Channel = Channel.APP
    source_kind: SourceKind | None = None
    organization_id: UUID | None = None
    occurred_at: Time | None = None
    occurred_until: Time | None = None
    reported_at: Time | None = None
    place: OptionalLine = None
    position: Position | None = None
    reliability: Reliability | None = None
    credibility: Credibility | None = None
    behaviour: Behaviour = Behaviour.NONE
    behaviour_reason: OptionalText = None
    marking: Marking = Marking.AMBER
    tags: Tags = ()
    source: SourceGiven | None = None
    photos: tuple[PhotoGiven, ...] = ()

    def run(self, tx: Transaction) -> Command | None:
        """Write the report, its source and its photos; taken back by withdrawing it."""
        require_times(
            tx, occurred_at=self.occurred_at, occurred_until=self.occurred_until, reported_at=self.reported_at
        )
        number = tx.number("observation")
        given = self.model_dump(include=set(_OF_THE_REPORT)) | {"position": self.position}
        by_default = SourceKind.CITIZEN if self.organization_id is None else SourceKind.PARTNER
        values = given | {
            "narrative": self.narrative or "",
            "number": number,
            "status": ObservationStatus.NEW,
            "source_kind": self.source_kind or by_default,
            "originator_id": self.organization_id or tx.me.organization_id,
            "reported_at": self.reported_at or tx.now,
            "record_class": RecordClass.OBSERVATION,
            "vetting": Vetting.UNVETTED,
            "photos": len(self.photos),
            "linked": 0,
        }
        tx.insert(observation, self.observation_id, columns(values, number=number))
        if self.source is not None:
            values = self.source.model_dump() | {"observation_id": self.observation_id}
            tx.insert(observation_source, new_id(), values)
        for photo in self.photos:
            values = {"observation_id": self.observation_id, "file_id": photo.file_id}
            tx.insert(observation_photo, photo.photo_id, values | {"caption": photo.caption or ""})
        return WithdrawObservation(observation_id=self.observation_id, version=1)


#: The fields of a report that are columns of its own.
_OF_THE_REPORT = (
    *("summary", "category", "priority", "channel", "organization_id", "occurred_at", "occurred_until"),
    *("place", "reliability", "credibility", "behaviour", "behaviour_reason", "marking", "tags"),
)


class CorrectObservation(Command):
    """Correct what was taken in; only the fields that are given change, and the journal keeps what was."""

    kind: ClassVar[str] = "observation.correct"

    observation_id: UUID
    version: int
    summary: Line | None = None
    narrative: OptionalText = None
    category: Category | None = None
    priority: Priority | None = None
    channel: Channel | None = None
    source_kind: SourceKind | None = None
    organization_id: UUID | None = None
    occurred_at: Time | None = None
    occurred_until: Time | None = None
    reported_at: Time | None = None
    place: OptionalLine = None
    position: Position | None = None
    behaviour: Behaviour | None = None
    behaviour_reason: OptionalText = None
    tags: Tags | None = None
    why: OptionalLine = None
    """Said beside the change in the history, such as “second time today”."""

    def run(self, tx: Transaction) -> Command | None:
        """Write the fields that were given; taken back by the same command with what stood there."""
        before = standing(tx, self.observation_id)
        named = sorted(self.model_fields_set - {"id", "observation_id", "version", "why"})
        given = {name: getattr(self, name) for name in named}
        if "narrative" in given:
            given["narrative"] = self.narrative or ""
        empty = [name for name in named if given[name] is None and name not in _MAY_BE_EMPTY]
        if empty:
            raise BadInput(Problem(name, "required") for name in empty)
        if not given.keys().isdisjoint(_TIMES):
            require_times(tx, **{name: given.get(name, before._mapping[name]) for name in _TIMES})
        values = columns(given, before)
        if "organization_id" in given:
            values["originator_id"] = self.organization_id or tx.me.organization_id
        before = put(tx, self.observation_id, values | {"changed_why": self.why}, self.version)
        return CorrectObservation(
            observation_id=self.observation_id,
            version=before.version + 1,
            why=before.changed_why,
            **fields_of(before, named),
        )


_TIMES = ("occurred_at", "occurred_until", "reported_at")
_MAY_BE_EMPTY = frozenset(
    {"organization_id", "occurred_at", "occurred_until", "place", "position", "behaviour_reason"}
)


class SetSource(Command):
    """Say who gave the tip, or correct it. It cannot be undone: what stood there is kept nowhere."""

    kind: ClassVar[str] = "observation.set_source"

    observation_id: UUID
    source: SourceGiven

    def run(self, tx: Transaction) -> Command | None:
        """Write it into its own table."""
        standing(tx, self.observation_id)
        row = source_row(tx, self.observation_id)
        if row is None:
            values = self.source.model_dump() | {"observation_id": self.observation_id}
            tx.insert(observation_source, new_id(), values)
        else:
            tx.update(observation_source, row.id, self.source.model_dump(), row.version)
        return None


class WithdrawObservation(Command):
    """Take a report back: the row stays, no list shows it. By who took it in, or a supervisor."""

    kind: ClassVar[str] = "observation.withdraw"

    observation_id: UUID
    version: int

    def run(self, tx: Transaction) -> Command | None:
        """Set it withdrawn; taken back by returning it to its status."""
        row = standing(tx, self.observation_id)
        require_step(row, ObservationStatus.WITHDRAWN)
        if row.created_by != tx.me.operator_id and Role.SUPERVISOR not in tx.me.roles:
            raise Refused("observation.withdraw_other", number=row.number)
        values = {"status": ObservationStatus.WITHDRAWN, **FREE, **ANSWERED}
        return ReturnObservation.to(put(tx, self.observation_id, values, self.version))
