"""Opens the tab's forms, and brings back the texts that a former run left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
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
    Reachable,
)

if TYPE_CHECKING:
    from opsdesk.store.command import Command

#: How long an assignment lasts whose end nobody typed.
_SHIFT = timedelta(hours=8)


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
        self._bring_or(f"contact.edit/{who.id}", lambda: self._edit_contact(who))

    def _edit_contact(self, who: Contact) -> Form:
        command = ArchiveContact.of(contact_id=who.id, version=who.version)
        told = tr("{name} archived.").format(name=who.name)
        retire = self._retiring(f"contact.edit/{who.id}", command, told)
        return people_form.contact_edit_form(self._desk, who, self._presenter.region, retire)

    def new_licence(self, found: Opened) -> None:
        """A new licence."""
        partner = found.organization
        self._bring_or(
            people_form.licence_key(partner.id),
            lambda: people_form.licence_form(self._desk, partner, found.contacts),
        )

    def edit_licence(self, one: Licence) -> None:
        """Edit a licence."""
        self._bring_or(f"licence.edit/{one.id}", lambda: self._edit_licence(one, self._people()))

    def _edit_licence(self, one: Licence, people: Sequence[Reachable]) -> Form:
        command = ArchiveLicence.of(licence_id=one.id, version=one.version)
        told = tr("Licence of {name} archived.").format(name=one.holder)
        retire = self._retiring(f"licence.edit/{one.id}", command, told)
        return people_form.licence_edit_form(self._desk, one, people, retire)

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
        self._bring_or(f"engagement.edit/{one.id}", lambda: self._edit_engagement(one, self._people()))

    def _edit_engagement(self, one: Engagement, people: Sequence[Reachable]) -> Form:
        command = ArchiveEngagement.of(engagement_id=one.id, version=one.version)
        told = tr("Entry taken out of the log.")
        retire = self._retiring(f"engagement.edit/{one.id}", command, told)
        return people_form.log_edit_form(self._desk, one, people, retire)

    # posts

    def new_post(self, partner: Organization) -> None:
        """A new post."""
        self._bring_or(post_form.post_key(partner.id), lambda: post_form.post_form(self._desk, partner))

    def edit_post(self, post: Post) -> None:
        """Edit a post."""
        self._bring_or(f"post.edit/{post.id}", lambda: self._edit_post(post))

    def _edit_post(self, post: Post) -> Form:
        command = ArchivePost.of(post_id=post.id, version=post.version)
        told = tr("Post {code} archived; it needs no cover now.").format(code=post.code)
        retire = self._retiring(f"post.edit/{post.id}", command, told)
        return post_form.post_edit_form(self._desk, post, retire)

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
        self._bring_or(key, lambda: self._change_coverage(post, one, self._people()))

    def _change_coverage(self, post: Post, one: Coverage, people: Sequence[Reachable]) -> Form:
        command = RemoveCoverage.of(coverage_id=one.id, version=one.version)
        told = tr("{officer} taken off {code}.").format(officer=one.officer, code=post.code)
        retire = self._retiring(f"coverage.change/{one.id}", command, told)
        return post_form.coverage_form(self._desk, post, one, people, retire)

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
        record, _slash, more = rest.partition("/")
        make = self._makers(more).get(verb)
        if make is None:
            return False
        try:
            record_id = UUID(record)
        except ValueError:
            return False
        query, form_of = make
        self._desk.ask(
            f"draft {key}",
            query,
            record_id,
            done=lambda found: self._restored(form_of(*found), values, key),
            # The record may not be seen any more; the draft stays where it is.
            failed=_not_there,
        )
        return True

    def _makers(self, more: str) -> Mapping[str, tuple[Callable[..., Any], Callable[..., Form]]]:
        """How the form of each draft is made again: what is read, and the form of it; `more` ends its key."""
        desk, region = self._desk, self._presenter.region
        asks = asking

        def added(partner: Organization, _people: object) -> Form:
            return people_form.contact_form(desk, partner, region)

        def logged(partner: Organization, people: Sequence[Reachable]) -> Form:
            return people_form.log_form(desk, partner, people, {}, desk.now())

        def assigned(post: Post, people: Sequence[Reachable]) -> Form:
            starts = _moment(more) or desk.now()
            return post_form.assign_form(desk, post, people, starts, starts + _SHIFT)

        return {
            "organization.edit": (asks.draft_partner, lambda partner, _people: self._edit_partner(partner)),
            "contact.add": (asks.draft_partner, added),
            "licence.add": (asks.draft_partner, partial(people_form.licence_form, desk)),
            "engagement.log": (asks.draft_partner, logged),
            "post.add": (asks.draft_partner, lambda partner, _people: post_form.post_form(desk, partner)),
            "contact.edit": (asks.draft_contact, self._edit_contact),
            "licence.edit": (asks.draft_licence, self._edit_licence),
            "engagement.edit": (asks.draft_engagement, self._edit_engagement),
            "post.edit": (asks.draft_post, lambda post, _people: self._edit_post(post)),
            "coverage.plan": (asks.draft_post, assigned),
            "coverage.change": (asks.draft_coverage, self._change_coverage),
        }

    def _restored(self, form: Form, values: Mapping[str, Any], key: str = "") -> None:
        if key and form.key != key:
            form.deleteLater()
            return
        form.restore(values)
        self._open(form, in_front=False)

    # the inside

    def _people(self) -> Sequence[Reachable]:
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


def _moment(text: str) -> datetime | None:
    """The moment in the key of a draft."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _not_there(_error: OpsDeskError) -> bool:
    return True
