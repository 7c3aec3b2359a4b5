"""The Bulletins tab: the board, one bulletin, and who has confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from opsdesk.bulletins.model import AcknowledgedHow, BulletinItem
from opsdesk.desk.bulletins import asking
from opsdesk.desk.bulletins.board import Board
from opsdesk.desk.bulletins.columns import Columns
from opsdesk.desk.bulletins.deeds import Deeds
from opsdesk.desk.bulletins.detail import BulletinDetail
from opsdesk.desk.bulletins.forming import Forming
from opsdesk.desk.bulletins.panels import KEYS
from opsdesk.desk.bulletins.pictures import Pictures
from opsdesk.desk.bulletins.presenter import BulletinsPresenter
from opsdesk.desk.bulletins.table import board_model
from opsdesk.desk.bulletins.told import ToldColumn
from opsdesk.desk.bulletins.verbs import show_reasons, specs
from opsdesk.desk.bulletins.view import BulletinView
from opsdesk.desk.bulletins.words import telephone, tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.place_map import LoadLayers, PlaceMaps, base_layers
from opsdesk.desk.observations.places import Places
from opsdesk.desk.palette import Entry, Provider
from opsdesk.desk.tab import Tab
from opsdesk.desk.widgets.detail import DetailPane
from opsdesk.desk.widgets.forms import Forms
from opsdesk.errors import OpsDeskError
from opsdesk.handling import strictest
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count


def open_telephone(number: str) -> bool:
    """Hand a number to the computer's telephone; whether it has one."""
    return QDesktopServices.openUrl(QUrl(f"tel:{number}"))


def how_it_goes() -> str:
    """For a desk without bulletins: the way that one goes."""
    return "\n\n".join(
        (
            tr("How a bulletin goes"),
            tr("1   Draft: what, where, until when, to whom. Nobody is told yet."),
            tr("2   Submit: what its kind has to have is checked."),
            tr("3   Publish: another person, a supervisor, sees how many get it and who is left out."),
            tr("4   Acknowledge: each partner confirms. Whom to call next stands at the right."),
            tr("5   Supersede or cancel: what was published is never edited."),
        )
    )


class BulletinsTab(Tab):
    """See the module.

    Signals:
        flyer_asked(UUID): print the flyer of a bulletin.
        record_asked(str, UUID): a record is wanted in the tab of that id.
        map_asked(UUID): show the bulletin on the map.
    """

    flyer_asked = Signal(object)
    record_asked = Signal(str, object)
    map_asked = Signal(object)

    def __init__(
        self,
        desk: Desk,
        load_layers: LoadLayers = base_layers,
        dial: Callable[[str], bool] = open_telephone,
    ) -> None:
        super().__init__(desk, "bulletins", tr("Bulletins"), folds_entry=True)
        self.model = board_model(desk.now, desk.zone, desk.me.operator_id)
        self.presenter = BulletinsPresenter(desk, self.model, self)
        self.deeds = Deeds(desk, self.presenter, self)
        self.verbs = {name: self.add_action(spec, self.deeds.runs[name]) for name, spec in specs().items()}
        self.pictures = Pictures(desk, self)
        self.view = BulletinView(desk, self.model, self.pictures)
        self.board = Board(desk.look, self.view, self.verbs["new"])
        self.pane = DetailPane(desk.look)
        self.forms = Forms(desk.look)
        maps = PlaceMaps(desk, load_layers, self)
        self.detail = BulletinDetail(desk, self.pane, self.verbs, maps, self)
        self.told = ToldColumn(desk, self.verbs["call"], self.verbs["extend"])
        self.deeds.places = (self.detail.panels, self.told.panels)
        self.forming = Forming(desk, self.forms, Places(desk, maps, self), self.presenter, self)
        self._wanted: UUID | None = None
        self._undressed = False
        self._lay_out()
        self._connect(dial)
        self._show_opened(None)
        self.presenter.start()

    # the frame asks

    def regions(self) -> list[QWidget]:
        """List, record or form, recipients, filter."""
        return [self.view, self.middle, self.told, self.board.quick.edit]

    def home(self) -> QWidget:
        """The list."""
        return self.view

    def quick_filter(self) -> QWidget:
        """The field of Ctrl+F."""
        return self.board.quick.edit

    def show_record(self, record_id: UUID) -> None:
        """Bring a bulletin to the eye, whatever the view hides."""
        self.forms.put_away()
        self.view.select(record_id)
        self.presenter.open(record_id)

    def restore_draft(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left behind."""
        values = kept.get("values")
        if not isinstance(values, dict):
            return False
        if key.partition("/")[0] in KEYS:
            for place in (self.detail.panels, self.told.panels):
                place.take_drafts({key: values})
            return True
        return self.forming.restore(key, values)

    def palette_providers(self) -> list[Provider]:
        """Bulletins by words."""

        def provide(words: str, then: Callable[[Sequence[Entry]], None]) -> None:
            def came(found: list[asking.Found]) -> None:
                then([self._entry(one) for one in found])

            self.desk.ask("bulletins palette", asking.found, words, done=came, failed=lambda _error: True)

        return [provide]

    def _entry(self, one: asking.Found) -> Entry:
        def go() -> None:
            self.record_asked.emit("bulletins", one.bulletin_id)

        return Entry(one.title, one.code, go, tr("Bulletin"))

    # the inside

    def _lay_out(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.pane)
        self.middle.addWidget(self.forms)
        parts = (self.board, self.middle, self.told)
        self.columns = Columns(self.desk.look, self.desk.remember, parts, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.columns.outer)
        self.pane.set_nothing(tr("Select a bulletin to read it here."))

    def _connect(self, dial: Callable[[str], bool]) -> None:
        presenter, board, detail, deeds = self.presenter, self.board, self.detail, self.deeds
        presenter.filter_changed.connect(self._show_filter)
        presenter.counts_changed.connect(self._show_counts)
        presenter.choices_changed.connect(self._show_choices)
        presenter.opened.connect(self._show_opened)
        presenter.open_failed.connect(self._open_failed)
        presenter.list.loading.connect(board.loading.set_loading)
        presenter.list.arrived.connect(self._arrived)
        presenter.list.failed.connect(self._list_failed)
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(lambda _record: self.verbs["edit"].trigger())
        board.pills.chosen.connect(self._view_chosen)
        board.quick.changed.connect(presenter.search)
        board.quick.left.connect(self._to_list)
        board.nothing.pressed.connect(self._clear)
        detail.observation_asked.connect(lambda one: self.record_asked.emit("observations", one))
        detail.bulletin_asked.connect(self.show_record)
        detail.unlink_asked.connect(deeds.unlink)
        for place in (detail.panels, self.told.panels):
            place.closed.connect(self._to_list)
        self.told.call_asked.connect(deeds.call)
        self.told.passed_on.connect(deeds.passed_on)
        self.told.noted.connect(deeds.note_call)
        self.told.acknowledge_asked.connect(self._acknowledge)
        deeds.new_asked.connect(self.forming.new)
        deeds.edit_asked.connect(self.forming.edit)
        deeds.replaced.connect(self._edit_replacement)
        deeds.flyer_asked.connect(self.flyer_asked)
        deeds.map_asked.connect(self.map_asked)
        deeds.dialled.connect(lambda number: self._dial(number, dial))
        deeds.opened.connect(self._panel_opened)
        self.forming.left.connect(self._to_list)
        self.forming.made.connect(self.show_record)
        self.forms.count_changed.connect(self._show_forms)
        self.desk.look.changed.connect(self._dress)

    def _dress(self) -> None:
        """Theme or text size are others now."""
        self._undressed = not self.isVisible()
        if self._undressed:
            return  # behind another tab: it is laid out when it comes to the front
        self._apply_size_class(force=True)
        if self.presenter.current is not None:
            self._show_opened(self.presenter.current)

    def showEvent(self, event: QShowEvent) -> None:
        """Theme or text size may have become others while it stood behind."""
        super().showEvent(event)
        if self._undressed:
            self._dress()

    def _to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dial(self, number: str, dial: Callable[[str], bool]) -> None:
        if not dial(number):
            text = tr("This computer has no telephone program. Dial {number}.")
            self.desk.messages.note(text.format(number=telephone(number)))

    def _panel_opened(self, right: bool) -> None:
        """Bring it to the eye: it stands at the top."""
        if right:
            self.told.to_top()
        else:
            self.forms.put_away()
            self.pane.verticalScrollBar().setValue(0)

    def _chosen(self, record_id: UUID | None) -> None:
        if record_id is not None:
            self.forms.put_away()
        self.presenter.open(record_id)

    def _acknowledge(self, organization_id: UUID) -> None:
        from_phone = AcknowledgedHow.PHONE
        if self.presenter.current is not None and self.verbs["acknowledge"].isEnabled():
            self.deeds.acknowledge(self.presenter.current, organization_id, from_phone)

    def _edit_replacement(self, bulletin_id: UUID) -> None:
        self.show_record(bulletin_id)
        self.forming.edit_by_id(bulletin_id)

    def _view_chosen(self, view: str) -> None:
        self.board.quick.edit.blockSignals(True)
        self.board.quick.edit.clear()
        self.board.quick.edit.blockSignals(False)
        self.presenter.show_view(view)

    def _clear(self) -> None:
        if self.presenter.counts is not None and self.presenter.counts.all == 0:
            self.verbs["new"].trigger()
            return
        self._view_chosen("recent")

    def _show_filter(self) -> None:
        self.board.pills.set_current(self.presenter.filter.view)

    def _show_choices(self) -> None:
        self.forming.set_offered(self.presenter.offered)
        self._show_verbs()

    def _arrived(self) -> None:
        """The first one is shown, so that the tab is never half empty when it opens."""
        if self.presenter.wanted is None and self.model.rowCount():
            first = self.model.id_at(0)
            if first is not None:
                self.view.select(first)
                self.presenter.open(first)
        self._show_counts()

    def _show_counts(self) -> None:
        counts, matching = self.presenter.counts, self.presenter.matching
        if counts is not None:
            self.board.pills.show_counts(counts)
            self.set_badge(counts.overdue_partners or counts.waiting, counts.overdue_partners > 0)
        if counts is not None and matching is not None:
            text = tr("{shown} of {total} · newest first")
            total = max(counts.all, matching)
            self.board.count.setText(text.format(shown=count(matching), total=count(total)))
        self._show_nothing()
        self._show_marking()
        self._follow_open()

    def _show_nothing(self) -> None:
        counts, matching, nothing = self.presenter.counts, self.presenter.matching, self.board.nothing
        if matching != 0 or counts is None or self.model.rowCount():
            nothing.hide()
            if self.presenter.wanted is None:
                self.pane.set_nothing(tr("Select a bulletin to read it here."))
        elif counts.all == 0:
            text = tr("Ctrl+N begins one. Another person, a supervisor, publishes it to your partners.")
            nothing.say(tr("No bulletins yet"), text, tr("New bulletin   Ctrl+N"))
            self.pane.set_nothing(how_it_goes())
        else:
            text = tr("{count} stand in the other views.").format(count=count(counts.all))
            nothing.say(tr("No bulletin matches."), text, tr("Show the recent ones   Esc"))

    def _follow_open(self) -> None:
        """The record that is open is selected as soon as its row is there."""
        wanted = self.presenter.wanted
        if wanted is not None and self.view.selected != wanted and self.model.row_of(wanted) >= 0:
            self.view.select(wanted)

    def _show_marking(self) -> None:
        shown = [self.model.item_at(row) for row in range(min(self.model.rowCount(), 60))]
        markings = [one.marking for one in shown if isinstance(one, BulletinItem)]
        if self.presenter.current is not None:
            markings.append(self.presenter.current.bulletin.marking)
        self.set_marking(strictest(markings) if markings else None)

    def _list_failed(self, error: OpsDeskError) -> None:
        text = sentence(error, self.desk.zone)
        if self.model.rowCount() == 0:
            self.board.nothing.say(tr("The list could not be read."), text, tr("Try again"))
        else:
            self.desk.messages.error(text, tr("Try again"), self.presenter.list.again)

    def _show_opened(self, found: asking.Opened | None) -> None:
        self._show_verbs()
        if found is None:
            self.detail.show_nothing()
            self.told.show_nothing()
        else:
            may = "bulletin.unlink_sighting" in self.presenter.may
            another = self.detail.show_opened(found, may_unlink=may)
            self.told.show_told(found, another=another)
            self._follow_open()
        self._show_marking()

    def _open_failed(self, error: OpsDeskError) -> None:
        """It may have been discarded, or is not for this operator any more."""
        self._show_verbs()
        self.detail.show_nothing()
        self.told.show_nothing()
        self.pane.set_nothing(sentence(error, self.desk.zone))

    def _show_verbs(self) -> None:
        desk, presenter = self.desk, self.presenter
        show_reasons(self.verbs, presenter.current, presenter.may, desk.me, desk.now())

    def _show_forms(self, open_forms: int) -> None:
        self.middle.setCurrentWidget(self.forms if open_forms else self.pane)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears a filter that hides everything."""
        if event.key() == Qt.Key.Key_Escape and self.board.nothing.isVisible():
            if self.presenter.counts is not None and self.presenter.counts.all:
                self._clear()
        else:
            super().keyPressEvent(event)

    # measures

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The size class may be another."""
        super().resizeEvent(event)
        self._apply_size_class()

    def _apply_size_class(self, *, force: bool = False) -> None:
        if self.columns.lay_out(self.width(), force=force):
            name = self.columns.size_class
            self.board.set_size_class(name)
            self.detail.set_narrow(name != "wide")
