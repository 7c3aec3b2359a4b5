"""What the tabs of observations and incidents join: views, chips, list, counts and the open record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from opsdesk.desk.actions import DeskAction
from opsdesk.desk.chosen import tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.list_presenter import ListPresenter
from opsdesk.desk.list_queries import MANY, MANY_OF_OWN, MANY_OF_VIEW, Counts
from opsdesk.desk.on_screen import OnScreen
from opsdesk.desk.palette import Entry, Provider
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.filter_bar import Condition, FilterField
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.view_name import ViewName
from opsdesk.desk.widgets.views import ViewGroup
from opsdesk.errors import OpsDeskError
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count
from opsdesk.wording.saved import told_whole


class ListDetail(Protocol):
    """The detail of a tab with a list."""

    panels: Any
    failed: Any

    def set_narrow(self, narrow: bool) -> None:
        """Another size class."""

    def show_nothing(self) -> None:
        """No record is open."""

    def show_around(self, around: Any) -> None:
        """Fill the parts that are read a moment later."""

    def show_failed(self, sentence: str) -> None:
        """They could not be read."""


class ListForming(Protocol):
    """The forms of a tab with a list."""

    left: Any

    def restore(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left."""


class ListTab(RecordTab):
    """A list, worst first, and beside it the record with what can be done with it.

    A subject's tab makes its detail and its forms, then calls `join`; it overrides what is marked so.

    Attributes:
        late_view: the built-in view that is late as soon as it holds anything.
        panel_keys: what the drafts of the small forms in the detail are called.
        verbs: the actions by their short names; `edit` is among them.
        presenter, detail, forming: the parts.
    """

    late_view: str
    panel_keys: frozenset[str]
    verbs: Mapping[str, DeskAction]
    presenter: ListPresenter
    detail: ListDetail
    forming: ListForming

    def __init__(
        self, desk: Desk, title: str, model: RecordModel, presenter: ListPresenter, *, hint: str
    ) -> None:
        super().__init__(desk, presenter.listing.name, title, model, hint=hint, narrow_hint=tr("Filter"))
        presenter.setParent(self)
        self.presenter = presenter
        self._naming = ViewName(desk.look, self.views.keep, self)
        self._on_screen = OnScreen(model, self.set_marking, self)

    def join(self) -> None:
        """Connect the parts and read for the first time."""
        self._join_presenter()
        self.view.opened.connect(self._opened)
        self.view.header.sort_asked.connect(self.presenter.sort)
        self.views.chosen.connect(self._view_chosen)
        self.views.keep_asked.connect(self._name_view)
        self.nothing.pressed.connect(self._clear)
        self.detail.panels.closed.connect(self.to_list)
        self.detail.failed.again.connect(self.presenter.read_around)
        self.forming.left.connect(self.to_list)
        self.desk.look.changed.connect(self._show_chosen)
        self.desk.saved.add_namer(self._name_of)
        self.pane.show_nothing()
        self.views.set_groups(self.view_groups(()))
        self.show_verbs()
        self.presenter.start()

    def _join_presenter(self) -> None:
        presenter = self.presenter
        presenter.chosen_changed.connect(self._show_chosen)
        presenter.counts_changed.connect(self._show_counts)
        presenter.choices_changed.connect(self._show_choices)
        presenter.opened.connect(self._show_opened)
        presenter.around.connect(self.detail.show_around)
        presenter.around_failed.connect(self._around_failed)
        presenter.open_failed.connect(self._open_failed)
        presenter.list.loading.connect(self.loading.set_loading)
        presenter.list.arrived.connect(self._show_counts)
        presenter.list.failed.connect(self._list_failed)
        self.view.chosen.connect(presenter.open)
        self.views.dropped.connect(presenter.drop_view)
        self.bar.searched.connect(presenter.search)
        self.bar.added.connect(presenter.add)
        self.bar.removed.connect(presenter.remove)

    # a subject's tab says

    def view_groups(self, own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
        """The views under their headings; `own` are id and name of those that the operator kept."""
        raise NotImplementedError

    def filter_fields(self) -> list[FilterField]:
        """What `Add filter` offers."""
        raise NotImplementedError

    def waiting(self, counts: Counts) -> int:
        """How many wait in the tab."""
        raise NotImplementedError

    def entry_of(self, item: Any) -> Entry:
        """A record as a line of the palette."""
        raise NotImplementedError

    def show_verbs(self) -> None:
        """Turn the verbs on and off."""
        raise NotImplementedError

    def show_record_read(self, found: Any) -> None:
        """Fill the detail with the record that was read."""
        raise NotImplementedError

    def show_empty(self) -> None:
        """Say how to begin: there is no record at all."""
        raise NotImplementedError

    def words_of_none(self) -> str:
        """What is said when the filter hides all."""
        raise NotImplementedError

    def _name_of(self, record_id: UUID) -> str:
        """The number of a record of this list, as far as it is loaded."""
        item = self.model.item_of(record_id)
        return str(item.number) if item is not None and record_id not in self.presenter.list.local else ""

    # the frame asks

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs, and no chips for what the view's drop-down says already."""
        super().set_narrow(narrow)
        self._middle().show()
        if hasattr(self, "detail"):
            self.detail.set_narrow(narrow)
            self._show_chosen()
            self._show_counts()

    def show_record(self, record_id: UUID) -> None:
        """Bring a record to the eye, whatever the filter hides."""
        self.forms.put_away()
        self.view.select(record_id)
        self.presenter.open(record_id)

    def restore_draft(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left behind."""
        if key.partition("/")[0] not in self.panel_keys:
            return self.forming.restore(key, kept)
        values = kept.get("values")
        if isinstance(values, dict):
            self.detail.panels.take_drafts({key: values})
        return isinstance(values, dict)

    def palette_providers(self) -> list[Provider]:
        """Records by their words and numbers."""
        return [self._provide]

    def _provide(self, words: str, then: Callable[[Sequence[Entry]], None]) -> None:
        listing = self.presenter.listing
        self.desk.ask(
            f"{listing.name} palette",
            listing.queries.by_words,
            words,
            done=lambda found: then([self.entry_of(one) for one in found]),
            failed=lambda _error: True,
        )

    def words_above(self, records: list[UUID]) -> str:
        """`2 new above, 1 emergency · Ctrl+Home`."""
        items = [self.model.item_of(one) for one in records]
        worst = sum(1 for item in items if item is not None and item.priority == 1)
        text = tr("{count} new above").format(count=len(records))
        if worst:
            text += ", " + tr("{count} emergency").format(count=worst)
        return tr("{text} · Ctrl+Home").format(text=text)

    # the record over the list

    def to_list(self) -> None:
        """Back to the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self, _record_id: UUID) -> None:
        """Enter or a double click: the form; in a very narrow window first the record, over the list."""
        if self.right.isVisible():
            self.verbs["edit"].trigger()
        else:
            self._show_over(True)

    def _middle(self) -> QWidget:
        """Filter bar and list."""
        middle = self.view.parentWidget()
        assert middle is not None
        return middle

    def _show_over(self, over: bool) -> None:
        """Let the record stand in the place of the list, or the list again."""
        self.right.setVisible(over)
        self._middle().setVisible(not over)
        if over:
            self.pane.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.to_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads from the record back to the list, and clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and not self._middle().isVisible():
            self._show_over(False)
        elif event.key() == Qt.Key.Key_Escape and self.nothing.isVisible() and self.model.rowCount() == 0:
            self._clear()
        else:
            super().keyPressEvent(event)

    # views, chips and counts

    def _name_view(self) -> None:
        self._naming.ask(self.presenter.sentence(), self.presenter.keep_view)

    def _view_chosen(self, view_id: str) -> None:
        self.bar.quick.edit.blockSignals(True)
        self.bar.quick.edit.clear()
        self.bar.quick.edit.blockSignals(False)
        self.presenter.show_view(view_id)

    def _clear(self) -> None:
        self.bar.quick.edit.clear()
        self.presenter.clear()

    def _show_chosen(self) -> None:
        chosen = self.presenter.chosen
        self.views.set_current(chosen.view)
        by_view = self.presenter.listing.conditions_of(chosen.view)
        shown = [one for one in chosen.conditions if not (self.narrow and one in by_view)]
        self.bar.set_conditions([Condition(one[0], *self.presenter.chip(*one)) for one in shown])
        self.view.header.set_sort(chosen.order.value, descending=False)

    def _show_choices(self) -> None:
        own = self.presenter.own.items()
        self.views.set_groups(self.view_groups((view_id, name) for view_id, (name, _chosen) in own))
        self.bar.set_fields(self.filter_fields())
        self._show_chosen()
        self._show_counts()
        self.show_verbs()

    def _show_counts(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if counts is not None:
            self._count_views(counts)
        if matching is not None:
            total = matching if counts is None else max(counts.total, matching)
            local = len(self.presenter.list.local)
            text = tr("{shown} of {total}").format(
                shown=count(matching + local), total=count(total + local, MANY)
            )
            if local:
                text += tr(", {count} only on this desk").format(count=local)
            if not self.narrow:
                by_age = self.presenter.chosen.newest_first
                text += " · " + (tr("newest first") if by_age else tr("by priority, then newest"))
            self.bar.set_count(text)
        self._show_nothing()

    def _count_views(self, counts: Counts) -> None:
        local = len(self.presenter.list.local)
        for view, number in counts.views.views.items():
            here = local and view.value == self.presenter.chosen.view
            words = count(number, MANY_OF_VIEW)
            if here:
                words += f" + {local}"
            self.views.set_count(view.value, words, view == self.late_view and number > 0)
        for view_id, number in counts.own.items():
            self.views.set_count(view_id, count(number, MANY_OF_OWN))
        if self.presenter.listing.everything:
            self.views.set_count(self.presenter.listing.everything, count(counts.total, MANY))
        self.set_badge(self.waiting(counts), counts.views.views[self.late_view] > 0)

    def _show_nothing(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if matching != 0 or self.model.rowCount():
            self.nothing.hide()
        elif counts is None or not self.presenter.counts_hold:
            return  # how many there are in all is being counted: nothing is said before that is known
        elif counts.total == 0:
            self.show_empty()
        else:
            text = tr("{count} are hidden by {conditions}.").format(
                count=count(counts.total, MANY), conditions=self.presenter.sentence()
            )
            self.nothing.say(self.words_of_none(), text, tr("Clear filters   Esc"))

    # what was read, or not

    def _show_opened(self, found: Any) -> None:
        self.show_verbs()
        if found is None:
            self.detail.show_nothing()
        else:
            self.show_record_read(found)

    def _open_failed(self, error: OpsDeskError) -> None:
        self._show_opened(None)
        wanted = self.presenter.wanted
        line = None if wanted is None else self.desk.saved.line_of(wanted)
        if line is not None and line.makes:
            self.pane.set_nothing(told_whole(line, self.desk.zone))
        else:
            self.pane.set_nothing(sentence(error, self.desk.zone))

    def _around_failed(self, error: OpsDeskError) -> None:
        self.detail.show_failed(sentence(error, self.desk.zone))

    def _list_failed(self, error: OpsDeskError) -> None:
        words = sentence(error, self.desk.zone)
        if self.model.rowCount() == 0:
            self.nothing.say(tr("The list could not be read."), words, tr("Try again"))
        elif not self.desk.saved.away:  # the band says it, and what stood there stays
            self.desk.messages.error(words, tr("Try again"), self.presenter.list.again)
