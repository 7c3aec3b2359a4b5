"""What the tab's verbs do: commands at once, or a small form for those that need a word more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.accounts import records as accounts
from opsdesk.desk.desk import Desk
from opsdesk.desk.messages import Message, Tone
from opsdesk.desk.observations import panels
from opsdesk.desk.observations.panel import Panel, PanelPlace
from opsdesk.desk.observations.photos import KeptPhoto, NotKept, keep_all
from opsdesk.desk.observations.presenter import ObservationsPresenter
from opsdesk.desk.observations.words import tr
from opsdesk.geo.notations import format_position
from opsdesk.incidents import records as incidents
from opsdesk.incidents.commands import OpenIncident
from opsdesk.incidents.model import OPEN as OPEN_INCIDENTS
from opsdesk.incidents.model import IncidentFilter, IncidentItem
from opsdesk.observations.commands import (
    AttachPhoto,
    ClaimObservation,
    GradeObservation,
    ReleaseClaim,
    ReopenObservation,
    ReviewObservation,
    VetObservation,
    WithdrawObservation,
)
from opsdesk.observations.model import Credibility, Observation, Reliability, Vetting
from opsdesk.wording.errors import sentence
from opsdesk.wording.labels import grade as grade_words

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading


class Deeds(QObject):
    """One method for each verb; `runs` is the table of them by the verbs' short names.

    Signals:
        new_asked(), edit_asked(Observation), import_asked(), keep_asked()
        near_asked(Observation): what stands near it.
        photos_asked(Observation): photos are to be chosen for it.
        grade_asked(): the grade takes the focus.
        copied(str): this text belongs on the clipboard.
    """

    new_asked = Signal()
    edit_asked = Signal(object)
    import_asked = Signal()
    near_asked = Signal(object)
    grade_asked = Signal()
    photos_asked = Signal(object)
    copied = Signal(str)

    def __init__(self, desk: Desk, presenter: ObservationsPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self.panels: PanelPlace | None = None
        on = self._on
        self.runs: Mapping[str, Callable[[], None]] = {
            "claim": on(self.claim),
            "release": on(self.release),
            "reopen": on(self.reopen),
            "incident": on(self.open_incident),
            "link": on(self.link),
            "ask_back": on(lambda record: self._open(panels.ask_back_panel(desk, record))),
            "review": on(self.review),
            "refer": on(lambda record: self._open(panels.refer_panel(desk, record, presenter.partners))),
            "close": on(lambda record: self._open(panels.close_panel(desk, record))),
            "grade": on(lambda _record: self.grade_asked.emit()),
            "vet": on(self.vet),
            "reject": on(lambda record: self._open(panels.reject_panel(desk, record))),
            "marking": on(lambda record: self._open(panels.marking_panel(desk, record))),
            "classify": on(self.classify),
            "new": self.new_asked.emit,
            "edit": on(self.edit_asked.emit),
            "source": on(self.source),
            "photos": on(self.photos_asked.emit),
            "withdraw": on(self.withdraw),
            "map": on(lambda record: desk.links.on_map("observation", record.id)),
            "near": on(self.near_asked.emit),
            "copy_position": on(self.copy_position),
            "import": self.import_asked.emit,
        }

    # verbs that are done at once

    def claim(self, record: Observation) -> None:
        """Take it to review it; another may have been quicker, so the version is not asked."""
        command = ClaimObservation.of(observation_id=record.id)
        self._desk.do(command, tr("{number} claimed.").format(number=record.number), key=f"claim {record.id}")

    def release(self, record: Observation) -> None:
        """Let it go; another's claim is released by a supervisor."""
        forced = record.claimed_by != self._desk.me.operator_id
        command = ReleaseClaim.of(observation_id=record.id, forced=forced)
        self._desk.do(
            command, tr("{number} released.").format(number=record.number), key=f"claim {record.id}"
        )

    def reopen(self, record: Observation) -> None:
        """Take a closed one up again."""
        command = ReopenObservation.of(observation_id=record.id, version=record.version)
        self._desk.do(command, tr("{number} reopened; it is yours.").format(number=record.number))

    def review(self, record: Observation) -> None:
        """The reply came: it is reviewed again."""
        command = ReviewObservation.of(observation_id=record.id, version=record.version)
        self._desk.do(command, tr("{number} is under review again.").format(number=record.number))

    def open_incident(self, record: Observation) -> None:
        """Open an incident with what the report says; nothing is asked, Ctrl+Z takes it back."""
        command = OpenIncident.of(observations=(record.id,))
        incident_id = command.incident_id
        told = tr("Incident opened from {number}.").format(number=record.number)
        self._desk.do(
            command,
            told,
            key=f"incident {record.id}",
            done=lambda _applied: self._offer_incident(incident_id, told),
        )

    def _offer_incident(self, incident_id: UUID, told: str) -> None:
        """The new incident is a press away; the dispatcher stays where they are."""
        show = tr("Show incident")
        self._desk.messages.tell(
            Message(told, Tone.DONE, show, lambda: self._desk.links.show("incident", incident_id))
        )

    def withdraw(self, record: Observation) -> None:
        """Take the report back."""
        command = WithdrawObservation.of(observation_id=record.id, version=record.version)
        self._desk.do(command, tr("{number} withdrawn.").format(number=record.number))

    def vet(self, record: Observation) -> None:
        """Decide as the second person that it may be released."""
        command = VetObservation.of(observation_id=record.id, version=record.version, vetting=Vetting.VETTED)
        self._desk.do(command, tr("{number} vetted.").format(number=record.number))

    def grade(self, reliability: Reliability | None, credibility: Credibility | None) -> None:
        """Grade what is open."""
        if self._presenter.current is None:
            return
        record = self._presenter.current.observation
        command = GradeObservation.of(
            observation_id=record.id,
            version=record.version,
            reliability=reliability,
            credibility=credibility,
        )
        told = tr("{number} graded {grade}.").format(
            number=record.number, grade=grade_words(reliability, credibility)
        )
        self._desk.do(command, told, key=f"grade {record.id}")

    def copy_position(self, record: Observation) -> None:
        """Onto the clipboard, in decimal degrees."""
        if record.position is not None:
            text = format_position(record.position)
            self.copied.emit(text)
            self._desk.messages.note(
                tr("Position of {number} copied: {text}").format(number=record.number, text=text)
            )

    def source(self, record: Observation) -> None:
        """Say who gave the tip."""
        given = self._presenter.current.giver if self._presenter.current is not None else None
        self._open(panels.source_panel(self._desk, record, given))

    def attach(self, record: Observation, given: Sequence[Path | tuple[str, bytes]]) -> None:
        """Keep photos and attach them, each with a way back."""
        database = self._desk.database

        def came(found: Sequence[KeptPhoto | NotKept]) -> None:
            for one in found:
                if isinstance(one, NotKept):
                    why = sentence(one.error, self._desk.zone)
                    text = tr("The photo {name} was not attached: {why}")
                    self._desk.messages.error(text.format(name=one.name, why=why))
                else:
                    command = AttachPhoto.of(observation_id=record.id, file_id=one.file_id)
                    told = tr("Photo attached to {number}.").format(number=record.number)
                    self._desk.do(command, told)

        if given:
            self._desk.tasks.start(f"attach {record.id}", lambda: keep_all(database, given), done=came)

    # verbs that need something read first

    def link(self, record: Observation) -> None:
        """Choose among the incidents that are open."""
        self._desk.ask(
            "observation link",
            _open_incidents,
            done=lambda found: self._open_for(record, panels.link_panel(self._desk, record, found)),
        )

    def classify(self, record: Observation) -> None:
        """Choose a reviewer among the operators."""
        self._desk.ask(
            "observation classify",
            _operators,
            done=lambda found: self._open_for(record, panels.classify_panel(self._desk, record, found)),
        )

    # the inside

    def _on(self, verb: Callable[[Observation], None]) -> Callable[[], None]:
        def run() -> None:
            if self._presenter.current is not None:
                verb(self._presenter.current.observation)

        return run

    def _open(self, panel: Panel) -> None:
        if self.panels is not None:
            self.panels.open(panel)

    def _open_for(self, record: Observation, panel: Panel) -> None:
        """Open it, unless another record is in front by now."""
        current = self._presenter.current
        if current is not None and current.observation.id == record.id:
            self._open(panel)
        else:
            panel.deleteLater()


def _open_incidents(reading: Reading) -> Sequence[IncidentItem]:
    return incidents.page(reading, IncidentFilter(statuses=OPEN_INCIDENTS)).items


def _operators(reading: Reading) -> list[tuple[UUID, str]]:
    return sorted(((one.id, one.name) for one in accounts.every(reading)), key=lambda one: one[1])
