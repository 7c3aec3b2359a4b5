"""The list of a tab: a table that paints its own grid, so that a full repaint costs a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from opsdesk.desk.appearance import Appearance
from opsdesk.desk.widgets.cells import Cell
from opsdesk.desk.widgets.chips import paint_marking
from opsdesk.desk.widgets.record_header import RecordHeader
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.signs import Signs


class RecordView(QTableView):
    """Rows of one height, one selected record, columns of the header.

    What changes elsewhere moves neither selection nor scroll: rows that come in above the view are counted in
    `above_changed` instead. At the very top, with the pointer elsewhere, they simply appear.

    Signals:
        chosen(UUID | None): another record is selected.
        opened(UUID): Enter or a double click on a record.
        above_changed(list[UUID]): records that came in above the view and were not seen yet.
    """

    chosen = Signal(object)
    opened = Signal(object)
    above_changed = Signal(object)

    def __init__(
        self, look: Appearance, model: RecordModel, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._records = model
        self._now = now
        self._signs = Signs(look)
        self._elided: dict[tuple[str, bool, int], str] = {}
        self._selected: UUID | None = None
        self._anchor: tuple[UUID, int] | None = None
        self._above: list[UUID] = []
        self._changing = False
        self._row_px = 28
        self.header = RecordHeader(look, model.columns, self)
        self.setHorizontalHeader(self.header)
        self._set_up()
        # Before Qt's own: it makes the next row current while the old one leaves, which is nobody's choice.
        model.rowsAboutToBeRemoved.connect(self._before_leaving)
        model.rowsAboutToBeMoved.connect(self._before_leaving)
        self.setModel(model)
        self._connect()
        self._measure()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _connect(self) -> None:
        model = self._records
        model.rowsAboutToBeInserted.connect(self._before)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._after)
        model.rowsMoved.connect(self._moved)
        model.modelReset.connect(self._after_reset)
        self.selectionModel().currentRowChanged.connect(self._current_moved)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._look.changed.connect(self._measure)
        # Ages count in place: a repaint of what is in view, no rows move.
        clock = QTimer(self)
        clock.setInterval(10_000)
        clock.timeout.connect(self.viewport().update)
        clock.start()

    def select(self, record_id: UUID | None, *, reveal: bool = True) -> bool:
        """Select a record if it is loaded; `reveal` scrolls to it."""
        row = -1 if record_id is None else self._records.row_of(record_id)
        if row < 0:
            self._selected = None
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
            return False
        index = self._records.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self._selected = record_id
        scroll = self.verticalScrollBar().value()
        self.selectionModel().setCurrentIndex(index, flags)
        if reveal:
            self.scrollTo(index)
        else:
            self.verticalScrollBar().setValue(scroll)
        return True

    @property
    def selected(self) -> UUID | None:
        """The selected record."""
        return self._selected

    def top(self) -> None:
        """Scroll to the first row (Ctrl+Home)."""
        self.verticalScrollBar().setValue(0)

    # what changes elsewhere leaves the view where it is

    def _before_leaving(self, parent: QModelIndex, first: int, last: int, *_target: object) -> None:
        """The rows themselves go: the first one in view after them is held instead."""
        self._before(parent, first, last)
        row = self.verticalScrollBar().value() // self._row_px
        if self._anchor is not None and first <= row <= last:
            kept = self._records.id_at(last + 1)
            self._anchor = None if kept is None else (kept, self._anchor[1])

    def _before(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        """Remember the first row in view; at the very top nothing is held."""
        self._changing = True
        top = self.verticalScrollBar().value()
        row = top // self._row_px
        kept = self._records.id_at(row)
        at_top = top == 0 and not self.viewport().underMouse()
        self._anchor = None if kept is None or at_top else (kept, top - row * self._row_px)

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        anchor = self._anchor
        self._after(parent, first, last)
        if anchor is None:
            return
        row = self._records.row_of(anchor[0])
        if last < row:
            ids = [self._records.id_at(at) for at in range(first, last + 1)]
            self._above.extend(one for one in ids if one is not None)
            self.above_changed.emit(list(self._above))

    def _moved(self, parent: QModelIndex, first: int, last: int, *_target: object) -> None:
        self._after(parent, first, last)

    def _after(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if self._anchor is not None:
            record_id, offset = self._anchor
            row = self._records.row_of(record_id)
            self._anchor = None
            if row >= 0:
                self.updateGeometries()
                self.verticalScrollBar().setValue(row * self._row_px + offset)
        # What left the list stays open beside it; it is selected again when it comes back.
        if self._selected is not None:
            row = self._records.row_of(self._selected)
            if row < 0:
                self.clearSelection()
                if self.currentIndex().row() == first:
                    self._step_back()
            elif self.currentIndex().row() != row:
                self.select(self._selected, reveal=False)
        self._changing = False

    def _step_back(self) -> None:
        """The row that is now where the selected one was is the one that Down leads to."""
        before = self._records.index(self.currentIndex().row() - 1, 0)
        self.selectionModel().setCurrentIndex(before, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _after_reset(self) -> None:
        self._elided.clear()
        self._above.clear()
        self.above_changed.emit([])
        if self._selected is not None and not self.select(self._selected, reveal=False):
            self.chosen.emit(None)

    def _scrolled(self, value: int) -> None:
        if self._above:
            first = value // self._row_px
            self._above = [one for one in self._above if 0 <= self._records.row_of(one) < first]
            self.above_changed.emit(list(self._above))

    def _current_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        record_id = self._records.id_at(current.row()) if current.isValid() else None
        if record_id is None or record_id == self._selected:
            return
        if self._changing:
            return  # rows are being moved about; `_after` puts the selection back
        self._selected = record_id
        self.chosen.emit(record_id)

    def _open(self, index: QModelIndex) -> None:
        if (record_id := self._records.id_at(index.row())) is not None:
            self.opened.emit(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters alone never act and never search."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.text() and event.text().isprintable() and not event.modifiers() & _COMMANDING:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing letters in the list does nothing."""

    # painting

    def _measure(self) -> None:
        self._row_px = self._look.px(28)
        self._elided.clear()
        self.verticalHeader().setMinimumSectionSize(self._row_px)
        self.verticalHeader().setDefaultSectionSize(self._row_px)
        self.header.setFixedHeight(self._look.px(26))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would take the first row when the focus comes and none is chosen; the record stays instead."""
        self._changing = True
        super().focusInEvent(event)
        self._changing = False
        if self._selected is None:
            self.selectionModel().clearCurrentIndex()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts are cut anew for another width."""
        self._elided.clear()
        super().resizeEvent(event)

    def _places(self) -> list[tuple[int, int, int, bool]]:
        """Logical column, x, width, whether it is the first, for all that are shown."""
        header = self.header
        places: list[tuple[int, int, int, bool]] = []
        for visual in range(header.count()):
            logical = header.logicalIndex(visual)
            if not header.isSectionHidden(logical):
                left = header.sectionViewportPosition(logical)
                places.append((logical, left, header.sectionSize(logical), not places))
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that the event's rectangle touches."""
        painter = QPainter(self.viewport())
        rect = event.rect()
        look, height = self._look, self._row_px
        offset = self.verticalOffset()
        first = max(0, (rect.top() + offset) // height)
        last = min(self._records.rowCount() - 1, (rect.bottom() + offset) // height)
        width = self.viewport().width()
        now = self._now()
        places = self._places()
        selected = self._records.row_of(self._selected) if self._selected is not None else -1
        painter.fillRect(rect, look.color("bg.base"))
        for row in range(first, last + 1):
            top = row * height - offset
            row_look = self._records.look_at(row)
            bar = row_look.bar
            if row == selected:
                ground, bar = "selection.fill", "accent.fill"
            else:
                ground = row_look.tint or ("bg.base" if row % 2 else "bg.alt")
            if ground != "bg.base":
                painter.fillRect(0, top, width, height, look.color(ground))
            if bar:
                painter.fillRect(0, top, look.px(3), height, look.color(bar))
            self._paint_row(painter, self._records.cells_at(row, now), places, top, row == selected)
        if last + 1 >= self._records.rowCount() - 40 and self._records.canFetchMore(QModelIndex()):
            QTimer.singleShot(0, self, self._fetch)

    def _fetch(self) -> None:
        self._records.fetchMore(QModelIndex())

    def _paint_row(
        self,
        painter: QPainter,
        cells: tuple[Cell, ...],
        places: list[tuple[int, int, int, bool]],
        top: int,
        selected: bool,
    ) -> None:
        look, height = self._look, self._row_px
        fonts = (look.font(), look.font(bold=True))
        metrics = QFontMetrics(fonts[0])
        base = top + (height + metrics.ascent() - metrics.descent()) // 2
        ratio = self.devicePixelRatioF()
        for logical, left, section, is_first in places:
            cell = cells[logical]
            x = left + look.px(16 if is_first else 8)
            right = left + section - look.px(4)
            if cell.priority:
                painter.drawPixmap(
                    x, top + (height - look.px(16)) // 2, self._signs.priority(cell.priority, 16, ratio)
                )
                x += look.px(22)
            if cell.glyph:
                token = cell.glyph_ink or cell.ink
                painter.drawPixmap(
                    x, top + (height - look.px(14)) // 2, self._signs.glyph(cell.glyph, token, 14, ratio)
                )
                x += look.px(18 if cell.glyph != "dot" else 13)
            if cell.marking is not None:
                x = self._paint_marking(painter, cell, x, top)
            if cell.text:
                text = self._cut(cell.text, cell.bold, right - x)
                painter.setFont(fonts[cell.bold])
                painter.setPen(look.color(_on_selection(cell.ink) if selected else cell.ink))
                if self._records.columns[logical].right:
                    x = right - QFontMetrics(fonts[cell.bold]).horizontalAdvance(text)
                painter.drawText(x, base, text)
                if cell.then is not None:
                    x += QFontMetrics(fonts[cell.bold]).horizontalAdvance(text) + look.px(6)
                    self._paint_then(painter, cell.then, QRect(x, top, right - x, height), base)
            for icon, text in cell.marks:
                painter.drawPixmap(
                    x, top + (height - look.px(16)) // 2, self._signs.glyph(icon, "text.low", 16, ratio)
                )
                x += look.px(17)
                if text:
                    painter.setFont(look.font("small"))
                    painter.setPen(look.color("text.low" if not selected else "selection.mid"))
                    painter.drawText(x, base, text)
                x += look.px(13)

    def _paint_then(self, painter: QPainter, cell: Cell, box: QRect, base: int) -> None:
        look, x = self._look, box.left()
        if cell.glyph:
            picture = self._signs.glyph(cell.glyph, cell.glyph_ink or cell.ink, 14, self.devicePixelRatioF())
            painter.drawPixmap(x, box.top() + (box.height() - look.px(14)) // 2, picture)
            x += look.px(18)
        painter.setFont(look.font(bold=cell.bold))
        painter.setPen(look.color(cell.ink))
        painter.drawText(x, base, self._cut(cell.text, cell.bold, box.right() - x))

    def _paint_marking(self, painter: QPainter, cell: Cell, x: int, top: int) -> int:
        look = self._look
        assert cell.marking is not None
        width = QFontMetrics(look.font("micro", bold=True)).horizontalAdvance(str(cell.marking)) + look.px(14)
        high = look.px(18)
        paint_marking(painter, QRect(x, top + (self._row_px - high) // 2, width, high), cell.marking, look)
        return x + width + look.px(6)

    def _cut(self, text: str, bold: bool, width: int) -> str:
        key = (text, bold, width)
        known = self._elided.get(key)
        if known is None:
            if len(self._elided) > 4_000:
                self._elided.clear()
            metrics = QFontMetrics(self._look.font(bold=bold))
            line = text.replace("\n", " ")
            known = self._elided[key] = metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
        return known


_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def _on_selection(ink: str) -> str:
    """The colour of text on a selected row: high and grey texts have their own there, states keep theirs."""
    return {"text.high": "selection.text", "text.mid": "selection.mid", "text.low": "selection.mid"}.get(
        ink, ink
    )
