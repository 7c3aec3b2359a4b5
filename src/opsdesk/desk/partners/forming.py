"""Opens the tab's forms, and brings back the texts that a former run left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.partners import asking, partner_form, people_form, post_form
from opsdesk.desk.partners.asking import Opened
from opsdesk.desk.partners.exporting import ExportForm
from opsdesk.desk.partners.importing import ImportForm, choose_file
from opsdesk.desk.partners.presenter import PartnersPresenter
from opsdesk.desk.partners.words import licence_words, tr, until_words
from opsdesk.desk.widgets.forms import Forms
from opsdesk.errors import OpsDeskError
from opsdesk.partners.commands import (
    ArchiveContact,
    ArchiveEngagement,
    ArchiveLicence,
    ArchivePost,
    RemoveCoverage,
)
from opsdesk.partners.model import (
    Contact,
    Coverage,
    Engagement,
    EngagementKind,
    Licence,
    Organization,
    Post,
)

if TYPE_CHECKING:
    from opsdesk.store.command import Command


class Forming(QObject):
    """The forms of the tab.

    Signals:
        left(): Esc: the focus goes back to the list.
        partner_asked(UUID): show a partner that is there already.
    """

    left = Signal()
    partner_asked = Signal(object)

    def __init__(self, desk: Desk, forms: Forms, presenter: PartnersPresenter, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._forms, self._presenter = desk, forms, presenter

    # partners

    def new_partner(self) -> None:
        """A new partner."""
        self._bring_or(partner_form.NEW_KEY, self._new_partner)

    def _new_partner(self) -> Form:
        form = partner_form.new_form(self._desk, self._presenter.region, self.partner_asked.emit)
        form.editor("name").partner_asked.connect(self._show_instead)
        return form

    def edit_partner(self, record: Organization) -> None:
        """Edit a partner."""
        self._bring_or(partner_form.edit_key(record), lambda: self._edit_partner(record))

    def _edit_partner(self, record: Organization) -> Form:
        form = partner_form.edit_form(self._desk, record, self._presenter.region)
        form.editor("name").partner_asked.connect(self._show_instead)
        return form

    def _show_instead(self, record_id: UUID) -> None:
        """The form stays open behind the partner that is there already."""
        self._put_away()
        self.partner_asked.emit(record_id)

    # people

    def new_contact(self, partner: Organization) -> None:
        """A new contact."""
        self._bring_or(
            people_form.contact_key(partner.id),
            lambda: people_form.contact_form(self._desk, partner, self._presenter.region),
        )

    def edit_contact(self, who: Contact) -> None:
        """Edit a contact."""
        key = f"contact.edit/{who.id}"
        told = tr("{name} archived.").format(name=who.name)
        command = ArchiveContact.of(contact_id=who.id, version=who.version)
        retire = self._retiring(key, command, told)
        self._bring_or(
            key, lambda: people_form.contact_edit_form(self._desk, who, self._presenter.region, retire)
        )

    def new_licence(self, found: Opened) -> None:
        """A new licence."""
        partner = found.organization
        self._bring_or(
            people_form.licence_key(partner.id),
            lambda: people_form.licence_form(self._desk, partner, found.contacts),
        )

    def edit_licence(self, one: Licence) -> None:
        """Edit a licence."""
        key = f"licence.edit/{one.id}"
        command = ArchiveLicence.of(licence_id=one.id, version=one.version)
        retire = self._retiring(key, command, tr("Licence of {name} archived.").format(name=one.holder))
        people = self._people()
        self._bring_or(key, lambda: people_form.licence_edit_form(self._desk, one, people, retire))

    def remind(self, one: Licence) -> None:
        """Log that the partner is to be asked for a new licence, with a follow-up."""
        found = self._presenter.current
        if found is None or one.expires is None:
            return
        today = self._presenter.day.today(self._desk.now())
        summary = tr("Reminded of the licence of {holder}: {licence}, {end}.").format(
            holder=one.holder, licence=licence_words(one), end=until_words(one.expires, today)
        )
        preset = {"summary": summary, "follow_up": max(one.expires, today)}
        if one.contact_id is not None:
            preset["contact_id"] = one.contact_id
        self._log(found, preset)

    def log(self, found: Opened, kind: EngagementKind, who: Contact | None) -> None:
        """Log a call, a meeting, a visit …"""
        self._log(found, {"engagement_kind": kind, "contact_id": None if who is None else who.id})

    def _log(self, found: Opened, preset: Mapping[str, Any]) -> None:
        partner = found.organization
        self._bring_or(
            people_form.log_key(partner.id),
            lambda: people_form.log_form(self._desk, partner, found.contacts, preset, self._desk.now()),
        )

    def edit_engagement(self, one: Engagement) -> None:
        """Edit an entry of the log."""
        key = f"engagement.edit/{one.id}"
        command = ArchiveEngagement.of(engagement_id=one.id, version=one.version)
        retire = self._retiring(key, command, tr("Entry taken out of the log."))
        people = self._people()
        self._bring_or(key, lambda: people_form.log_edit_form(self._desk, one, people, retire))

    # posts

    def new_post(self, partner: Organization) -> None:
        """A new post."""
        self._bring_or(post_form.post_key(partner.id), lambda: post_form.post_form(self._desk, partner))

    def edit_post(self, post: Post) -> None:
        """Edit a post."""
        key = f"post.edit/{post.id}"
        command = ArchivePost.of(post_id=post.id, version=post.version)
        told = tr("Post {code} archived; it needs no cover now.").format(code=post.code)
        retire = self._retiring(key, command, told)
        self._bring_or(key, lambda: post_form.post_edit_form(self._desk, post, retire))

    def assign(self, post: Post, starts: datetime, ends: datetime) -> None:
        """Somebody for a gap; what is over already is not offered."""
        begins = max(starts, self._desk.now()) if ends > self._desk.now() else starts
        people = self._people()
        self._bring_or(
            post_form.assign_key(post.id, starts),
            lambda: post_form.assign_form(self._desk, post, people, begins, ends),
        )

    def change_coverage(self, post: Post, one: Coverage) -> None:
        """Who stands there, or when."""
        key = f"coverage.change/{one.id}"
        command = RemoveCoverage.of(coverage_id=one.id, version=one.version)
        told = tr("{officer} taken off {code}.").format(officer=one.officer, code=post.code)
        retire = self._retiring(key, command, told)
        people = self._people()
        self._bring_or(key, lambda: post_form.coverage_form(self._desk, post, one, people, retire))

    # files

    def import_file(self) -> None:
        """Choose a file; it is looked at before anything is written."""
        parent = self._forms.window()
        choose_file(parent, lambda path: self._open(ImportForm(self._desk, path, self._presenter.region)))

    def export_file(self) -> None:
        """Write the partners that the list shows into a file, as a release."""
        asked, number = self._presenter.list.filter, self._presenter.matching or 0
        self._bring_or(ExportForm.KEY, lambda: ExportForm(self._desk, asked, number))

    # drafts

    def restore(self, key: str, kept: Mapping[str, Any]) -> bool:
        """A text that a former run left: its form stands behind the detail, nothing takes the focus."""
        values = kept.get("values")
        verb, _slash, rest = key.partition("/")
        if not isinstance(values, Mapping):
            return False
        if key == partner_form.NEW_KEY:
            self._restored(self._new_partner(), values)
            return True
        make = self._makers().get(verb)
        if make is None:
            return False
        record, _slash, _more = rest.partition("/")
        try:
            record_id = UUID(record)
        except ValueError:
            return False
        query, form_of = make
        self._desk.ask(
            f"draft {key}",
            query,
            record_id,
            self._presenter.day,
            done=lambda found: self._restored(form_of(*found), values, key),
            # The record may not be seen any more; the draft stays where it is.
            failed=_not_there,
        )
        return True

    def _makers(self) -> Mapping[str, tuple[Callable[..., Any], Callable[..., Form]]]:
        """How the form of each draft is made again: what is read, and the form of it."""
        desk, region = self._desk, self._presenter.region
        asks = asking

        def retired(command: Command, verb: str, record_id: UUID, told: str) -> Callable[[], None]:
            return self._retiring(f"{verb}/{record_id}", command, told)

        return {
            "organization.edit": (asks.draft_partner, lambda found: self._edit_partner(found.organization)),
            "contact.add": (
                asks.draft_partner,
                lambda found: people_form.contact_form(desk, found.organization, region),
            ),
            "licence.add": (
                asks.draft_partner,
                lambda found: people_form.licence_form(desk, found.organization, found.contacts),
            ),
            "engagement.log": (
                asks.draft_partner,
                lambda found: people_form.log_form(desk, found.organization, found.contacts, {}, desk.now()),
            ),
            "post.add": (asks.draft_partner, lambda found: post_form.post_form(desk, found.organization)),
            "contact.edit": (
                asks.draft_contact,
                lambda who: people_form.contact_edit_form(
                    desk,
                    who,
                    region,
                    retired(
                        ArchiveContact.of(contact_id=who.id, version=who.version),
                        "contact.edit",
                        who.id,
                        tr("{name} archived.").format(name=who.name),
                    ),
                ),
            ),
            "post.edit": (
                asks.draft_post,
                lambda post: post_form.post_edit_form(
                    desk,
                    post,
                    retired(
                        ArchivePost.of(post_id=post.id, version=post.version),
                        "post.edit",
                        post.id,
                        tr("Post {code} archived; it needs no cover now.").format(code=post.code),
                    ),
                ),
            ),
        }

    def _restored(self, form: Form, values: Mapping[str, Any], key: str = "") -> None:
        if key and form.key != key:
            form.deleteLater()
            return
        form.restore(values)
        self._open(form, in_front=False)

    # the inside

    def _people(self) -> Any:
        return () if self._presenter.current is None else self._presenter.current.contacts

    def _retiring(self, key: str, command: Command, told: str) -> Callable[[], None]:
        """Put the form's record out of use and close the form; Ctrl+Z takes it back."""

        def run() -> None:
            self._desk.do(command, told, key=f"retire {key}", done=lambda _applied: self._retired(key))

        return run

    def _retired(self, key: str) -> None:
        self._desk.drafts.drop(key)
        self._close(key)

    def _bring_or(self, key: str, make: Callable[[], QWidget]) -> None:
        if self._forms.has(key):
            self._forms.bring(key, focus=True)
        else:
            self._open(make())

    def _open(self, form: Any, *, in_front: bool = True) -> None:
        form.closed.connect(lambda: self._close(form.key))
        form.put_away.connect(self._put_away)
        self._forms.open(form, in_front=in_front, focus=in_front)

    def _close(self, key: str) -> None:
        self._forms.close_form(key)
        self.left.emit()

    def _put_away(self) -> None:
        self._forms.put_away()
        self.left.emit()


def _not_there(_error: OpsDeskError) -> bool:
    return True
