"""What the tab's verbs do: commands at once, or a small form for those that need a word more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.bulletins import records
from opsdesk.bulletins.commands import (
    DiscardDraft,
    LogCall,
    ShowOnWall,
    SubmitBulletin,
    UnlinkSighting,
)
from opsdesk.bulletins.model import AcknowledgedHow, Bulletin, Recipient
from opsdesk.desk.bulletins import asking, panels
from opsdesk.desk.bulletins.presenter import BulletinsPresenter
from opsdesk.desk.bulletins.release import PublishPanel
from opsdesk.desk.bulletins.words import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.panel import Panel, PanelPlace
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.observations.model import ObservationItem
from opsdesk.store.ids import new_id


class Deeds(QObject):
    """One method for each verb; `runs` is the table of them by the verbs' short names.

    Signals:
        new_asked(): the form of a new one.
        edit_asked(Bulletin, BadInput | None): the form of a draft, with what is wrong in it.
        replaced(UUID): the draft that is to supersede another is made: show it and edit it.
        flyer_asked(UUID), map_asked(UUID): other tabs.
        dialled(str): a telephone number is to be called.
        opened(bool): a small form opened, at the right or in the middle.
    """

    new_asked = Signal()
    edit_asked = Signal(object, object)
    replaced = Signal(object)
    flyer_asked = Signal(object)
    map_asked = Signal(object)
    dialled = Signal(str)
    opened = Signal(bool)

    def __init__(self, desk: Desk, presenter: BulletinsPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._presenter = desk, presenter
        #: Where small forms stand: of the record in the middle, of recipients at the right.
        self.places: tuple[PanelPlace, PanelPlace] | None = None
        on, of_record = self._on, self._of_record
        self.runs: Mapping[str, Callable[[], None]] = {
            "new": self.new_asked.emit,
            "edit": on(lambda found: self.edit_asked.emit(found.bulletin, None)),
            "acknowledge": on(lambda found: self.acknowledge(found, None, AcknowledgedHow.PHONE)),
            "submit": of_record(self.submit),
            "publish": of_record(lambda record: self._open(PublishPanel(desk, record))),
            "supersede": of_record(self.supersede),
            "cancel": of_record(lambda record: self._open(panels.cancel_panel(desk, record))),
            "return": of_record(self.give_back),
            "discard": of_record(self.discard),
            "extend": of_record(self.extend),
            "call": on(lambda found: self.call(found.calls[0]) if found.calls else None),
            "link": of_record(self.link),
            "flyer": of_record(lambda record: self.flyer_asked.emit(record.id)),
            "show_on_wall": of_record(lambda record: self.wall(record, show=True)),
            "off_the_wall": of_record(lambda record: self.wall(record, show=False)),
            "map": of_record(lambda record: self.map_asked.emit(record.id)),
        }

    # recipients

    def acknowledge(self, found: asking.Opened, chosen: UUID | None, how: AcknowledgedHow) -> None:
        """Enter it for a partner: the one that was pressed; else none is chosen, lest it be the wrong one."""
        waiting = [one for one in found.recipients if one.acknowledged_at is None]
        if not waiting:
            return
        late = {one.organization_id: at for at, one in enumerate(found.calls)}
        waiting.sort(key=lambda one: late.get(one.organization_id, len(late)))
        panel = panels.acknowledge_panel(self._desk, found.bulletin, waiting, how)
        self._open(panel, right=True)
        if chosen is not None:
            # A text that was left here may be of another partner; the one that was pressed counts.
            panel.editor("organization_id").set_value(chosen)
            panel.editor("how").set_value(how)
            panel.editor("who").inner().setFocus()

    def call(self, recipient: Recipient) -> None:
        """Dial, and ask what came of it."""
        current = self._presenter.current
        if current is None:
            return
        if recipient.telephone:
            self.dialled.emit(recipient.telephone)
        self._open(panels.call_panel(self._desk, current.bulletin, recipient), right=True)

    def passed_on(self, recipient: Recipient, how: str) -> None:
        """Somebody says that it was read and passed on: ask who."""
        current = self._presenter.current
        if current is not None:
            self.acknowledge(current, recipient.organization_id, AcknowledgedHow(how))

    def note_call(self, recipient: Recipient, words: str) -> None:
        """A call without an answer needs no further word."""
        current = self._presenter.current
        if current is None:
            return
        command = LogCall.of(
            bulletin_id=current.bulletin.id, organization_id=recipient.organization_id, note=words
        )
        told = tr("Call to {name} noted: {words}.").format(name=recipient.name, words=words)
        self._desk.do(command, told, key=f"call {recipient.organization_id}")

    # the record

    def submit(self, record: Bulletin) -> None:
        """Hand it to a supervisor; what is missing is shown in its form."""

        def failed(error: OpsDeskError) -> bool:
            if isinstance(error, BadInput):
                self.edit_asked.emit(record, error)
                return True
            return False

        command = SubmitBulletin.of(bulletin_id=record.id, version=record.version)
        told = tr("{code} submitted: another person, a supervisor, publishes it.")
        self._desk.do(command, told.format(code=record.code), key=f"submit {record.id}", failed=failed)

    def supersede(self, record: Bulletin) -> None:
        """Ask what was wrong, then make the draft and open its form."""
        replacement = new_id()
        panel = panels.supersede_panel(self._desk, record, replacement)
        panel.finished.connect(lambda: self.replaced.emit(replacement))
        self._open(panel)

    def give_back(self, record: Bulletin) -> None:
        """Return it: an author without a reason, a supervisor with one."""
        own = self._desk.me.operator_id in (record.created_by, record.submitted_by)
        self._open(panels.return_panel(self._desk, record, own=own))

    def discard(self, record: Bulletin) -> None:
        """Throw a draft away; Ctrl+Z brings it back."""
        command = DiscardDraft.of(bulletin_id=record.id, version=record.version)
        told = tr("{code} discarded.").format(code=record.code)
        self._desk.do(command, told, key=f"discard {record.id}")

    def extend(self, record: Bulletin) -> None:
        """Tell further partners."""
        self._open(panels.extend_panel(self._desk, record, self._presenter.offered.partners), right=True)

    def wall(self, record: Bulletin, *, show: bool) -> None:
        """Onto the wall or off it."""
        command = ShowOnWall.of(bulletin_id=record.id, version=record.version, show=show)
        told = tr("{code} is shown on the wall.") if show else tr("{code} is off the wall.")
        self._desk.do(command, told.format(code=record.code), key=f"wall {record.id}")

    def link(self, record: Bulletin) -> None:
        """Choose among the latest observations."""

        def came(found: Sequence[ObservationItem]) -> None:
            current = self._presenter.current
            if current is not None and current.bulletin.id == record.id:
                self._open(panels.link_panel(self._desk, record, found))

        self._desk.ask("bulletin sightable", asking.sightable, "", 40, done=came)

    def unlink(self, observation_id: UUID) -> None:
        """Take a sighting away, from the bulletin of the chain that holds it."""
        current = self._presenter.current
        if current is None:
            return
        chain = {link.id for link in current.chain}

        def came(linked: list[tuple[UUID, int, str]]) -> None:
            for bulletin_id in [one for one, _number, _title in linked if one in chain][:1]:
                command = UnlinkSighting.of(bulletin_id=bulletin_id, observation_id=observation_id)
                self._desk.do(command, tr("Sighting unlinked."), key=f"unlink {observation_id}")

        self._desk.ask(f"unlink {observation_id} of", records.bulletins_of, observation_id, done=came)

    # the inside

    def _on(self, verb: Callable[[asking.Opened], None]) -> Callable[[], None]:
        def run() -> None:
            if self._presenter.current is not None:
                verb(self._presenter.current)

        return run

    def _of_record(self, verb: Callable[[Bulletin], None]) -> Callable[[], None]:
        return self._on(lambda found: verb(found.bulletin))

    def _open(self, panel: Panel, *, right: bool = False) -> None:
        if self.places is not None:
            self.places[right].open(panel)
            self.opened.emit(right)
