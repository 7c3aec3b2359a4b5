"""Whom to call: contacts on duty first, each with a button that dials."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.pressing import KeyButton, Name
from opsdesk.desk.partners.words import duty_words, role_words, tr
from opsdesk.desk.widgets.detail import Section
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel, plain_tooltip
from opsdesk.partners.model import Contact, Organization, Reachable
from opsdesk.partners.telephones import readable


class ContactsSection(Section):
    """The contacts of a partner, then its own number.

    Signals:
        call_asked(str, Contact | None): dial this number (E.164), a contact's or the partner's own.
        mail_asked(str): write to this address.
        edit_asked(Contact): the contact's form.
    """

    call_asked = Signal(str, object)
    mail_asked = Signal(str)
    edit_asked = Signal(object)

    #: A partner may have any number of contacts; the rest is a press away.
    FIRST = 6

    def __init__(self, desk: Desk, add: DeskAction, call: DeskAction, parent: QWidget | None = None) -> None:
        super().__init__(desk.look, tr("Contacts"), parent)
        self._desk = desk
        self._call_keys = call.keys
        self._all = False
        self._shown: tuple[Organization, tuple[Reachable, ...]] | None = None
        assert self.head_row is not None
        self.head_row.addWidget(KeyButton.of(desk.look, add, plain=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(desk.look.px(8))
        self.column.addLayout(self._rows)

    def show_contacts(self, partner: Organization, contacts: Sequence[Reachable], *, another: bool) -> None:
        """Fill it; `another` partner folds the list again."""
        if another:
            self._all = False
        self._shown = (partner, tuple(contacts))
        self._fill()

    def _fill(self) -> None:
        assert self._shown is not None
        partner, contacts = self._shown
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.note.setText(tr("on duty first") if contacts else "")
        first = True
        shown = contacts if self._all else contacts[: self.FIRST]
        for one in shown:
            self._rows.addWidget(self._row(one, first))
            first = first and not one.contact.telephones
        if self._own_counts(partner, contacts):
            self._rows.addWidget(self._own(partner, first))
        if len(contacts) > len(shown):
            more = KeyButton(
                self.look,
                tr("{count} more contacts").format(count=len(contacts) - len(shown)),
                plain=True,
            )
            more.clicked.connect(self._unfold)
            self._rows.addWidget(more)
        if not contacts and not (partner.telephone or partner.email):
            self._rows.addWidget(WrappedLabel(tr("Nobody to call yet. Add a contact."), ink="mid"))

    @staticmethod
    def _own_counts(partner: Organization, contacts: Sequence[Reachable]) -> bool:
        """It has a number or an address that is no contact's."""
        numbers = {telephone.number for one in contacts for telephone in one.contact.telephones}
        addresses = {one.contact.email for one in contacts}
        return (partner.telephone is not None and partner.telephone not in numbers) or (
            partner.email is not None and partner.email not in addresses
        )

    def _unfold(self) -> None:
        self._all = True
        self._fill()

    def _row(self, one: Reachable, first: bool) -> QWidget:
        who = one.contact
        row, line = self._line()
        line.addWidget(Name(self.look, who.name, lambda: self.edit_asked.emit(who)))
        line.addWidget(ElidedLabel(role_words(who), ink="mid"), 1)
        words, ink = duty_words(one, self._desk.now(), self._desk.zone)
        line.addWidget(_short(words, ink, self.look.px(150)))
        for at, telephone in enumerate(who.telephones[:2]):
            line.addWidget(self._dial(telephone.number, telephone.label, who, first and at == 0, at > 0))
        self._mail(line, who.email)
        return row

    def _own(self, partner: Organization, first: bool) -> QWidget:
        row, line = self._line()
        line.addWidget(Name(self.look, tr("Main number") if partner.telephone else tr("Office")))
        line.addStretch(1)
        if partner.telephone:
            line.addWidget(self._dial(partner.telephone, "", None, first, False))
        self._mail(line, partner.email)
        return row

    def _line(self) -> tuple[QWidget, QHBoxLayout]:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.look.px(8))
        return row, line

    def _dial(self, number: str, label: str, who: Contact | None, primary: bool, short: bool) -> KeyButton:
        keys = self._call_keys if primary else ""
        text = "" if short else readable(number)
        button = KeyButton(self.look, text, icon="call", keys=keys, primary=primary)
        words = " ".join(part for part in (label, readable(number)) if part)
        name = who.name if who is not None else ""
        button.setToolTip(plain_tooltip(tr("Call {name}: {number}").format(name=name, number=words)))
        button.setAccessibleName(tr("Call {name}: {number}").format(name=name, number=words))
        button.clicked.connect(lambda: self.call_asked.emit(number, who))
        return button

    def _mail(self, line: QHBoxLayout, address: str | None) -> None:
        if not address:
            return
        button = KeyButton(self.look, icon="mail")
        button.setToolTip(plain_tooltip(tr("Write to {address}").format(address=address)))
        button.setAccessibleName(tr("Write to {address}").format(address=address))
        button.clicked.connect(lambda: self.mail_asked.emit(address))
        line.addWidget(button)


def _short(words: str, ink: str, most: int) -> PlainLabel:
    """A label as wide as its words, up to a measure."""
    label = ElidedLabel(words, ink=ink)
    label.setSizePolicy(PlainLabel().sizePolicy())
    label.setMaximumWidth(most)
    return label
