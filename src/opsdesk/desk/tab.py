"""What a tab is, and the tab of records: saved views, filter bar, list, detail, forms, in one splitter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from opsdesk.desk.actions import DeskAction, Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.palette import Provider
from opsdesk.desk.widgets.detail import DetailPane
from opsdesk.desk.widgets.filter_bar import FilterBar
from opsdesk.desk.widgets.forms import Forms
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.record_view import RecordView
from opsdesk.desk.widgets.states import LoadingLine, Nothing
from opsdesk.desk.widgets.text import rule
from opsdesk.desk.widgets.views import Views
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.store.operator import Me

#: Below this width of the window (px at 100 %) views become a drop-down and columns go.
NARROW = 1400
#: Below this the detail opens over the list.
SINGLE = 1100
#: The column that takes what is left is at least so wide; else the list shows the columns of a narrow window.
LEAST_STRETCH = 220


@dataclass(frozen=True)
class Badge:
    """What waits in a tab: a count, and whether something in it is late."""

    count: int = 0
    late: bool = False


class Tab(QWidget):
    """One page of the frame.

    A page that is `called` stands in the strip only from when somebody asks for it (by its `KEYS`, the menu
    or the palette) until they leave it; it has no number.

    Signals:
        badge_changed(Badge): what waits in it.
        marking_changed(): the strictest marking of what it shows is another one.
    """

    badge_changed = Signal(object)
    marking_changed = Signal()

    called = False
    KEYS = ""

    @staticmethod
    def serves(me: Me) -> bool:  # noqa: ARG004 - for those who override it
        """Whether the tab is there for this operator (overridden; the queries ask again)."""
        return True

    def __init__(self, desk: Desk, tab_id: str, title: str, *, folds_entry: bool = False) -> None:
        super().__init__()
        self.desk = desk
        self.tab_id = tab_id
        self.title = title
        self.folds_entry = folds_entry
        self.badge = Badge()
        self.marking: Marking | None = None

    def set_marking(self, marking: Marking | None) -> None:
        """The strictest marking of what this tab shows now; it stands in the status line."""
        if marking is not self.marking:
            self.marking = marking
            self.marking_changed.emit()

    def set_badge(self, count: int, late: bool = False) -> None:
        """Tell the frame what waits here."""
        badge = Badge(count, late)
        if badge != self.badge:
            self.badge = badge
            self.badge_changed.emit(badge)

    def add_action(self, spec: Spec, run: object) -> DeskAction:
        """An action of this tab; it rests while another tab stands in front."""
        return self.desk.actions.add(spec, run, scope=self.tab_id)  # type: ignore[arg-type] # a callable

    def shown(self) -> None:
        """The tab came to the front (overridden where something is to be read then)."""

    def regions(self) -> list[QWidget]:
        """The parts that F6 goes through."""
        return []

    def home(self) -> QWidget:
        """What Esc from the entry line leads back to."""
        return self

    def show_record(self, record_id: UUID) -> None:
        """Bring a record to the eye, whatever the filter hides (overridden)."""

    def show_on_map(self, subject: str, record_id: UUID) -> None:
        """Show a record of some subject on the map (the Map tab overrides it)."""

    def show_packet(self, subject: str, record_id: UUID) -> None:
        """Choose the packet of a record (overridden by the Briefings tab)."""

    def report_at(self, position: Position) -> None:
        """Begin a report at a place (overridden by the Observations tab)."""

    def quick_filter(self) -> QWidget | None:
        """The field of Ctrl+F."""
        return None

    def restore_draft(self, key: str, kept: dict[str, Any]) -> bool:
        """Open the form of a draft again, in the background; True when the key is one of this tab's forms."""
        return False

    def palette_providers(self) -> list[Provider]:
        """Searches over this tab's records for the palette."""
        return []


class RecordTab(Tab):
    """A tab with a list: give it a model; fill `views`, `bar`, `pane` and connect their signals.

    Attributes:
        views, bar, view, pane, forms, nothing: the parts.
    """

    #: The width of the detail pane at wide windows, px at 100 %.
    DETAIL = 519
    #: The same at narrow ones.
    DETAIL_NARROW = 391

    def __init__(
        self,
        desk: Desk,
        tab_id: str,
        title: str,
        model: RecordModel,
        *,
        hint: str,
        narrow_hint: str = "",
        with_views: bool = True,
        folds_entry: bool = False,
    ) -> None:
        super().__init__(desk, tab_id, title, folds_entry=folds_entry)
        look = desk.look
        self.model = model
        self.views = Views(look)
        self.views.setVisible(with_views)
        self._with_views = with_views
        self.bar = FilterBar(look, hint, narrow_hint)
        self.view = RecordView(look, model, desk.now)
        self.loading = LoadingLine(look, self.view.viewport())
        self.nothing = Nothing(look, self.view)
        self.pane = DetailPane(look)
        self.forms = Forms(look)
        self._size_class = ""
        self._tight = False
        self._laid_percent = 0
        self._lay_out()
        self._columns_menu = QMenu(self)
        self.bar.columns.clicked.connect(self._offer_columns)
        self.view.header.sectionResized.connect(lambda *_: self._remember_columns())
        self.view.header.sectionMoved.connect(lambda *_: self._remember_columns())
        self._split.splitterMoved.connect(lambda *_: self._remember_split())
        self.bar.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.above_changed.connect(self._tell_above)
        self.view.header.notice.clicked.connect(self.view.top)
        self.forms.count_changed.connect(self._show_forms)
        self._restoring = False

    # for those who build on it

    def regions(self) -> list[QWidget]:
        """Views, filter, list, detail or form."""
        return [self.view, self.right, self.bar.quick.edit]

    def home(self) -> QWidget:
        """The list."""
        return self.view

    def quick_filter(self) -> QWidget | None:
        """The field of the filter bar."""
        return self.bar.quick.edit

    @property
    def narrow(self) -> bool:
        """Whether the window is narrow (1280)."""
        return self._size_class != "wide"

    def set_narrow(self, narrow: bool) -> None:
        """Another size class (overridden to reorder the detail; call this one too)."""
        self.bar.set_narrow(narrow)

    def words_above(self, records: list[UUID]) -> str:
        """What the header's place says of records that came in above (overridden to name emergencies)."""
        return self.tr("{count} new above · Ctrl+Home").format(count=len(records))

    # the inside

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._views_edge = rule(vertical=True)
        row.addWidget(self.views)
        row.addWidget(self._views_edge)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        self.under_list = QVBoxLayout()
        self.under_list.setSpacing(0)
        column.addLayout(self.under_list)
        self.right = QStackedWidget()
        self.right.addWidget(self.pane)
        self.right.addWidget(self.forms)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(middle)
        self._split.addWidget(self.right)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        middle.setMinimumWidth(self.desk.look.px(360))
        self.right.setMinimumWidth(self.desk.look.px(320))
        row.addWidget(self._split, 1)
        self.views.setFixedWidth(self.desk.look.px(187))
        self.desk.look.changed.connect(self._measure)
        self.bar.row.insertWidget(0, self.views.button)
        self.views.button.hide()
        self.view.header.installEventFilter(self)
        self.view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A right click on the header offers the columns."""
        if watched is self.view.header and event.type() == QEvent.Type.ContextMenu:
            self._offer_columns()
            return True
        wide = watched is self.view and event.type() == QEvent.Type.Resize and self._size_class == "wide"
        if wide and self._tight is not self._is_tight():
            self._restore_columns()
        return False

    def _is_tight(self) -> bool:
        """Whether the columns of a wide window would leave too little for the one that takes what is left."""
        look = self.desk.look
        widths = (column.width for column in self.model.columns if column.shown and not column.stretch)
        return self.view.width() - sum(look.px(width) for width in widths) < look.px(LEAST_STRETCH)

    def _measure(self) -> None:
        self.views.setFixedWidth(self.desk.look.px(187))
        self._apply_size_class(force=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The size class may be another."""
        super().resizeEvent(event)
        self._apply_size_class()

    def _apply_size_class(self, *, force: bool = False) -> None:
        width = self.width() * 100 / self.desk.look.percent
        name = "wide" if width >= NARROW else ("narrow" if width >= SINGLE else "single")
        if name == self._size_class and not force:
            return
        self._size_class = name
        narrow = name != "wide"
        self.views.setVisible(self._with_views and not narrow)
        self._views_edge.setVisible(self._with_views and not narrow)
        self.views.button.setVisible(self._with_views and narrow)
        self._restore_columns()
        self._restore_split()
        self.set_narrow(narrow)
        self._show_right()

    def _show_right(self) -> None:
        # In a very narrow window the detail stands over the list, on demand.
        self.right.setVisible(self._size_class != "single" or self.right.currentWidget() is self.forms)

    def _restore_split(self) -> None:
        look = self.desk.look
        wanted = look.px(self.DETAIL if self._size_class == "wide" else self.DETAIL_NARROW)
        kept = self.desk.remember.get(f"{self.tab_id}/split/{self._size_class}/{look.percent}")
        right = kept if isinstance(kept, int) else wanted
        self._split.setSizes([max(self.width() - right, 1), right])

    def _remember_split(self) -> None:
        key = f"{self.tab_id}/split/{self._size_class}/{self.desk.look.percent}"
        self.desk.remember.put(key, self._split.sizes()[1])

    # columns

    def _columns_key(self) -> str:
        return f"{self.tab_id}/columns/{'narrow' if self._tight else self._size_class}"

    def _restore_columns(self) -> None:
        self._restoring = True
        self._tight = self._size_class == "wide" and self._is_tight()
        look, header = self.desk.look, self.view.header
        self._laid_percent = look.percent
        kept = self.desk.remember.get(self._columns_key(), {})
        kept = kept if isinstance(kept, dict) else {}
        narrow = self._tight or self._size_class != "wide"
        for at, column in enumerate(self.model.columns):
            width = column.narrow_width if narrow and column.narrow_width is not None else column.width
            own = kept.get(column.id, {})
            shown = own.get("shown", column.shown and width > 0)
            header.setSectionHidden(at, not shown)
            if column.stretch:
                header.setSectionResizeMode(at, header.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(at, header.ResizeMode.Interactive)
                header.resizeSection(at, look.px(own.get("width", width or column.width)))
        order = kept.get("order", [])
        ids = [column.id for column in self.model.columns]
        for visual, column_id in enumerate(one for one in order if one in ids):
            header.moveSection(header.visualIndex(ids.index(column_id)), visual)
        self._restoring = False

    def _remember_columns(self) -> None:
        if self._restoring or not self._size_class or not self.isVisible():
            return
        header, percent = self.view.header, self.desk.look.percent
        if percent != self._laid_percent:
            return  # Another text size is coming: these are still the widths of the one before.
        values: dict[str, object] = {
            column.id: {
                "shown": not header.isSectionHidden(at),
                **({} if column.stretch else {"width": round(header.sectionSize(at) * 100 / percent)}),
            }
            for at, column in enumerate(self.model.columns)
            if not (header.isSectionHidden(at) and column.narrow_width == 0)
        }
        values["order"] = [
            self.model.columns[header.logicalIndex(visual)].id for visual in range(header.count())
        ]
        self.desk.remember.put(self._columns_key(), values)

    def _offer_columns(self) -> None:
        self._columns_menu.clear()
        header = self.view.header
        for at, column in enumerate(self.model.columns):
            choice = QAction(column.title, self._columns_menu)
            choice.setCheckable(True)
            choice.setChecked(not header.isSectionHidden(at))
            choice.setEnabled(not column.stretch)
            choice.toggled.connect(lambda on, section=at: self._show_column(section, on))
            self._columns_menu.addAction(choice)
        self._columns_menu.addSeparator()
        self._columns_menu.addAction(self.tr("As at the start")).triggered.connect(self._forget_columns)
        self._columns_menu.popup(self.bar.columns.mapToGlobal(self.bar.columns.rect().bottomLeft()))

    def _show_column(self, section: int, on: bool) -> None:
        self.view.header.setSectionHidden(section, not on)
        self._remember_columns()

    def _forget_columns(self) -> None:
        self.desk.remember.put(self._columns_key(), {})
        self._restore_columns()

    # forms and notices

    def _show_forms(self, count: int) -> None:
        self.right.setCurrentWidget(self.forms if count else self.pane)
        self._show_right()

    def _tell_above(self, records: list[UUID]) -> None:
        self.view.header.tell_above(self.words_above(records) if records else "")
