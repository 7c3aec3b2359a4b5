"""The detail pane of a partner: its sections, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.asking import Around, Opened
from opsdesk.desk.partners.availability import in_calling_order, is_always
from opsdesk.desk.partners.contacts import ContactsSection
from opsdesk.desk.partners.cover import CoverSection
from opsdesk.desk.partners.sections import (
    BulletinsSection,
    EngagementsSection,
    LicencesSection,
    PartnerHead,
)
from opsdesk.desk.partners.words import facts_line, tr
from opsdesk.desk.past import HistorySection
from opsdesk.desk.widgets.detail import DetailPane, FactsSection, FailedSection, Head, Section
from opsdesk.partners.model import Contact
from opsdesk.wording.labels import label


class PartnerDetail(QObject):
    """Builds the sections into the pane and fills them."""

    def __init__(
        self, desk: Desk, pane: DetailPane, verbs: Mapping[str, DeskAction], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._pane, self._verbs = desk, pane, verbs
        self._day = desk.day
        self._found: Opened | None = None
        self._around: Around | None = None
        self.head = PartnerHead(desk)
        self.contacts = ContactsSection(desk, verbs["contact"], verbs["call"])
        self.cover = CoverSection(desk, verbs["post"])
        self.licences = LicencesSection(desk, verbs["licence"])
        self.engagements = EngagementsSection(desk, verbs["engage"])
        self.bulletins = BulletinsSection(desk)
        self.failed = FailedSection(desk.look)
        self.facts = FactsSection(desk.look, tr("About"))
        self.history = HistorySection(desk, "organization")
        self._order: tuple[QWidget, ...] = (
            *(self.head, self.contacts, self.cover, self.licences, self.engagements),
            *(self.failed, self.bulletins, self.facts, self.history),
        )
        for section in self._order:
            pane.add(section)
        self._choose_verbs(None)

    @property
    def found(self) -> Opened | None:
        """What is shown."""
        return self._found

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs at 1280."""
        self.head.verbs.set_narrow(narrow)
        self.cover.narrow = narrow
        side = self._desk.look.px(10 if narrow else 14)
        for section in self._order:
            if isinstance(section, Section):
                margins = section.column.contentsMargins()
                section.column.setContentsMargins(side, margins.top(), side, margins.bottom())

    def show_nothing(self) -> None:
        """No partner is selected."""
        self._found = None
        self._around = None
        self._pane.show_nothing()

    def show_opened(self, found: Opened, *, may_assign: bool) -> None:
        """Fill what is known at once."""
        now, zone = self._desk.now(), self._desk.zone
        found = replace(found, contacts=in_calling_order(found.contacts, now, zone))
        record = found.organization
        another = self._found is None or self._found.organization.id != record.id
        self._found = found
        if another:
            self._around = None

        def fill() -> None:
            self._show_head()
            self._choose_verbs(found)
            self.contacts.show_contacts(record, found.contacts, another=another)
            may = may_assign and record.archived_at is None
            self.cover.show_cover(found.strip, found.starts, found.ends, self._whom(found), may_assign=may)
            self.licences.show_licences(found.licences, another=another)
            self.engagements.show_engagements(found.engagements, another=another)
            self.failed.say("")
            self.bulletins.setVisible(self._around is not None)
            self.facts.show_facts(
                [
                    (tr("Address"), record.address or ""),
                    (tr("Website"), record.website or ""),
                    (tr("Notes"), record.notes or ""),
                ]
            )
            self.history.show_of(record.id, record.version)

        self._pane.show_record(fill)
        if another:
            self._pane.verticalScrollBar().setValue(0)

    def show_around(self, around: Around) -> None:
        """Fill what is read a moment later."""
        if self._found is None:
            return
        self._around = around
        self.failed.say("")
        self._show_head()
        self.bulletins.show_acknowledgements(around.bulletins)
        self.bulletins.show()

    def show_failed(self, sentence: str) -> None:
        """That part could not be read; the rest works on."""
        self.failed.say(sentence)

    def _show_head(self) -> None:
        found, around = self._found, self._around
        assert found is not None
        record = found.organization
        line = facts_line(
            record,
            len(found.strip),
            len(found.contacts),
            around.source if around is not None else None,
            around.relief if around is not None else None,
            self._day.today(self._desk.now()),
        )
        self.head.show_head(
            Head(
                number=label(record.kind),
                title=record.name,
                line=line,
                priority_word=label(record.sector),
                marking=record.clearance,
            )
        )

    def _choose_verbs(self, found: Opened | None) -> None:
        archived = found is not None and found.organization.archived_at is not None
        names = ("call", "restore") if archived else ("call", "log", "edit", "archive")
        self.head.set_verbs([self._verbs[name] for name in names], self._verbs["call"])

    def _whom(self, found: Opened) -> tuple[str, Contact | None, str] | None:
        """Whom to ask for somebody: who can be reached at all times, then the first with a telephone."""
        people = [one.contact for one in found.contacts if one.contact.telephones]
        always = [one for one in people if is_always(one.available)]
        for who in (*always, *people):
            return who.telephones[0].number, who, who.name
        own = found.organization.telephone
        return None if own is None else (own, None, tr("office"))
