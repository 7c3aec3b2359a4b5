"""The Map tab: joins the panel, the map, and what stands beside it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from opsdesk.cartography.marks import Mark
from opsdesk.desk.actions import Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.map.beside import Beside
from opsdesk.desk.map.card import Card
from opsdesk.desk.map.going import Going
from opsdesk.desk.map.panel import MapPanel
from opsdesk.desk.map.position_line import PositionLine
from opsdesk.desk.map.presenter import MapPresenter
from opsdesk.desk.map.view import MapView
from opsdesk.desk.tab import NARROW, Tab
from opsdesk.desk.widgets.text import rule
from opsdesk.geo.places import Position

#: px at 100 %: the panel, what stands beside the map, and that in a narrow window.
_PANEL, _BESIDE, _BESIDE_NARROW = 236, 392, 320
_CLOSE = 16.5


class MapTab(Tab):
    """See SCREENS.md and `pictures/desk-map-dark.png`.

    Signals:
        record_asked(subject, UUID): a record is wanted in its tab.
    """

    record_asked = Signal(str, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "map", "", folds_entry=True)
        self.title = self.tr("Map")
        self.presenter = MapPresenter(desk, self)
        look = desk.look
        self.panel = MapPanel(look)
        self.map = MapView(desk, self.presenter.maps, self.presenter.start_view())
        self.going = Going(look)
        self.beside = Beside(desk)
        self.card = Card(look, self.map)
        self.position_line = PositionLine(look)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.presenter.start()

    # the frame asks

    def regions(self) -> list[QWidget]:
        """Map, list, where to go."""
        return [self.map, self.beside.list, self.going.edit]

    def home(self) -> QWidget:
        """The map."""
        return self.map

    def quick_filter(self) -> QWidget | None:
        """Ctrl+F: go to."""
        return self.going.edit

    def shown(self) -> None:
        """The first look, once there is a size and something to look at."""
        QTimer.singleShot(0, self, self._first_look)

    def show_record(self, record_id: UUID) -> None:
        """Bring a record's place to the middle and select it."""
        self.presenter.find(record_id, self._found)

    def show_on_map(self, subject: str, record_id: UUID) -> None:
        """What another tab asks to see here."""
        self.show_record(record_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel goes where there is little room."""
        super().resizeEvent(event)
        wide = self.width() * 100 / self.desk.look.percent >= NARROW
        if wide is self.panel.isHidden():
            self.panel.setVisible(wide)
            self._edge.setVisible(wide)
            self._size_beside()

    # the inside

    def _lay_out(self) -> None:
        look = self.desk.look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.panel.setFixedWidth(look.px(_PANEL))
        self._edge = rule(vertical=True)
        row.addWidget(self.panel)
        row.addWidget(self._edge)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._bar = QWidget()
        self._bar.setFixedHeight(look.px(40))
        self._tools = QHBoxLayout(self._bar)
        self._tools.setContentsMargins(look.px(8), 0, look.px(8), 0)
        self._tools.setSpacing(look.px(8))
        self._tools.addWidget(self.going)
        self._tools.addStretch(1)
        column.addWidget(self._bar)
        column.addWidget(rule())
        column.addWidget(self.map, 1)
        column.addWidget(rule())
        column.addWidget(self.position_line)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(middle)
        self._split.addWidget(self.beside)
        self._split.setStretchFactor(0, 1)
        row.addWidget(self._split, 1)
        self._size_beside()
        look.changed.connect(self._measure)

    def _size_beside(self) -> None:
        wide = not self.panel.isHidden()
        beside = self.desk.look.px(_BESIDE if wide else _BESIDE_NARROW)
        self._split.setSizes([max(1, self.width() - beside), beside])

    def _measure(self) -> None:
        look = self.desk.look
        self.panel.setFixedWidth(look.px(_PANEL))
        self._bar.setFixedHeight(look.px(40))
        self._size_beside()

    def _connect(self) -> None:
        presenter = self.presenter
        self.panel.switched.connect(presenter.switch)
        self.panel.layer_switched.connect(presenter.switch_layer)
        self.panel.layer_asked.connect(self._ask_layer)
        self.panel.call_asked.connect(presenter.call)
        self.map.picked.connect(self._picked)
        self.map.opened.connect(self._open_mark)
        self.map.pointed.connect(lambda at: self.position_line.show_position(at, presenter.gazetteer))
        self.map.moved.connect(self._moved)
        self.map.went.connect(lambda: presenter.remember_view(self.map.viewport_shown))
        self.map.asked_here.connect(self.desk.links.report_at)
        self.going.gone.connect(self._go)
        self.going.not_found.connect(self._not_found)
        self.going.left.connect(self._to_map)
        self.beside.chosen.connect(self._choose)
        self.beside.opened.connect(self.record_asked)
        self.card.opened.connect(self._open_picked)
        self.position_line.copied.connect(self._copy)
        presenter.pins_changed.connect(self._show_pins)
        presenter.switches_changed.connect(self._show_switches)
        presenter.picked_changed.connect(self._show_picked)
        presenter.card_changed.connect(self._show_card)
        presenter.places_changed.connect(lambda: self.going.use(presenter.gazetteer))
        presenter.ground_changed.connect(self.map.refresh)
        presenter.first_look.connect(self._first_look)

    def _add_actions(self) -> None:
        tr = self.tr
        add = self.add_action
        keys = {
            "map.fit": (tr("Whole area"), "Ctrl+Home", "fit_screen", self._fit),
            "map.nearer": (tr("Nearer"), "", "zoom_in", lambda: self.map.zoom_by(1)),
            "map.farther": (tr("Farther"), "", "zoom_out", lambda: self.map.zoom_by(-1)),
        }
        for name, (words, key, icon, run) in keys.items():
            action = add(Spec(name, words, key, menu="map", group=1), run)
            button = QPushButton(self.desk.look.icon(icon, "text.mid", 16), "")
            button.setFixedSize(self.desk.look.px(28), self.desk.look.px(28))
            button.setAccessibleName(words)
            button.setToolTip(action.toolTip())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(action.trigger)
            self._tools.addWidget(button)
        add(Spec("map.here", tr("Observation here"), "Ctrl+N", menu="map", group=2), self._report_here)
        add(
            Spec("map.copy", tr("Copy the position"), "Ctrl+Shift+C", menu="map", group=2),
            self.position_line.copy,
        )
        add(Spec("map.layer", tr("Add a layer…"), menu="map", group=3), self._ask_layer)
        add(Spec("map.back", tr("Open the record"), "Ctrl+M", menu="map", group=2), self._open_picked)

    # what the presenter tells

    def _show_pins(self) -> None:
        pins, crowd = self.presenter.pins()
        self.map.show_pins(pins, crowd)
        self.set_marking(self.presenter.strictest())
        self._show_in_view()
        self._place_card()

    def _show_in_view(self) -> None:
        shown = self.presenter.shown
        items = [] if shown is None else [item for item in shown.open_in if self.map.holds(item.position)]
        whole = 0 if shown is None else len(shown.open_in)
        self.beside.show_in_view(items, whole, self.presenter.selected)

    def _show_switches(self) -> None:
        presenter = self.presenter
        self.panel.set_parts(presenter.on)
        for part, count in presenter.counts().items():
            self.panel.parts[part].set_count(count)
        self.panel.set_note(presenter.filter_words())
        self.panel.set_layers(presenter.layers())
        self.panel.set_bare(presenter.bare())

    def _show_picked(self) -> None:
        units = () if self.presenter.shown is None else self.presenter.shown.units
        self.beside.show_picked(self.presenter.picked, units)
        self.beside.list.select(self.presenter.selected)

    def _show_card(self) -> None:
        words = self.presenter.card
        if words is None:
            self.card.hide()
            return
        self.card.show_card(words.priority, words.word, words.kind, words.age, words.title, words.line)
        self._place_card()

    def _place_card(self) -> None:
        words = self.presenter.card
        if words is None or not self.map.holds(words.position):
            self.card.hide()
            return
        x, y = self.map.viewport_shown.to_screen(words.position)
        self.card.stand_beside(QPoint(round(x), round(y)))

    # what hands do

    def _moved(self) -> None:
        self._show_in_view()
        self._place_card()

    def _picked(self, mark: Mark | None) -> None:
        self.presenter.pick(mark)

    def _choose(self, record_id: UUID) -> None:
        self.presenter.select_incident(record_id)
        shown = self.presenter.card
        if shown is not None and not self.map.holds(shown.position):
            self.map.centre_on(shown.position)

    def _open_mark(self, mark: Mark) -> None:
        self.presenter.open(mark, self.record_asked.emit)

    def _open_picked(self) -> None:
        self.presenter.open_selected(self.record_asked.emit)

    def _found(self, position: Position | None) -> None:
        if position is None:
            self.desk.messages.note(self.tr("The record has no position. Ctrl+E gives it one."))
            return
        self.map.centre_on(position, _CLOSE)
        self._show_pins()

    def _go(self, position: Position, words: str) -> None:
        self.map.centre_on(position, _CLOSE)
        self.going.edit.clear()
        self._to_map()
        self.desk.messages.note(words)

    def _not_found(self, words: str) -> None:
        self.desk.messages.note(
            self.tr("“{words}” is no place of this map and no position. It is kept.").format(words=words)
        )

    def _to_map(self) -> None:
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_look(self) -> None:
        if self.presenter.looked_before or self.presenter.shown is None or not self.isVisible():
            return
        self.map.look_at(self.presenter.first_view(self.map.width(), self.map.height()))

    def _fit(self) -> None:
        self.map.look_at(self.presenter.whole(self.map.width(), self.map.height()))

    def _report_here(self) -> None:
        self.desk.links.report_at(self.map.viewport_shown.centre)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.desk.messages.done(self.tr("{position} is copied.").format(position=text))

    def _ask_layer(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a layer"), "", self.tr("GeoJSON (*.geojson *.json *.gz)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.presenter.add_layer)
        dialog.open()
