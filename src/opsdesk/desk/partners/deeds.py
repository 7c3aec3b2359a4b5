"""What the tab's verbs do: calls and commands at once; forms are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from opsdesk.desk.desk import Desk
from opsdesk.desk.messages import Message, Tone
from opsdesk.desk.partners.asking import Opened
from opsdesk.desk.partners.availability import in_calling_order
from opsdesk.desk.partners.presenter import PartnersPresenter
from opsdesk.desk.partners.words import mail_link, tel_link, tr
from opsdesk.partners.commands import ArchiveOrganization, FollowUpDone, RestoreOrganization
from opsdesk.partners.model import Contact, Engagement, EngagementKind, Organization
from opsdesk.partners.telephones import readable

#: Opens a link in the system's program for it; False where there is none.
OpenLink = Callable[[str], bool]


def open_link(link: str) -> bool:
    """Hand a link to the system."""
    return QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))


class Deeds(QObject):
    """One method for each verb; `runs` is the table of them by the verbs' short names.

    Signals:
        new_asked(), edit_asked(Organization), contact_asked(Organization), licence_asked(Opened),
        post_asked(Organization): the forms.
        log_asked(Opened, EngagementKind, Contact | None): log a call, a meeting, a visit …
        assign_asked(): somebody for the first gap.
        import_asked(), export_asked(): files.
        map_asked(UUID): show a post on the map.
    """

    new_asked = Signal()
    edit_asked = Signal(object)
    contact_asked = Signal(object)
    licence_asked = Signal(object)
    post_asked = Signal(object)
    log_asked = Signal(object, object, object)
    assign_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()
    map_asked = Signal(object)

    def __init__(
        self, desk: Desk, presenter: PartnersPresenter, parent: QObject, open_: OpenLink = open_link
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self._open = open_
        on = self._on
        self.runs: Mapping[str, Callable[[], None]] = {
            "new": self.new_asked.emit,
            "edit": on(lambda found: self.edit_asked.emit(found.organization)),
            "call": on(self.call_first),
            "log": on(lambda found: self.log_asked.emit(found, EngagementKind.CALL, None)),
            "engage": on(lambda found: self.log_asked.emit(found, EngagementKind.MEETING, None)),
            "assign": self.assign_asked.emit,
            "contact": on(lambda found: self.contact_asked.emit(found.organization)),
            "licence": on(self.licence_asked.emit),
            "post": on(lambda found: self.post_asked.emit(found.organization)),
            "archive": on(lambda found: self.archive(found.organization)),
            "restore": on(lambda found: self.restore(found.organization)),
            "map": on(self.on_map),
            "import": self.import_asked.emit,
            "export": self.export_asked.emit,
        }

    def call_first(self, found: Opened) -> None:
        """Dial the first number of the list: on duty first."""
        for one in in_calling_order(found.contacts, self._desk.now(), self._desk.zone):
            if one.contact.telephones:
                self.call(one.contact.telephones[0].number, one.contact)
                return
        if found.organization.telephone:
            self.call(found.organization.telephone, None)

    def call(self, number: str, who: Contact | None) -> None:
        """Dial through the system, copy the number all the same, and offer to log the call."""
        found = self._presenter.current
        QGuiApplication.clipboard().setText(number)
        dialled = self._open(tel_link(number))
        name = who.name if who is not None else (found.organization.name if found is not None else "")
        facts = {"name": name, "number": readable(number)}
        if dialled:
            text = tr("Calling {name}, {number}. The number is copied.").format(**facts)
        else:
            text = tr(
                "{name}, {number}: the number is copied. No program of this computer dials; dial by hand."
            ).format(**facts)
        if found is None:
            self._desk.messages.note(text)
            return
        log = tr("Log the call")
        self._desk.messages.tell(
            Message(text, Tone.NOTE, log, lambda: self.log_asked.emit(found, EngagementKind.CALL, who))
        )

    def mail(self, address: str) -> None:
        """Write through the system's mail program, or copy the address."""
        if self._open(mail_link(address)):
            return
        QGuiApplication.clipboard().setText(address)
        self._desk.messages.note(
            tr("{address} is copied. No mail program of this computer answers.").format(address=address)
        )

    def archive(self, record: Organization) -> None:
        """Put it out of use; nothing is asked, Ctrl+Z takes it back."""
        self._desk.do(
            ArchiveOrganization.of(organization_id=record.id, version=record.version),
            tr("{name} archived; its posts need no cover now.").format(name=record.name),
            key=f"archive {record.id}",
        )

    def restore(self, record: Organization) -> None:
        """Put it into use again."""
        self._desk.do(
            RestoreOrganization.of(organization_id=record.id, version=record.version),
            tr("{name} is in use again.").format(name=record.name),
            key=f"archive {record.id}",
        )

    def follow_up_done(self, one: Engagement) -> None:
        """Tick a follow-up off."""
        self._desk.do(
            FollowUpDone.of(engagement_id=one.id, version=one.version),
            tr("Follow-up done."),
            key=f"follow-up {one.id}",
        )

    def on_map(self, found: Opened) -> None:
        """The first post with a gap, else the first with a place."""
        placed = [line for line in found.strip if line.post.position or line.post.area]
        placed.sort(key=lambda line: not line.gaps)
        if placed:
            self.map_asked.emit(placed[0].post.id)

    def _on(self, verb: Callable[[Opened], None]) -> Callable[[], None]:
        def run() -> None:
            if self._presenter.current is not None:
                verb(self._presenter.current)

        return run
