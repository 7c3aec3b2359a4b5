"""The Operators page: the list of who may sign in, and beside it one of them with what can be done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from opsdesk.accounts import records
from opsdesk.accounts.model import OperatorFilter, OperatorItem, OperatorState
from opsdesk.desk.actions import Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.operators import asking
from opsdesk.desk.operators.deeds import Deeds
from opsdesk.desk.operators.forms import OneTimeForm, OperatorForm, SecuredForm
from opsdesk.desk.operators.table import columns
from opsdesk.desk.operators.words import ROLES, roles_words, tr
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.past import HistorySection
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.detail import FactsSection, Head, HeadSection
from opsdesk.desk.widgets.filter_bar import Condition, FilterField
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.errors import OpsDeskError
from opsdesk.handling import Role
from opsdesk.store.operator import Me
from opsdesk.wording.errors import sentence
from opsdesk.wording.labels import capital, label
from opsdesk.wording.numbers import count
from opsdesk.wording.times import when


class OperatorsTab(RecordTab):
    """For administrators; the queries ask again whether their reader is one."""

    called = True
    KEYS = "Ctrl+Shift+P"

    @staticmethod
    def serves(me: Me) -> bool:
        """Whether the page is there for somebody."""
        return Role.ADMINISTRATOR in me.roles

    def __init__(self, desk: Desk) -> None:
        model = RecordModel(
            columns(desk.zone),
            id_of=lambda one: one.id,
            key_of=lambda one: (one.name_key, one.n),
            now=desk.now,
        )
        super().__init__(
            desk,
            "operators",
            tr("Operators"),
            model,
            hint=tr("Name"),
            with_views=False,
            folds_entry=True,
        )
        self._conditions: dict[str, str] = {}
        self._text = ""
        self._choices: asking.Choices | None = None
        self._started = False
        self.current: OperatorItem | None = None
        queries = Queries(records.page, records.listed, records.number_of)
        self.list = Records(desk, "operators", model, queries, ("operator",), self)
        self.deeds = Deeds(desk, self)
        self._add_verbs()
        self._build_detail()
        self.unwatched = WrappedLabel(
            tr(
                "Nobody counts wrong passwords at this server: five of them lock nobody. What does is in "
                "packaging/postgresql; whoever runs the server installs it."
            ),
            ink="overdue",
        )
        self.unwatched.setMargin(desk.look.px(12))
        self.unwatched.hide()
        self.under_list.addWidget(self.unwatched)
        self.bar.row.insertWidget(
            self.bar.row.indexOf(self.bar.columns), KeyButton.of(desk.look, self.verbs["new"], icon="add")
        )
        self._connect()
        self.pane.set_nothing(tr("Select an operator: roles, organization and the way in stand here."))
        self.pane.show_nothing()
        self._show_verbs()

    def _add_verbs(self) -> None:
        add = self.add_action
        self.verbs = {
            "new": add(Spec("operators.new", tr("New operator…"), "Ctrl+N", button=tr("New")), self._new),
            "edit": add(Spec("operators.edit", tr("Change…"), "Ctrl+E", group=1), self._edit),
            "reset": add(
                Spec("operators.reset", tr("Reset the password…"), "Ctrl+R", group=1, button=tr("Reset…")),
                self._with(self.deeds.reset),
            ),
            "release": add(
                Spec(
                    "operators.release", tr("Release the lock"), "Ctrl+Return", group=1, button=tr("Release")
                ),
                self._with(self.deeds.release),
            ),
            "disable": add(
                Spec("operators.disable", tr("Disable"), "Ctrl+Shift+Del", group=1),
                self._with(self.deeds.disable),
            ),
            "enable": add(
                Spec("operators.enable", tr("Enable"), "Ctrl+Shift+Return", group=1),
                self._with(self.deeds.enable),
            ),
            "secure": add(
                Spec("operators.secure", tr("This desk stands in a secured room…"), group=2), self._secure
            ),
            "unsecure": add(
                Spec("operators.unsecure", tr("Lock this desk again after idle time"), group=2),
                self.deeds.unsecure,
            ),
        }

    def _build_detail(self) -> None:
        look = self.desk.look
        self.head = HeadSection(look)
        self.facts = FactsSection(look, tr("The way in"))
        self.history = HistorySection(self.desk, "operator")
        for section in (self.head, self.facts, self.history):
            self.pane.add(section)

    def _connect(self) -> None:
        self.list.loading.connect(self.loading.set_loading)
        self.list.counted.connect(self._counted)
        self.list.failed.connect(self._list_failed)
        self.list.touched.connect(self._touched)
        self.view.chosen.connect(self._open)
        self.view.opened.connect(lambda _id: self.verbs["edit"].trigger())
        self.bar.searched.connect(self._search)
        self.bar.added.connect(self._add_condition)
        self.bar.removed.connect(self._remove_condition)
        self.nothing.pressed.connect(self._clear)
        self.deeds.password_made.connect(self._show_password)
        self.desk.feed.changed.connect(self._heard)

    # the frame asks

    def shown(self) -> None:
        """Read it; also again, since a server's lock is told by no line of the journal."""
        self._started = True
        self._read_choices()
        self.list.show(self._filter())

    def show_record(self, record_id: UUID) -> None:
        """An operator."""
        self.forms.put_away()
        self.view.select(record_id)
        self._open(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and self.nothing.isVisible() and self.model.rowCount() == 0:
            self._clear()
        else:
            super().keyPressEvent(event)

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs."""
        super().set_narrow(narrow)
        if hasattr(self, "head"):
            self.head.verbs.set_narrow(narrow)

    # filter

    def _filter(self) -> OperatorFilter:
        given = self._conditions
        return OperatorFilter(
            text=self._text,
            roles=frozenset({Role(given["role"])}) if "role" in given else frozenset(),
            organization_id=UUID(given["organization"]) if "organization" in given else None,
            disabled={"disabled": True, "enabled": False}.get(given.get("state", "")),
        )

    def _search(self, text: str) -> None:
        self._text = text
        self.list.show(self._filter())

    def _add_condition(self, field: str, value: str) -> None:
        self._conditions[field] = value
        self._show_filter()

    def _remove_condition(self, field: str) -> None:
        self._conditions.pop(field, None)
        self._show_filter()

    def _clear(self) -> None:
        self._conditions.clear()
        self._text = ""
        self.bar.quick.edit.clear()
        self._show_filter()

    def _show_filter(self) -> None:
        named = {field.id: field for field in self._fields()}
        self.bar.set_conditions(
            [
                Condition(one, named[one].name, dict(named[one].options).get(value, "…"))
                for one, value in self._conditions.items()
            ]
        )
        self.list.show(self._filter())

    def _fields(self) -> list[FilterField]:
        known = self._choices.organizations if self._choices is not None else ()
        states = (("enabled", tr("not disabled")), ("disabled", tr("disabled")))
        return [
            FilterField("role", tr("Role"), tuple((role.value, label(role)) for role in ROLES)),
            FilterField("organization", tr("Organization"), tuple((str(one.id), one.name) for one in known)),
            FilterField("state", tr("State"), states),
        ]

    # verbs

    def _with(self, act: Any) -> Any:
        def run() -> None:
            if self.current is not None:
                act(self.current.operator)

        return run

    def _new(self) -> None:
        if self._choices is None:
            return
        form = OperatorForm(self.desk, self._choices.organizations, logins=self._choices.logins)
        form.given.connect(lambda values: self.deeds.add(values, form.refuse))
        self._open_form(form)

    def _edit(self) -> None:
        if self._choices is None or self.current is None:
            return
        who = self.current.operator
        form = OperatorForm(self.desk, self._choices.organizations, who=who)
        form.given.connect(lambda values: self.deeds.change(who, values, form.refuse))
        self._open_form(form)

    def _secure(self) -> None:
        form = SecuredForm(self.desk)
        form.given.connect(self.deeds.secure)
        self._open_form(form)

    def _open_form(self, form: PlainForm) -> None:
        form.closed.connect(lambda: self._close_form(form.key))
        form.put_away.connect(self._put_away)
        if isinstance(form, OperatorForm):
            self.deeds.done.connect(form.closed)
        self.forms.open(form)

    def _close_form(self, key: str) -> None:
        self.forms.close_form(key)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_away(self) -> None:
        self.forms.put_away()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_password(self, name: str, login: str | None, password: str) -> None:
        self.forms.close_form("operator.one_time")
        self._open_form(OneTimeForm(self.desk, name, login, password))

    # what is shown

    def _read_choices(self) -> None:
        self.desk.ask("operators choices", asking.choices, self.desk.name, done=self._choices_came)

    def _choices_came(self, found: asking.Choices) -> None:
        self._choices = found
        self.deeds.logins = found.logins
        self.unwatched.setVisible(not found.watched)
        self.bar.set_fields(self._fields())
        login = next(at for at, column in enumerate(self.model.columns) if column.id == "login")
        self.view.header.setSectionHidden(login, not found.logins or self.narrow)
        self._show_verbs()

    def _open(self, operator_id: UUID | None) -> None:
        if operator_id is None:
            self.current = None
            self.pane.show_nothing()
            self._show_verbs()
            return
        self.desk.ask("operator opened", asking.opened, operator_id, done=self._opened, failed=self._failed)

    def _opened(self, item: OperatorItem) -> None:
        self.current = item
        self._show_verbs()
        who, now, zone = item.operator, self.desk.now(), self.desk.zone
        state = item.state

        def moment(at: Any) -> str:
            return "" if at is None else when(at, now, zone)

        def fill() -> None:
            line = " · ".join(part for part in (roles_words(who.roles), item.organization_name) if part)
            self.head.show_head(
                Head(number=label(state), title=who.name, line=capital(line), marking=who.clearance)
            )
            self.head.set_verbs(self._shown_verbs(state), None)
            self.facts.show_facts(
                [
                    (tr("State"), label(state)),
                    (tr("Login"), who.login or ""),
                    (tr("Last sign-in"), moment(who.last_sign_in_at) or tr("never")),
                    (tr("Locked since"), moment(who.locked_at)),
                    (tr("Disabled since"), moment(who.disabled_at)),
                    (tr("Own clearance"), who.clearance.value if who.clearance else ""),
                ]
            )
            self.history.show_of(who.id, who.version)

        self.pane.show_record(fill)

    def _shown_verbs(self, state: OperatorState) -> list[Any]:
        names = ["edit", "reset", "enable" if state is OperatorState.DISABLED else "disable"]
        if state is OperatorState.LOCKED:
            names.insert(0, "release")
        return [self.verbs[name] for name in names]

    def _show_verbs(self) -> None:
        verbs, item = self.verbs, self.current
        none = tr("Select an operator first.")
        for name in ("edit", "reset", "release", "disable", "enable"):
            verbs[name].allow(item is not None, none)
        secured = self._choices is not None and self._choices.secured
        verbs["secure"].allow(not secured, tr("This desk is exempt from the lock already."))
        verbs["unsecure"].allow(secured, tr("This desk locks when nobody touches it."))
        if item is not None:
            state = item.state
            verbs["release"].allow(state is OperatorState.LOCKED, tr("They are not locked."))
            verbs["disable"].allow(state is not OperatorState.DISABLED, tr("They are disabled already."))
            verbs["enable"].allow(state is OperatorState.DISABLED, tr("They are not disabled."))

    def _failed(self, error: OpsDeskError) -> bool:
        self.current = None
        self._show_verbs()
        self.pane.show_nothing()
        self.pane.set_nothing(sentence(error, self.desk.zone))
        return True

    def _touched(self, ids: frozenset[UUID] | None) -> None:
        if self.current is not None and (ids is None or self.current.id in ids):
            self._open(self.current.id)

    def _heard(self, subject: str, _ids: object) -> None:
        if self._started and subject in ("organization", "secured_desk"):
            self._read_choices()

    def _counted(self, number: int) -> None:
        many = tr("1 operator") if number == 1 else tr("{count} operators").format(count=count(number))
        self.bar.set_count(many)
        if number == 0 and self.model.rowCount() == 0:
            self.nothing.say(tr("No operator matches."), "", tr("Clear filters   Esc"))
        else:
            self.nothing.hide()

    def _list_failed(self, error: OpsDeskError) -> None:
        self.nothing.say(tr("The operators could not be read."), sentence(error, self.desk.zone), "")
