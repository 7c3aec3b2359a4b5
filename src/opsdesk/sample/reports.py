"""Writes the sample desk's observations and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from opsdesk.observations import records
from opsdesk.observations.commands import (
    AskBack,
    ClaimObservation,
    CloseObservation,
    GradeObservation,
    ReportObservation,
    VetObservation,
)
from opsdesk.observations.commands.reporting import PhotoGiven, SourceGiven
from opsdesk.observations.model import Vetting
from opsdesk.sample.staff import Staff
from opsdesk.sample.story import Story, Told
from opsdesk.store.command import Command

#: Something that happens at a time; the writer calls them in their order.
Event = tuple[datetime, Callable[[], object]]

_INTAKE = ("M. Rossi", "T. Novak")
_SUPERVISOR = "J. Okafor"
_GUARD_CHANNELS = ("radio", "radio", "phone", "app")
_CITIZEN_CHANNELS = ("phone", "phone", "in_person", "web_form")
_CALLERS = ("A. Martin", "S. Lund", "J. Perez", "C. Roy", "D. Keller", "N. Simon", "Z. Rey", "P. Noel")


class Reports:
    """The observations of the story as events.

    Attributes:
        thread: ids of the observations of the grey van, in their order.
    """

    def __init__(
        self,
        staff: Staff,
        story: Story,
        organizations: Mapping[str, UUID],
        files: Mapping[str, UUID],
        operator: str,
    ) -> None:
        self._staff = staff
        self._story = story
        self._organizations = organizations
        self._files = files
        self._operator = operator
        self._random = Random(11)  # noqa: S311 - the same story each time
        self.thread: list[UUID] = []

    def events(self) -> Iterator[Event]:
        """Everything that happens to the observations, in no order."""
        for told in self._story.observations:
            intake = self._random.choice(_INTAKE)
            command = self._report(told)
            if "port" in told.tags:
                self.thread.append(command.observation_id)
            yield told.at, self._step(intake, told.at, command)
            yield from self._aftermath(told, command.observation_id)

    def _report(self, told: Told) -> ReportObservation:
        citizen = told.by in ("citizen", "tip")
        channel = self._random.choice(_CITIZEN_CHANNELS if citizen else _GUARD_CHANNELS)
        photos: tuple[PhotoGiven, ...] = ()
        if told.picture is not None:
            photos = (PhotoGiven(file_id=self._files[told.picture], caption="Drawn for the sample desk"),)
        return ReportObservation.of(
            summary=told.text,
            narrative=told.narrative,
            category=told.category,
            priority=told.priority,
            channel=channel,
            source_kind=self._kind_of(told.by),
            organization_id=self._organizations.get(told.by),
            occurred_at=told.at - told.seen_before,
            reported_at=told.at,
            place=told.place.name,
            position=told.place.position,
            behaviour=told.behaviour,
            behaviour_reason=told.reason,
            tags=told.tags,
            source=self._source(told.by),
            photos=photos,
        )

    def _kind_of(self, by: str) -> str:
        if by in ("citizen", "tip"):
            return "citizen"
        if by in ("pol1", "pol3"):
            return "police"
        return "guard" if by in ("port", "cap", "cas", "larv", "moul") else "partner"

    def _source(self, by: str) -> SourceGiven | None:
        if by == "tip":
            return SourceGiven(anonymous=True, note="Wants to stay unnamed; will call again.")
        if by == "citizen":
            number = f"+3779800{self._random.randrange(5000, 5999)}"
            return SourceGiven(name=self._random.choice(_CALLERS), telephone=number)
        return None

    def _aftermath(self, told: Told, observation_id: UUID) -> Iterator[Event]:
        """Claimed, graded, asked back, vetted and closed, as far as the story goes."""
        late = told.at + timedelta(minutes=self._random.randrange(2, 25))
        at = min(late, self._story.now - timedelta(seconds=40))
        holder = self._operator if told.mine else self._random.choice(("T. Novak", _SUPERVISOR))
        if told.fate is None and not told.claimed:
            if told.grade:
                yield at, self._grade(_SUPERVISOR, at, observation_id, told.grade)
            return
        if told.fate is None:
            yield at, self._step(holder, at, ClaimObservation(observation_id=observation_id))
            if told.grade and holder == _SUPERVISOR:
                yield self._soon(at, 5), self._grade(holder, self._soon(at, 5), observation_id, told.grade)
            if told.reply_due is not None:
                due = told.reply_due
                later = self._soon(at, 9)
                yield later, self._ask(holder, later, observation_id, due)
            return
        yield at, self._step(_SUPERVISOR, at, ClaimObservation(observation_id=observation_id))
        grade = self._soon(at, 12)
        if told.grade:
            yield grade, self._grade(_SUPERVISOR, grade, observation_id, told.grade)
        end = self._soon(grade, self._random.randrange(15, 240))
        yield end, self._end(end, observation_id, told)

    def _soon(self, at: datetime, minutes: int) -> datetime:
        return min(at + timedelta(minutes=minutes), self._story.now - timedelta(seconds=20))

    def _step(self, who: str, at: datetime, command: Command) -> Callable[[], object]:
        return lambda: self._staff.does(who, at, command)

    def _version(self, observation_id: UUID) -> int:
        return self._staff.database.ask(records.version, observation_id)

    def _grade(self, who: str, at: datetime, observation_id: UUID, grade: str) -> Callable[[], object]:
        def step() -> object:
            command = GradeObservation.of(
                observation_id=observation_id,
                version=self._version(observation_id),
                reliability=grade[0],
                credibility=int(grade[1]),
            )
            return self._staff.does(who, at, command)

        return step

    def _ask(self, who: str, at: datetime, observation_id: UUID, due: datetime) -> Callable[[], object]:
        def step() -> object:
            command = AskBack.of(
                observation_id=observation_id,
                version=self._version(observation_id),
                question="What did the person look like, and which way did they go?",
                reply_due=due,
            )
            return self._staff.does(who, at, command)

        return step

    def _end(self, at: datetime, observation_id: UUID, told: Told) -> Callable[[], object]:
        def step() -> None:
            if told.fate not in ("unfounded", "false_report"):
                vet = VetObservation.of(
                    observation_id=observation_id,
                    version=self._version(observation_id),
                    vetting=Vetting.VETTED,
                )
                self._staff.does(_SUPERVISOR, at, vet)
            close = CloseObservation.of(
                observation_id=observation_id,
                version=self._version(observation_id),
                disposition=told.fate,
            )
            self._staff.does(_SUPERVISOR, at, close)

        return step
