"""The forms of the page: an operator, the password that is shown once, a desk in a secured room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from opsdesk.accounts.model import Operator
from opsdesk.desk.desk import Desk
from opsdesk.desk.operators.words import ROLES, login_of, tr
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.handling import CLEARANCES, Role
from opsdesk.partners.model import OrganizationName
from opsdesk.wording.labels import capital, label


class OperatorForm(PlainForm):
    """A new operator, or what is changed of one.

    Signals:
        given(dict): the values; of a change only those that are others now.
    """

    given = Signal(object)

    def __init__(
        self,
        desk: Desk,
        organizations: Sequence[OrganizationName],
        *,
        who: Operator | None = None,
        logins: bool = False,
    ) -> None:
        self._who = who
        key = "operator.add" if who is None else f"operator.change/{who.id}"
        title = tr("New operator") if who is None else tr("Change {name}").format(name=who.name)
        fields = [Field("name", tr("Name"), hint=tr("As colleagues know them"))]
        if logins and who is None:
            fields.append(Field("login", tr("Login at the server"), hint="od_m_rossi"))
        known = tuple((one.id, one.name) for one in organizations)
        fields += [
            Field(
                "roles", tr("Roles"), FieldKind.CHOICES, tuple((role, capital(label(role))) for role in ROLES)
            ),
            Field("organization_id", tr("Organization"), FieldKind.CHOICE, known),
            Field(
                "clearance",
                tr("Own clearance, lower than the organization's"),
                FieldKind.CHOICE,
                tuple((one, one.value) for one in CLEARANCES),
                optional=True,
            ),
        ]
        super().__init__(desk, key, title, fields, tr("Add") if who is None else tr("Save"))
        self.title = title if who is None else tr("Change")
        if who is None:
            self.say(
                tr(
                    "A one-time password is made and shown once. At the first sign-in it is replaced by one "
                    "of their own."
                )
            )
            self.fill({"organization_id": desk.me.organization_id, "roles": (Role.DISPATCHER,)})
        else:
            self.fill(_kept(who))
        if "login" in self.rows:
            name = self.rows["name"].editor.inner()
            assert isinstance(name, QLineEdit)
            name.textEdited.connect(self._suggest)
        self._suggested = ""

    def _suggest(self, name: str) -> None:
        """The login follows the name until somebody types another one."""
        login = self.rows["login"].editor
        if (login.value() or "") in ("", self._suggested):
            self._suggested = login_of(name) if name.strip() else ""
            login.set_value(self._suggested)

    def submit(self) -> None:
        """Hand the values on; what changed, for somebody who is there already."""
        values = self.values()
        values["roles"] = frozenset(values["roles"])
        missing = [name for name in ("name", "login", "roles") if name in values and not values[name]]
        if missing:
            self.show_wrong(BadInput.one(missing[0], "empty"))
            return
        if self._who is not None:
            before = _kept(self._who) | {"roles": self._who.roles}
            values = {name: value for name, value in values.items() if value != before[name]}
            if not values:
                self.closed.emit()
                return
        self.show_wrong(BadInput([]))
        self.given.emit(values)

    def refuse(self, error: OpsDeskError) -> bool:
        """What was wrong, beside its field; whether it could be said there."""
        self.do_button.setEnabled(True)
        if isinstance(error, BadInput):
            self.show_wrong(error)
            return True
        return False


class OneTimeForm(PlainForm):
    """The password, to be read out or written down; once it is left, nobody can see it again."""

    def __init__(self, desk: Desk, name: str, login: str | None, password: str) -> None:
        title = tr("The password of {name}").format(name=name)
        super().__init__(desk, "operator.one_time", title, (), tr("It is handed over"))
        self.title = tr("One-time password")
        self.say(
            tr(
                "Shown this once. Read it out or write it down for them; at the sign-in they replace it by "
                "one of their own."
            )
        )
        self.leave_button.hide()
        if login is not None:
            self.add(WrappedLabel(tr("Login: {login}").format(login=login), ink="mid"))
        self.password = WrappedLabel(password, ink="high", size="title")
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.password.setAccessibleName(tr("One-time password"))
        self.add(self.password)

    def submit(self) -> None:
        """It is handed over."""
        self.password.setText("")
        self.closed.emit()


class SecuredForm(PlainForm):
    """Why this desk does not lock when nobody touches it.

    Signals:
        given(str): the reason.
    """

    given = Signal(str)

    def __init__(self, desk: Desk) -> None:
        fields = [Field("reason", tr("Why"), hint=tr("Ops room with a guard at the door, day and night"))]
        title = tr("A desk in a secured room")
        super().__init__(desk, "operator.exempt", title, fields, tr("Do not lock it"))
        self.say(
            tr(
                "{desk} will stay open when nobody touches it. Ctrl+L still locks it at once, and the "
                "password is still asked for every 12 hours. This stands in the journal."
            ).format(desk=desk.name)
        )

    def submit(self) -> None:
        """Hand the reason on, if there is one."""
        reason = self.values()["reason"]
        if not reason:
            self.show_wrong(BadInput.one("reason", "empty"))
            return
        self.given.emit(reason)
        self.closed.emit()


def _kept(who: Operator) -> dict[str, Any]:
    return {
        "name": who.name,
        "roles": tuple(role for role in Role if role in who.roles),
        "organization_id": who.organization_id,
        "clearance": who.clearance,
    }
