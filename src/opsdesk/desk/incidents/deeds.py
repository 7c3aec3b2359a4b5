"""What the tab's verbs do: commands at once, or a small form for those that need a word more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents import asking, panels
from opsdesk.desk.incidents.presenter import IncidentsPresenter
from opsdesk.desk.incidents.words import tr
from opsdesk.desk.observations.panel import Panel, PanelPlace
from opsdesk.geo.notations import format_position
from opsdesk.incidents.commands import ReleaseUnit, SetUnitStatus, TellEmergency, UnlinkObservation
from opsdesk.incidents.model import AssignedUnit, Incident, LogEntry, UnitStatus
from opsdesk.wording.labels import label


class Deeds(QObject):
    """One method for each verb; `runs` is the table of them by the verbs' short names.

    Signals:
        new_asked(), edit_asked(Incident): the forms.
        log_asked(): the log's line takes the focus.
        copied(str): this text belongs on the clipboard.
    """

    new_asked = Signal()
    edit_asked = Signal(object)
    log_asked = Signal()
    copied = Signal(str)

    def __init__(self, desk: Desk, presenter: IncidentsPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self.panels: PanelPlace | None = None
        on = self._on
        self.runs: Mapping[str, Callable[[], None]] = {
            "new": self.new_asked.emit,
            "edit": on(self.edit_asked.emit),
            "log": on(lambda _record: self.log_asked.emit()),
            "reopen": on(lambda record: self._open(panels.reopen_panel(desk, record))),
            "status": on(lambda record: self._open(panels.status_panel(desk, record))),
            "assign": on(self.assign),
            "close": on(lambda record: self._open(panels.close_panel(desk, record))),
            "priority": on(lambda record: self._open(panels.priority_panel(desk, record))),
            "handled_by": on(lambda record: self._open(panels.handled_by_panel(desk, record))),
            "told_now": on(self.told_now),
            "told": on(lambda record: self._open(panels.emergency_panel(desk, record))),
            "cancel": on(lambda record: self._open(panels.cancel_panel(desk, record))),
            "print": on(lambda record: desk.links.packet("incident", record.id)),
            "map": on(lambda record: desk.links.on_map("incident", record.id)),
            "copy_position": on(self.copy_position),
            "unit": lambda: self._open(panels.unit_panel(desk, presenter.partners)),
        }

    def told_now(self, record: Incident) -> None:
        """The emergency number was told just now, by the operator."""
        command = TellEmergency.of(
            incident_id=record.id, version=record.version, at=self._desk.now(), by=self._desk.me.name
        )
        self._desk.do(command, tr("Written down: the emergency number was told."), key=f"told {record.id}")

    def assign(self, record: Incident) -> None:
        """Choose among the units, free ones first."""
        self._desk.ask(
            "incident assign",
            asking.units,
            done=lambda found: self._open_for(record.id, panels.assign_panel(self._desk, record, found)),
        )

    def move_unit(self, unit: AssignedUnit, status: UnitStatus) -> None:
        """A unit is on its way, or there."""
        told = tr("{unit} is {status}.").format(unit=unit.call_sign, status=label(status).lower())
        command = SetUnitStatus.of(unit_id=unit.unit_id, status=status)
        self._desk.do(command, told, key=f"unit {unit.unit_id} {status}")

    def release_unit(self, unit: AssignedUnit) -> None:
        """A unit is free again."""
        if self._presenter.wanted is not None:
            command = ReleaseUnit.of(incident_id=self._presenter.wanted, unit_id=unit.unit_id)
            self._desk.do(
                command,
                tr("{unit} is free again.").format(unit=unit.call_sign),
                key=f"unit {unit.unit_id} released",
            )

    def unlink(self, observation_id: UUID) -> None:
        """Take a link with an observation away."""
        if self._presenter.wanted is not None:
            command = UnlinkObservation.of(incident_id=self._presenter.wanted, observation_id=observation_id)
            self._desk.do(command, tr("Link taken away."), key=f"unlink {observation_id}")

    def strike(self, entry: LogEntry) -> None:
        """A line of the log is wrong."""
        self._open(panels.strike_panel(self._desk, entry))

    def copy_position(self, record: Incident) -> None:
        """Onto the clipboard, in decimal degrees."""
        if record.position is not None:
            text = format_position(record.position)
            self.copied.emit(text)
            self._desk.messages.note(
                tr("Position of {number} copied: {text}").format(number=record.number, text=text)
            )

    def _on(self, verb: Callable[[Incident], None]) -> Callable[[], None]:
        def run() -> None:
            if self._presenter.current is not None:
                verb(self._presenter.current.incident)

        return run

    def _open(self, panel: Panel) -> None:
        if self.panels is not None:
            self.panels.open(panel)

    def _open_for(self, incident_id: UUID, panel: Panel) -> None:
        """Open it, unless another record is in front by now."""
        current = self._presenter.current
        if current is not None and current.incident.id == incident_id:
            self._open(panel)
        else:
            panel.deleteLater()
