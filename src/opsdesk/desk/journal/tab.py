"""The Journal page: joins the frame's parts, the presenter and the detail."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from opsdesk.desk.actions import Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.detail import JournalDetail
from opsdesk.desk.journal.exporting import ExportForm
from opsdesk.desk.journal.filtering import ALL, KINDS, fields, groups, tr
from opsdesk.desk.journal.period import PeriodForm
from opsdesk.desk.journal.presenter import JournalPresenter
from opsdesk.desk.journal.table import columns
from opsdesk.desk.journal.verifying import VerifyForm
from opsdesk.desk.links import HOMES
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.filter_bar import Condition
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.handling import Marking
from opsdesk.store.journal_page import MANY, READERS, JournalEntry
from opsdesk.store.operator import Me
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count


class JournalTab(RecordTab):
    """For supervisors and administrators; each query asks again whether its reader is one."""

    #: Stands in the strip once it was called for.
    called = True
    KEYS = "Ctrl+Shift+J"

    @staticmethod
    def serves(me: Me) -> bool:
        """Whether the page is there for somebody."""
        return not me.roles.isdisjoint(READERS)

    def __init__(self, desk: Desk) -> None:
        model = RecordModel(
            columns(desk.zone),
            id_of=lambda one: one.id,
            key_of=lambda one: (-one.seq,),
            now=desk.now,
        )
        hint = tr("Words, or a record's number")
        super().__init__(
            desk, "journal", tr("Journal"), model, hint=hint, narrow_hint=tr("Filter"), folds_entry=True
        )
        self.presenter = JournalPresenter(desk, model, self)
        self._add_verbs()
        self.detail = JournalDetail(desk, self.pane, self.verbs, self)
        self.views.keep.hide()
        place = self.bar.row.indexOf(self.bar.columns)
        self._verify = KeyButton.of(desk.look, self.verbs["verify"], icon="verified", keys=False)
        self._export = KeyButton.of(desk.look, self.verbs["export"], plain=True, keys=False)
        self.bar.row.insertWidget(place, self._verify)
        self.bar.row.insertWidget(place + 1, self._export)
        self._connect()
        self.pane.set_nothing(tr("Select a line: what changed in it and the record's history stand here."))
        self.pane.show_nothing()
        self.views.set_groups(groups())
        self._show_verbs()

    def _add_verbs(self) -> None:
        presenter = self.presenter
        enter = "Ctrl+Return"
        self.verbs = {
            "show": self.add_action(
                Spec("journal.show", tr("Show the record"), enter, button=tr("Show")), self._show_record
            ),
            "record": self.add_action(
                Spec("journal.record", tr("All about this record"), "Ctrl+J", button=tr("This record")),
                presenter.only_record,
            ),
            "operator": self.add_action(
                Spec("journal.operator", tr("All by this operator"), "Ctrl+I", button=tr("This operator")),
                presenter.only_operator,
            ),
            "period": self.add_action(Spec("journal.period", tr("A period…"), group=1), self._ask_period),
            "verify": self.add_action(
                Spec("journal.verify", tr("Verify the journal…"), group=1, button=tr("Verify…")),
                self._ask_verify,
            ),
            "export": self.add_action(
                Spec("journal.export", tr("Export these lines…"), group=1, button=tr("Export…")),
                self._ask_export,
            ),
        }

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.chosen_changed.connect(self._show_chosen)
        presenter.counted.connect(self._show_counted)
        presenter.people_came.connect(self._show_chosen)
        presenter.opened.connect(self._show_opened)
        presenter.open_failed.connect(self._open_failed)
        presenter.list.loading.connect(self.loading.set_loading)
        presenter.list.arrived.connect(self._show_counted)
        presenter.list.failed.connect(self._list_failed)
        self.view.chosen.connect(presenter.open)
        self.view.opened.connect(lambda _id: self._show_record())
        self.views.chosen.connect(presenter.show_view)
        self.bar.searched.connect(presenter.search)
        self.bar.added.connect(presenter.add)
        self.bar.removed.connect(presenter.remove)
        self.nothing.pressed.connect(self._clear)
        self.desk.look.changed.connect(self._show_chosen)

    # the frame asks

    def shown(self) -> None:
        """Read for the first time, or what came in meanwhile."""
        self.set_marking(Marking.AMBER_STRICT)
        self.presenter.shown()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is in front."""
        self.presenter.hidden()
        super().hideEvent(event)

    def set_narrow(self, narrow: bool) -> None:
        """Less words at 1280."""
        super().set_narrow(narrow)
        if hasattr(self, "detail"):
            self._export.setVisible(not narrow)
            self.detail.head.verbs.set_narrow(narrow)
            self._show_chosen()

    def show_record(self, record_id: UUID) -> None:
        """A line, by its number in the shape of an id."""
        self.forms.put_away()
        self.view.select(record_id)
        self.presenter.open(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and self.nothing.isVisible() and self.model.rowCount() == 0:
            self._clear()
        else:
            super().keyPressEvent(event)

    def words_above(self, records: list[UUID]) -> str:
        """`2 new above, 1 refused · Ctrl+Home`."""
        items = [self.model.item_of(one) for one in records]
        refused = sum(1 for one in items if one is not None and one.kind == "access.denied")
        text = tr("{count} new above").format(count=len(records))
        if refused:
            text += ", " + tr("{count} refused").format(count=refused)
        return tr("{text} · Ctrl+Home").format(text=text)

    # verbs

    def _show_record(self) -> None:
        line = self.presenter.line
        if line is not None and line.record_id is not None and line.name and line.subject in HOMES:
            self.desk.links.show(line.subject, line.record_id)

    def _ask_period(self) -> None:
        now = self.presenter.filter()
        form = PeriodForm(self.desk, now.since, now.until)
        form.chosen.connect(self.presenter.show_period)
        self._open(form)

    def _ask_verify(self) -> None:
        self._open(VerifyForm(self.desk))

    def _ask_export(self) -> None:
        self.forms.close_form(ExportForm.KEY)
        self._open(ExportForm(self.desk, self.presenter.filter(), self.presenter.matching or 0))

    def _open(self, form: PlainForm) -> None:
        form.closed.connect(lambda: self._close(form.key))
        form.put_away.connect(self._put_away)
        self.forms.open(form)

    def _close(self, key: str) -> None:
        self.forms.close_form(key)
        self.to_list()

    def _put_away(self) -> None:
        self.forms.put_away()
        self.to_list()

    def to_list(self) -> None:
        """Back to the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self.bar.quick.edit.clear()
        self.presenter.clear()

    # what is shown

    def _show_chosen(self) -> None:
        chosen, now = self.presenter.chosen, self.desk.now()
        self.views.set_current(chosen.view if chosen.view in (ALL, "today", *KINDS) else "")
        words = self.presenter.chips.words
        self.bar.set_conditions([Condition(one[0], *words(*one, now)) for one in chosen.conditions])
        self.bar.set_fields(fields(self.presenter.people, chosen))

    def _show_counted(self) -> None:
        matching = self.presenter.matching
        if matching is not None:
            # The whole is known to the last line; what a filter shows is counted up to a bound.
            most = MANY if self.presenter.chosen.conditions or self.presenter.chosen.text else matching
            text = tr("{count} lines").format(count=count(matching, most))
            self.bar.set_count(text if self.narrow else tr("{lines} · newest first").format(lines=text))
        if matching == 0 and self.model.rowCount() == 0:
            hidden = self.presenter.sentence()
            text = tr("Nothing is hidden but by {conditions}.").format(conditions=hidden) if hidden else ""
            button = tr("Clear filters   Esc") if hidden or self.presenter.chosen.view != ALL else ""
            self.nothing.say(tr("No line of the journal matches"), text, button)
        else:
            self.nothing.hide()

    def _show_opened(self, entry: JournalEntry | None) -> None:
        self._show_verbs()
        if entry is None:
            self.detail.show_nothing()
        else:
            self.detail.show_entry(entry)

    def _open_failed(self, error: OpsDeskError) -> None:
        self._show_opened(None)
        self.pane.set_nothing(sentence(error, self.desk.zone))

    def _list_failed(self, error: OpsDeskError) -> None:
        words = sentence(error, self.desk.zone)
        if self.model.rowCount() == 0:
            self.nothing.say(tr("The journal could not be read."), words, "")
        else:
            self.desk.messages.error(words, tr("Try again"), self.presenter.list.again)

    def _show_verbs(self) -> None:
        line = self.presenter.line
        none = tr("Select a line first.")
        verbs = self.verbs
        record = line is not None and line.record_id is not None
        verbs["record"].allow(record, none if line is None else tr("The line is about no record."))
        home = record and line is not None and bool(line.name) and line.subject in HOMES
        verbs["show"].allow(
            home, none if line is None else tr("There is no record of it that can be shown to you.")
        )
        who = line is not None and line.operator_id is not None
        verbs["operator"].allow(who, none if line is None else tr("Nobody was signed in."))

    def regions(self) -> list[QWidget]:
        """Filter, list, detail or form."""
        return [self.view, self.right, self.bar.quick.edit]
