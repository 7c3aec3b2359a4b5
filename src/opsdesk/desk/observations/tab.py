"""The Observations tab: joins the frame's parts, the presenter and the detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.asking import MANY, Around, Opened, by_words
from opsdesk.desk.observations.deeds import Deeds
from opsdesk.desk.observations.detail import ObservationDetail
from opsdesk.desk.observations.empty import EmptyDesk
from opsdesk.desk.observations.filtering import VIEWS, chip, fields, groups
from opsdesk.desk.observations.forming import Forming
from opsdesk.desk.observations.import_window import choose_file
from opsdesk.desk.observations.naming import ViewName
from opsdesk.desk.observations.on_screen import OnScreen
from opsdesk.desk.observations.photo_window import PhotoWindow
from opsdesk.desk.observations.photos import photos_in
from opsdesk.desk.observations.photos_editor import choose_photos
from opsdesk.desk.observations.place_map import LoadLayers, PlaceMaps, base_layers
from opsdesk.desk.observations.places import Places
from opsdesk.desk.observations.presenter import ObservationsPresenter
from opsdesk.desk.observations.table import columns, row_look
from opsdesk.desk.observations.verbs import Reasons, show_reasons, specs
from opsdesk.desk.observations.words import tr
from opsdesk.desk.palette import Entry, Provider
from opsdesk.desk.tab import RecordTab
from opsdesk.desk.widgets.filter_bar import Condition
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.errors import OpsDeskError
from opsdesk.geo.places import Position
from opsdesk.observations.model import Observation, ObservationItem
from opsdesk.observations.views import Order, SavedView
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count

#: What the drafts of the small forms are called; those of the big ones are theirs.
_PANELS = frozenset(
    f"observation.{verb}"
    for verb in ("close", "ask_back", "refer", "link", "reject", "marking", "classify", "source")
)


class ObservationsTab(RecordTab):
    """See SCREENS.md: what came in, worst first, and beside it the record with what can be done with it."""

    def __init__(self, desk: Desk, load_layers: LoadLayers = base_layers) -> None:
        model = RecordModel(
            columns(desk.me.operator_id, desk.zone),
            id_of=lambda item: item.id,
            key_of=lambda item: (int(item.priority), -item.n),
            now=desk.now,
            row_look=row_look,
        )
        super().__init__(
            desk,
            "observations",
            tr("Observations"),
            model,
            hint=tr("Filter these observations"),
            narrow_hint=tr("Filter"),
        )
        self.presenter = ObservationsPresenter(desk, model, self)
        self.deeds = Deeds(desk, self.presenter, self)
        self.verbs = {name: self.add_action(spec, self.deeds.runs[name]) for name, spec in specs().items()}
        maps = PlaceMaps(desk, load_layers, self)
        self.detail = ObservationDetail(desk, self.pane, self.verbs, maps, self)
        self.deeds.panels = self.detail.panels
        self.places = Places(desk, maps, self)
        self.forming = Forming(desk, self.forms, self.places, self.presenter, self)
        self.empty = EmptyDesk(desk.look, self.verbs, self)
        self.empty.hide()
        self.setAcceptDrops(True)
        self._naming = ViewName(desk.look, self.views.keep, self)
        self._on_screen = OnScreen(model, self.set_marking, self)
        self._connect()
        self.pane.set_nothing(tr("Select an observation to read it here."))
        self.pane.show_nothing()
        self.views.set_groups(groups(()))
        self._show_verbs()
        self.presenter.start()

    # the frame asks

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs, and no chips for what the view's drop-down says already."""
        super().set_narrow(narrow)
        self._middle().show()
        if hasattr(self, "detail"):
            self.detail.set_narrow(narrow)
            if self.presenter.current is not None:
                self._show_opened(self.presenter.current)
            self._show_chosen()
            self._show_counts()

    def show_record(self, record_id: UUID) -> None:
        """Bring an observation to the eye, whatever the filter hides."""
        self.forms.put_away()
        self.view.select(record_id)
        self.presenter.open(record_id)

    def report_at(self, position: Position) -> None:
        """Report something that was pointed at on the map."""
        self.forming.report_at(position)

    def restore_draft(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left behind."""
        if key.partition("/")[0] in _PANELS:
            values = kept.get("values")
            if isinstance(values, dict):
                self.detail.panels.take_drafts({key: values})
                return True
            return False
        return self.forming.restore(key, kept)

    def palette_providers(self) -> list[Provider]:
        """Records by their words and numbers."""
        return [self._provide]

    def _provide(self, words: str, then: Callable[[Sequence[Entry]], None]) -> None:
        links = self.desk.links

        def came(found: Sequence[ObservationItem]) -> None:
            then(
                [
                    Entry(
                        f"{one.number}  {one.summary}",
                        one.place or "",
                        partial(links.show, "observation", one.id),
                        tr("Observation"),
                    )
                    for one in found
                ]
            )

        self.desk.ask("observations palette", by_words, words, done=came, failed=lambda _error: True)

    def words_above(self, records: list[UUID]) -> str:
        """`2 new above, 1 emergency · Ctrl+Home`."""
        items = [self.model.item_of(one) for one in records]
        worst = sum(1 for item in items if isinstance(item, ObservationItem) and item.priority == 1)
        text = tr("{count} new above").format(count=len(records))
        if worst:
            text += ", " + tr("{count} emergency").format(count=worst)
        return tr("{text} · Ctrl+Home").format(text=text)

    # the inside

    def _connect(self) -> None:
        desk, presenter, detail = self.desk, self.presenter, self.detail
        presenter.chosen_changed.connect(self._show_chosen)
        presenter.counts_changed.connect(self._show_counts)
        presenter.choices_changed.connect(self._show_choices)
        presenter.opened.connect(self._show_opened)
        presenter.around.connect(self._show_around)
        presenter.around_failed.connect(self._around_failed)
        presenter.open_failed.connect(self._open_failed)
        presenter.list.loading.connect(self.loading.set_loading)
        presenter.list.arrived.connect(self._show_counts)
        presenter.list.failed.connect(self._list_failed)
        self.view.chosen.connect(presenter.open)
        self.view.opened.connect(self._opened)
        self.view.header.sort_asked.connect(presenter.sort)
        self.views.chosen.connect(self._view_chosen)
        self.views.keep_asked.connect(self._name_view)
        self.views.dropped.connect(presenter.drop_view)
        self.bar.searched.connect(presenter.search)
        self.bar.added.connect(presenter.add)
        self.bar.removed.connect(presenter.remove)
        self.nothing.pressed.connect(self._clear)
        detail.record_asked.connect(self.show_record)
        detail.incident_asked.connect(lambda record: self.desk.links.show("incident", record))
        detail.grade.graded.connect(self.deeds.grade)
        detail.grade.left.connect(self._to_list)
        detail.panels.closed.connect(self._to_list)
        detail.told.photo_pressed.connect(self._show_photo)
        detail.failed.again.connect(presenter.read_around)
        self.deeds.new_asked.connect(self.forming.new)
        self.deeds.edit_asked.connect(self.forming.correct)
        self.forming.left.connect(self._to_list)
        self.deeds.grade_asked.connect(lambda: detail.grade.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.deeds.photos_asked.connect(
            lambda record: choose_photos(self, lambda given: self.deeds.attach(record, given))
        )
        self.deeds.import_asked.connect(lambda: choose_file(desk, presenter, self))
        self.deeds.near_asked.connect(self._show_near)
        self.deeds.copied.connect(lambda text: QGuiApplication.clipboard().setText(text))
        self.desk.look.changed.connect(self._show_chosen)

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
            self._to_list()

    def _name_view(self) -> None:
        self._naming.ask(self.presenter.sentence(), self.presenter.keep_view)

    def _to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _view_chosen(self, view_id: str) -> None:
        self.bar.quick.edit.blockSignals(True)
        self.bar.quick.edit.clear()
        self.bar.quick.edit.blockSignals(False)
        self.presenter.show_view(view_id)

    def _clear(self) -> None:
        self.bar.quick.edit.clear()
        self.presenter.clear()

    def _show_photo(self, file_id: UUID) -> None:
        current = self.presenter.current
        if current is not None:
            PhotoWindow(self.desk, current.observation, file_id, self).show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos may be dropped on the record that is open."""
        mime = event.mimeData()
        if self.verbs["photos"].isEnabled() and (mime.hasUrls() or mime.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They were."""
        current = self.presenter.current
        if current is not None:
            event.acceptProposedAction()
            self.deeds.attach(current.observation, photos_in(event.mimeData()))

    def _show_near(self, record: Observation) -> None:
        """What was told within 300 m."""
        if record.position is not None:
            at = record.position
            self.presenter.show_near(f"{at.latitude:.6f},{at.longitude:.6f},300")

    def _show_chosen(self) -> None:
        chosen = self.presenter.chosen
        self.views.set_current(chosen.view)
        by_view = VIEWS[SavedView(chosen.view)] if chosen.view in set(SavedView) else ()
        names = self.presenter.partner_names
        shown = [one for one in chosen.conditions if not (self.narrow and one in by_view)]
        self.bar.set_conditions([Condition(field, *chip(field, value, names)) for field, value in shown])
        self.view.header.set_sort(chosen.order.value, descending=False)

    def _show_choices(self) -> None:
        presenter = self.presenter
        self.views.set_groups(groups((view_id, name) for view_id, (name, _c) in presenter.own.items()))
        self.bar.set_fields(fields(presenter.partners, presenter.tags))
        self._show_chosen()
        self._show_counts()
        self._show_verbs()

    def _show_counts(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if counts is not None:
            for view, number in counts.views.views.items():
                late = view is SavedView.OVERDUE and number > 0
                self.views.set_count(view.value, count(number), late)
            for view_id, number in counts.own.items():
                self.views.set_count(view_id, count(number, 1_000))
            self.set_badge(counts.views.unclaimed, counts.views.overdue > 0)
        if matching is not None:
            total = matching if counts is None else max(counts.total, matching)
            text = tr("{shown} of {total}").format(shown=count(matching), total=count(total, MANY))
            if not self.narrow:
                by_age = self.presenter.chosen.order is Order.NEWEST or bool(
                    self.presenter.chosen.text.strip()
                )
                text += " · " + (tr("newest first") if by_age else tr("by priority, then newest"))
            self.bar.set_count(text)
        self._show_nothing()

    def _show_nothing(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if matching != 0 or self.model.rowCount():
            self.nothing.hide()
        elif counts is None or not self.presenter.counts_hold:
            return  # how many there are in all is being counted: nothing is said before that is known
        elif counts.total == 0:
            self.nothing.show_widget(self.empty)
        else:
            text = tr("{count} are hidden by {conditions}.").format(
                count=count(counts.total, MANY), conditions=self.presenter.sentence()
            )
            self.nothing.say(tr("No observation matches."), text, tr("Clear filters   Esc"))

    def _list_failed(self, error: OpsDeskError) -> None:
        if self.model.rowCount() == 0:
            title = tr("The list could not be read.")
            self.nothing.say(title, sentence(error, self.desk.zone), tr("Try again"))
        else:
            self.desk.messages.error(
                sentence(error, self.desk.zone), tr("Try again"), self.presenter.list.again
            )

    def _show_opened(self, found: Opened | None) -> None:
        self._show_verbs()
        if found is None:
            self.detail.show_nothing()
        else:
            reason = self._reasons().of("grade", found.observation)
            self.detail.show_opened(found, grade_reason=reason)

    def _show_around(self, found: Around) -> None:
        self.detail.show_around(found)

    def _around_failed(self, error: OpsDeskError) -> None:
        self.detail.show_failed(sentence(error, self.desk.zone))

    def _open_failed(self, error: OpsDeskError) -> None:
        self.detail.show_nothing()
        self.pane.set_nothing(sentence(error, self.desk.zone))

    def _reasons(self) -> Reasons:
        return Reasons(self.desk.me, self.presenter.may, self.desk.now(), self.desk.zone)

    def _show_verbs(self) -> None:
        current = self.presenter.current
        show_reasons(self.verbs, self._reasons(), None if current is None else current.observation)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads from the record back to the list, and clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and not self._middle().isVisible():
            self._show_over(False)
        elif event.key() == Qt.Key.Key_Escape and self.nothing.isVisible() and self.model.rowCount() == 0:
            self._clear()
        else:
            super().keyPressEvent(event)
