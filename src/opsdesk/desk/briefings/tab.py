"""The Briefings tab: choose a packet, see it, see what is left out, save or print it, and who got one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from opsdesk.briefings.model import Paper
from opsdesk.desk.actions import Spec
from opsdesk.desk.briefings.order import OrderPanel
from opsdesk.desk.briefings.presenter import BriefingsPresenter
from opsdesk.desk.briefings.printing import print_pages
from opsdesk.desk.briefings.table import columns, facts
from opsdesk.desk.desk import Desk
from opsdesk.desk.records import Queries, Records
from opsdesk.desk.tab import Tab
from opsdesk.desk.widgets.detail import FactsSection
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.record_view import RecordView
from opsdesk.desk.widgets.states import Nothing
from opsdesk.desk.widgets.text import PlainLabel, WrappedLabel, rule
from opsdesk.releases import records
from opsdesk.releases.model import Recipe, Release, ReleaseFilter
from opsdesk.releases.records import get as get_release

#: The draft of what a person adds to a shift briefing; it stays until it is emptied by hand.
SHIFT_DRAFT = "briefings.shift"
#: px at 100 %.
_ORDER, _ISSUED = 340, 420


class BriefingsTab(Tab):
    """For the liaison. What the reader may not see is never on the page; the list of it is seen first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "briefings", "", folds_entry=True)
        self.title = self.tr("Briefings")
        look = desk.look
        kept = desk.remember.get("briefings/paper", Paper.A4.value)
        paper = Paper(kept) if kept in set(Paper) else Paper.A4
        self.order = OrderPanel(look, desk.now, desk.zone, paper)
        self.presenter = BriefingsPresenter(desk, self.order, self)
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.preview = QPdfView()
        self.preview.setDocument(self._document)
        self.preview.setPageMode(QPdfView.PageMode.MultiPage)
        self.preview.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.preview.setAccessibleName(self.tr("Preview"))
        self._said = WrappedLabel(ink="low")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.setMargin(look.px(24))
        self.model = RecordModel(
            columns(desk.zone), id_of=lambda one: one.id, key_of=lambda one: (-one.n,), now=desk.now
        )
        self.view = RecordView(look, self.model, desk.now)
        self.records = Records(
            desk,
            "releases",
            self.model,
            Queries(records.page, records.some, records.count),
            ("release",),
            self,
        )
        self.nothing = Nothing(look, self.view)
        self.facts = FactsSection(look, self.tr("The copy"))
        self._lay_out()
        self._connect()
        self._add_actions()
        self.records.show(ReleaseFilter())

    # the frame asks

    def shown(self) -> None:
        """What can be chosen may be another by now, and so may the pages."""
        self.presenter.refresh()

    def regions(self) -> list[QWidget]:
        """Order, pages, what was issued."""
        return [self.order.audience.inner(), self.preview, self.view]

    def home(self) -> QWidget:
        """The pages."""
        return self.preview

    def show_record(self, record_id: UUID) -> None:
        """A release, in the list and below it."""
        self.view.select(record_id)
        self._chosen(record_id)

    def restore_draft(self, key: str, kept: dict[str, Any]) -> bool:
        """The words of a shift that a former run left."""
        if key != SHIFT_DRAFT:
            return False
        self.order.words.restore(kept)
        return True

    def show_packet(self, subject: str, record_id: UUID) -> None:
        """The flyer of a bulletin, or the briefing of an incident."""
        recipe = Recipe.BOLO_FLYER if subject == "bulletin" else Recipe.INCIDENT_BRIEFING
        self.presenter.refresh(lambda: self.order.choose(recipe, record_id))

    # the inside

    def _lay_out(self) -> None:
        look = self.desk.look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.order.setFixedWidth(look.px(_ORDER))
        row.addWidget(self.order)
        row.addWidget(rule(vertical=True))
        self._middle = QStackedWidget()
        self._middle.addWidget(self._said)
        self._middle.addWidget(self.preview)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PlainLabel(self.tr("Issued"), strong=True)
        head.setFixedHeight(look.px(40))
        head.setContentsMargins(look.px(12), 0, 0, 0)
        column.addWidget(head)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(rule())
        column.addWidget(self.facts)
        self.facts.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._middle)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([1000, look.px(_ISSUED)])
        row.addWidget(self._split, 1)
        for at, column_ in enumerate(self.model.columns):
            header = self.view.header
            stretch = header.ResizeMode.Stretch if column_.stretch else header.ResizeMode.Interactive
            header.setSectionResizeMode(at, stretch)
            if not column_.stretch:
                header.resizeSection(at, look.px(column_.width))
        look.changed.connect(self._measure)

    def _measure(self) -> None:
        self.order.setFixedWidth(self.desk.look.px(_ORDER))

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.said.connect(self._say)
        presenter.previewed.connect(self._show_pdf)
        presenter.copied.connect(self._print_now)
        self.order.save_asked.connect(self._ask_file)
        self.order.print_asked.connect(self._ask_printer)
        self.order.words.changed.connect(lambda: self.desk.drafts.keep(SHIFT_DRAFT, self.order.words.kept()))
        self.view.chosen.connect(self._chosen)
        self.records.counted.connect(self._counted)

    def _add_actions(self) -> None:
        tr = self.tr
        self.add_action(Spec("briefings.print", tr("Print…"), "Ctrl+P", menu="record"), self._ask_printer)
        self.add_action(
            Spec("briefings.save", tr("Save the packet…"), "Ctrl+S", menu="record"), self._ask_file
        )
        self.add_action(
            Spec("briefings.again", tr("Make the preview again"), "F5", menu="record"),
            self.presenter.refresh,
        )

    def _say(self, words: str) -> None:
        self._said.setText(words)
        if words:
            self._middle.setCurrentWidget(self._said)

    def _show_pdf(self, pdf: bytes) -> None:
        at = self.preview.verticalScrollBar().value()
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._middle.setCurrentWidget(self.preview)
        self.preview.verticalScrollBar().setValue(at)
        previewed = self.presenter.previewed_now
        if previewed is not None:
            self.set_marking(previewed.gathered.marking)

    def _ask_file(self) -> None:
        if not self.presenter.ready():
            return
        dialog = QFileDialog(self, self.tr("Save the packet"), self.presenter.file_name(), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.presenter.save(Path(path)))
        dialog.open()

    def _ask_printer(self) -> None:
        if not self.presenter.ready():
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.presenter.save_for(printer))
        QDialog.open(dialog)

    def _print_now(self, printer: QPrinter, pdf: bytes) -> None:
        print_pages(self.desk, printer, pdf)

    def _chosen(self, record_id: UUID | None) -> None:
        if record_id is None:
            self.facts.hide()
            return
        self.desk.ask("release", get_release, record_id, done=self._show_facts)

    def _show_facts(self, release: Release) -> None:
        self.facts.show_facts(facts(release, self.desk.zone, self.desk.now()))

    def _counted(self, count: int) -> None:
        if count:
            self.nothing.hide()
        else:
            self.nothing.say(
                self.tr("Nothing has left the desk yet."),
                self.tr("Each saved or printed packet stands here with its recipient and copy number."),
                "",
            )
