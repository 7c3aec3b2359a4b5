"""The window that brings in a file: its first rows, which column is what, the time zone."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from opsdesk.desk.desk import Desk
from opsdesk.desk.messages import Message, Tone
from opsdesk.desk.observations.importing import SHOWN, Looked, bring_in, cell, ended, look_at, said, texts_of
from opsdesk.desk.observations.presenter import ObservationsPresenter
from opsdesk.desk.observations.words import tr
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel
from opsdesk.errors import OpsDeskError
from opsdesk.exchange.import_preview import Preview
from opsdesk.exchange.mapping import FIELDS
from opsdesk.exchange.observations_import import HISTORY, Outcome, Plan, source_name
from opsdesk.observations.commands import WithdrawImport
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.wording.errors import sentence
from opsdesk.wording.fields import heading
from opsdesk.wording.numbers import count

#: How long the preview waits after the last key, in ms.
PAUSE = 300


class ImportWindow(QWidget):
    """One file: looked at, mapped, brought in. Esc leaves it, Ctrl+Enter brings it in."""

    def __init__(self, desk: Desk, presenter: ObservationsPresenter, path: Path, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk = desk
        self._presenter = presenter
        self._path = path
        self._preview: Preview | None = None
        self._zone: ZoneInfo | None = None
        self._filling = False
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Bring in {name}").format(name=path.name))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self.resize(desk.look.px(1080), desk.look.px(760))
        self._look()

    # what the operator does

    def submit(self) -> None:
        """Bring the file in; the frame shows how far it is, and the desk goes on working."""
        database, zone = self._desk.database, self._zone
        if self._preview is None or zone is None or not isinstance(database, DeskDatabase):
            return
        plan = Plan(
            path=self._path,
            fields=self._preview.fields,
            zone=zone,
            source=self._source.text().strip() or source_name(self._path),
            organization_id=self._partner.currentData(),
            closed_before=self._desk.now() - HISTORY if self._history.isChecked() else None,
        )
        title = tr("Bringing in {name}").format(name=self._path.name)
        started = self._desk.tasks.start_long(
            f"import {self._path}",
            title,
            lambda progress: bring_in(database, plan, progress),
            done=self._ended,
        )
        if started is not None:
            self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Ctrl+Enter brings it in."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        else:
            super().keyPressEvent(event)

    # the inside

    def _lay_out(self) -> None:
        look = self._desk.look
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addWidget(WrappedLabel(self.windowTitle(), size="record"))
        self._about = WrappedLabel(ink="mid", size="small")
        column.addWidget(self._about)
        column.addLayout(self._options())
        column.addWidget(PlainLabel(tr("Which column is what"), ink="high", strong=True))
        note = tr(
            "A column, several joined with +, or = and a text for all rows. An empty field takes nothing."
        )
        column.addWidget(WrappedLabel(note, ink="low", size="small"))
        column.addLayout(self._mapping())
        self._table = QTableWidget(0, len(SHOWN) + 1)
        self._table.setHorizontalHeaderLabels([tr("Line"), *(heading(name) for name in SHOWN)])
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setStretchLastSection(True)
        column.addWidget(self._table, 1)
        self._problems = WrappedLabel(ink="error", size="small")
        column.addWidget(self._problems)
        column.addLayout(self._foot())

    def _options(self) -> QGridLayout:
        grid = QGridLayout()
        self._source = QLineEdit(source_name(self._path))
        self._zones = QComboBox()
        self._zones.setEditable(True)
        self._zones.setCurrentText(str(self._desk.zone))
        self._zones.currentTextChanged.connect(lambda _text: self._pause.start())
        self._partner = QComboBox()
        self._partner.addItem("–", None)
        for one in self._presenter.partners:
            self._partner.addItem(one.name, one.id)
        self._history = QCheckBox(tr("Reports older than 7 days come in closed, for information only"))
        self._history.setChecked(True)
        parts: tuple[tuple[str, QWidget], ...] = (
            (tr("Source (rows are known again by it)"), self._source),
            (tr("Time zone of the file"), self._zones),
            (tr("Told by the partner"), self._partner),
        )
        for at, (words, widget) in enumerate(parts):
            name = PlainLabel(words, ink="mid", size="small")
            name.setBuddy(widget)
            widget.setAccessibleName(words)
            grid.addWidget(name, 0, at)
            grid.addWidget(widget, 1, at)
        grid.addWidget(self._history, 2, 0, 1, 3)
        return grid

    def _mapping(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._desk.look.px(12))
        self._boxes: dict[str, QComboBox] = {}
        for at, name in enumerate(FIELDS):
            box = QComboBox()
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.setAccessibleName(heading(name))
            box.editTextChanged.connect(lambda _text: None if self._filling else self._pause.start())
            label = PlainLabel(heading(name), ink="mid", size="small")
            label.setBuddy(box)
            grid.addWidget(label, at // 3, at % 3 * 2)
            grid.addWidget(box, at // 3, at % 3 * 2 + 1)
            grid.setColumnStretch(at % 3 * 2 + 1, 1)
            self._boxes[name] = box
        return grid

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(
            WrappedLabel(tr("Twice is once: rows that are there already are left alone."), size="small"), 1
        )
        leave = QPushButton(tr("Leave   Esc"))
        leave.clicked.connect(self.close)
        self._go = QPushButton(tr("Bring in   Ctrl+Enter"))
        self._go.setProperty("primary", True)
        self._go.clicked.connect(self.submit)
        self._go.setEnabled(False)
        row.addWidget(leave)
        row.addWidget(self._go)
        return row

    def _look(self) -> None:
        """Read the first rows again, with what stands in the fields."""
        zone = self._zones.currentText().strip()
        texts = (
            ()
            if self._preview is None
            else said({name: box.currentText() for name, box in self._boxes.items()})
        )
        path, now = self._path, self._desk.now()
        self._desk.tasks.start(
            f"import look {id(self)}",
            lambda: look_at(path, texts, zone, now),
            done=self._came,
            failed=self._not_read,
            replace=True,
        )

    def _came(self, looked: Looked) -> None:
        found, first = looked.preview, self._preview is None
        self._preview, self._zone = found, looked.zone
        if first:
            self._fill_boxes(found)
            self._fill_zones(looked)
        about = tr("{columns} columns, {encoding}, parted by {separator}")
        separator = {"\t": tr("tabs"), ",": tr("commas"), ";": tr("semicolons")}.get(
            found.separator, found.separator
        )
        self._about.setText(
            about.format(columns=count(len(found.columns)), encoding=found.encoding, separator=separator)
        )
        self._fill_table(found)
        self._say("\n".join(found.problems[:5]))
        self._go.setEnabled(any(row is not None for row in found.mapped))

    def _fill_boxes(self, found: Preview) -> None:
        self._filling = True
        texts = texts_of(found.fields)
        for name, box in self._boxes.items():
            box.addItems(["", *found.columns])
            box.setCurrentText(texts[name])
        self._filling = False

    def _fill_zones(self, looked: Looked) -> None:
        self._zones.blockSignals(True)
        self._zones.addItems(looked.zones)
        self._zones.setCurrentText(str(looked.zone))
        self._zones.blockSignals(False)

    def _fill_table(self, found: Preview) -> None:
        now, zone = self._desk.now(), self._desk.zone
        self._table.setRowCount(len(found.mapped))
        for at, row in enumerate(found.mapped):
            number = str(at + 1) if row is not None else tr("{line} rejected").format(line=at + 1)
            self._table.setItem(at, 0, QTableWidgetItem(number))
            for column, name in enumerate(SHOWN, start=1):
                self._table.setItem(at, column, QTableWidgetItem(cell(name, row, zone, now)))
        self._table.resizeColumnsToContents()

    def _not_read(self, error: OpsDeskError) -> bool:
        self._go.setEnabled(False)
        self._say(sentence(error, self._desk.zone))
        return True

    def _say(self, text: str) -> None:
        self._problems.setText(text)
        self._problems.setVisible(bool(text))

    def _ended(self, outcome: Outcome) -> None:
        desk = self._desk

        def take_back() -> None:
            desk.do(WithdrawImport.of(import_id=outcome.import_id), tr("Import taken back."))

        verb = tr("Take it back") if outcome.added else ""
        desk.messages.tell(
            Message(ended(outcome, self._path.name), Tone.NOTE, verb, take_back if outcome.added else None)
        )


def choose_file(desk: Desk, presenter: ObservationsPresenter, parent: QWidget) -> None:
    """Offer the files of this computer; the chosen one is looked at in its own window."""
    dialog = QFileDialog(parent, tr("Bring in a file of observations"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(tr("Tables (*.csv *.tsv *.txt *.csv.gz);;All files (*)"))
    dialog.fileSelected.connect(lambda name: ImportWindow(desk, presenter, Path(name), parent).show())
    dialog.open()
