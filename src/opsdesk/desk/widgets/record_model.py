"""The model of a list: rows in the order of their keys, loaded by pages, changed in place by id."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from opsdesk.desk.widgets.cells import Cell, Column, RowLook, plain_row

Index = QModelIndex | QPersistentModelIndex
Key = tuple[Any, ...]

_NO_INDEX = QModelIndex()


class RecordModel(QAbstractTableModel):
    """Rows of records, sorted by key; at most `KEPT` of them are held as objects.

    The next page is asked for when the view nears the end. What has been scrolled past long ago is forgotten
    but for its id and key, and asked for again when it comes into view.

    Signals:
        more_wanted(): the view nears the end of what is loaded.
        items_wanted(list[UUID]): rows in view whose objects were let go.
    """

    more_wanted = Signal()
    items_wanted = Signal(object)

    KEPT = 2_000

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        id_of: Callable[[Any], UUID],
        key_of: Callable[[Any], Key],
        now: Callable[[], datetime],
        row_look: Callable[[Any], RowLook] = plain_row,
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.id_of = id_of
        self._key_of = key_of
        self._now = now
        self._row_look = row_look
        self._keys: list[Key] = []
        self._ids: list[UUID] = []
        self._key_by_id: dict[UUID, Key] = {}
        self._items: OrderedDict[UUID, Any] = OrderedDict()
        self._cells: dict[UUID, tuple[Cell | None, ...]] = {}
        self._missing: set[UUID] = set()
        self._mark: Callable[[UUID], Mapping[str, Cell]] = lambda _record_id: {}
        self.has_more = False
        self._asked_more = False
        self._ask_missing = QTimer(self)
        self._ask_missing.setSingleShot(True)
        self._ask_missing.setInterval(0)
        self._ask_missing.timeout.connect(self._emit_missing)

    # what the presenter does

    def set_key(self, key_of: Callable[[Any], Key]) -> None:
        """Another order; follows a `reset` with rows in it."""
        self._key_of = key_of

    def set_mark(self, mark: Callable[[UUID], Mapping[str, Cell]]) -> None:
        """Cells by column that stand in place of a row's own: what this desk alone knows of a record."""
        self._mark = mark

    def marked(self) -> None:
        """The marks are others now."""
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def reset(self, items: Sequence[Any], has_more: bool) -> None:
        """Show other rows from the start."""
        self.beginResetModel()
        self._keys = [self._key_of(item) for item in items]
        self._ids = [self.id_of(item) for item in items]
        self._key_by_id = dict(zip(self._ids, self._keys, strict=True))
        self._items = OrderedDict(zip(self._ids, items, strict=True))
        self._cells.clear()
        self.has_more = has_more
        self._asked_more = False
        self.endResetModel()

    def append(self, items: Sequence[Any], has_more: bool) -> None:
        """The next page came; what another way already brought in is not shown twice."""
        self._asked_more = False
        self.has_more = has_more
        fresh = [item for item in items if self.id_of(item) not in self._key_by_id]
        if not fresh:
            return
        if self._keys and self._key_of(fresh[0]) < self._keys[-1]:
            # A record moved while the page was read: sort it in one by one.
            for item in fresh:
                self._put(item)
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        for item in fresh:
            record_id, key = self.id_of(item), self._key_of(item)
            self._ids.append(record_id)
            self._keys.append(key)
            self._key_by_id[record_id] = key
            self._hold(record_id, item)
        self.endInsertRows()

    def upsert(self, items: Iterable[Any]) -> None:
        """These records are so now: change them in place, move them, or put them in where they belong."""
        for item in items:
            record_id, key = self.id_of(item), self._key_of(item)
            known = self._key_by_id.get(record_id)
            if known == key:
                row = self.row_of(record_id)
                self._hold(record_id, item)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
            elif known is None or not self._move(item):
                self.remove([record_id])
                self._put(item)

    def fill(self, items: Iterable[Any]) -> None:
        """Objects that were let go have come again."""
        for item in items:
            record_id = self.id_of(item)
            self._missing.discard(record_id)
            if record_id in self._key_by_id:
                self._hold(record_id, item)
                row = self.row_of(record_id)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def remove(self, ids: Iterable[UUID]) -> None:
        """These no longer belong here."""
        for record_id in ids:
            row = self.row_of(record_id)
            if row < 0:
                continue
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._ids[row]
            del self._keys[row]
            del self._key_by_id[record_id]
            self._items.pop(record_id, None)
            self._cells.pop(record_id, None)
            self.endRemoveRows()

    # what the view reads

    def row_of(self, record_id: UUID) -> int:
        """The row of a record, or -1."""
        key = self._key_by_id.get(record_id)
        if key is None:
            return -1
        row = bisect_left(self._keys, key)
        while row < len(self._keys) and self._keys[row] == key:
            if self._ids[row] == record_id:
                return row
            row += 1
        return -1

    def id_at(self, row: int) -> UUID | None:
        """The record of a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids(self) -> frozenset[UUID]:
        """Every record that is loaded."""
        return frozenset(self._key_by_id)

    def item_at(self, row: int) -> Any | None:
        """The object of a row; None while it is asked for again."""
        if not 0 <= row < len(self._ids):
            return None
        record_id = self._ids[row]
        item = self._items.get(record_id)
        if item is None and record_id not in self._missing:
            self._missing.add(record_id)
            self._ask_missing.start()
        return item

    def item_of(self, record_id: UUID) -> Any | None:
        """The object of a record, if it is held."""
        return self._items.get(record_id)

    def look_at(self, row: int) -> RowLook:
        """Tint and bar of a row."""
        item = self.item_at(row)
        return RowLook() if item is None else self._row_look(item)

    def cells_at(self, row: int, now: datetime) -> tuple[Cell, ...]:
        """All cells of a row; those that count are made anew."""
        item = self.item_at(row)
        if item is None:
            return (Cell("…", "text.low"),) * len(self.columns)
        record_id = self._ids[row]
        kept = self._cells.get(record_id)
        if kept is None:
            kept = tuple(None if column.live else column.cell(item, now) for column in self.columns)
            self._cells[record_id] = kept
        mark = self._mark(record_id)
        return tuple(
            mark.get(column.id) or (column.cell(item, now) if cell is None else cell)
            for column, cell in zip(self.columns, kept, strict=True)
        )

    # Qt's own

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """How many rows are loaded."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, for screen readers and tests; the view paints from `cells_at`."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        item = self.item_at(index.row())
        if item is None:
            return "…"
        column = self.columns[index.column()]
        cell = self._mark(self._ids[index.row()]).get(column.id) or column.cell(item, self._now())
        marks = " ".join(text for _icon, text in cell.marks if text)
        then = "" if cell.then is None else cell.then.text
        return " ".join(part for part in (cell.text, then, str(cell.marking or ""), marks) if part)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        titles = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.columns[section].title if titles and 0 <= section < len(self.columns) else None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is another page."""
        return not parent.isValid() and self.has_more and not self._asked_more

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page, once."""
        if not parent.isValid() and self.has_more and not self._asked_more:
            self._asked_more = True
            self.more_wanted.emit()

    def page_failed(self) -> None:
        """The next page did not come; scrolling on asks again."""
        self._asked_more = False

    def _move(self, item: Any) -> bool:
        """Move a row that is shown to its new place; False where that lies beyond what is loaded."""
        record_id, key = self.id_of(item), self._key_of(item)
        row = self.row_of(record_id)
        target = bisect_left(self._keys, key)
        if target == len(self._keys) and self.has_more:
            return False
        moves = target not in (row, row + 1)
        if moves:
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target)
        place = target - 1 if target > row else target
        del self._ids[row]
        del self._keys[row]
        self._ids.insert(place, record_id)
        self._keys.insert(place, key)
        self._key_by_id[record_id] = key
        self._hold(record_id, item)
        if moves:
            self.endMoveRows()
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        return True

    def _put(self, item: Any) -> None:
        record_id, key = self.id_of(item), self._key_of(item)
        row = bisect_left(self._keys, key)
        if row == len(self._keys) and self.has_more:
            return  # it belongs to a page that is not loaded yet
        self.beginInsertRows(QModelIndex(), row, row)
        self._ids.insert(row, record_id)
        self._keys.insert(row, key)
        self._key_by_id[record_id] = key
        self._hold(record_id, item)
        self.endInsertRows()

    def _hold(self, record_id: UUID, item: Any) -> None:
        self._items[record_id] = item
        self._items.move_to_end(record_id)
        self._cells.pop(record_id, None)
        while len(self._items) > self.KEPT:
            gone, _item = self._items.popitem(last=False)
            self._cells.pop(gone, None)

    def _emit_missing(self) -> None:
        wanted = [record_id for record_id in self._missing if record_id in self._key_by_id][:200]
        if wanted:
            self.items_wanted.emit(wanted)
        self._missing.clear()
