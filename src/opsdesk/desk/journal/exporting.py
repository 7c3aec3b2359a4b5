"""Lines of the journal as a CSV file: recorded as a release first, then written."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.filtering import tr
from opsdesk.desk.journal.table import changed, words
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.tasks import Progress
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput, OpsDeskError, Refused
from opsdesk.exchange.exports import Export, export
from opsdesk.exchange.formulas import defused_row
from opsdesk.handling import Marking
from opsdesk.store import journal_page
from opsdesk.store.journal_page import JournalFilter, JournalLine
from opsdesk.wording.numbers import count

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Who did what is for those who watch over this desk, unless somebody says otherwise.
OWN_MARKING = Marking.AMBER_STRICT
#: So many lines go into one file.
MOST = 200_000
_PAGE = 2_000


class ExportForm(PlainForm):
    """To whom, why, with which marking; then a file."""

    KEY = "journal.export"

    def __init__(self, desk: Desk, asked: JournalFilter, number: int) -> None:
        markings = tuple((one, one.value) for one in Marking if one is not Marking.RED)
        fields = [
            Field("recipient", tr("Who gets it"), hint=tr("A person or an office")),
            Field("reason", tr("Why")),
            Field("marking", tr("Marking"), FieldKind.CHOICE, options=markings),
        ]
        super().__init__(
            desk, self.KEY, tr("Export these lines of the journal"), fields, tr("Choose a file…")
        )
        self._asked = asked
        self.say(
            tr(
                "{lines} lines as CSV: who did what to which record and when, and which fields changed, "
                "without their values. It is written down who got it before the file is made."
            ).format(lines=count(number, journal_page.MANY))
        )
        self.fill({"marking": OWN_MARKING})

    def submit(self) -> None:
        """Ask for the file, if it is said who gets it and why."""
        values = self.values()
        missing = [name for name in ("recipient", "reason") if not values[name]]
        if missing:
            self.show_wrong(BadInput.one(missing[0], "empty"))
            return
        self.show_wrong(BadInput([]))
        dialog = QFileDialog(self, tr("Export the journal"), "journal.csv", "CSV (*.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.open()

    def write(self, target: Path) -> None:
        """Read the lines, record the release, write the file."""
        database: Any = self.desk.database
        asked, values = self._asked, self.values()

        async def work(progress: Progress) -> int:
            lines = await database.read(every_line, asked, progress)
            text = await asyncio.to_thread(csv_of, lines)
            what = Export(
                title=tr("Journal"),
                recipient=values["recipient"],
                reason=values["reason"],
                marking=values["marking"],
                audience=values["recipient"],
            )
            # The dialog has asked already whether a file of that name may be replaced.
            await asyncio.to_thread(export, database, what, text, target, replace=True)
            return len(lines)

        started = self.desk.tasks.start_long(
            self.KEY,
            tr("Exporting the journal"),
            work,
            done=lambda number: self._written(number, target),
            failed=self._failed,
        )
        if started is not None:
            self.do_button.setEnabled(False)

    def _written(self, number: int, target: Path) -> None:
        text = tr("{lines} lines written to {name}; the release is recorded.")
        self.desk.messages.done(text.format(lines=count(number), name=target.name))
        self.closed.emit()

    def _failed(self, error: OpsDeskError) -> bool:
        self.do_button.setEnabled(True)
        if isinstance(error, BadInput):
            self.show_wrong(error)
            return True
        return False


def every_line(reading: Reading, asked: JournalFilter, progress: Progress) -> list[JournalLine]:
    """The lines that a filter shows, newest first; `Refused` where they are too many, or it is cancelled."""
    number = journal_page.count(reading, asked, MOST)
    if number > MOST:
        raise Refused("journal_too_long", rows=number, most=MOST)
    found: list[JournalLine] = []
    after: int | None = None
    while True:
        page = journal_page.page(reading, asked, after, _PAGE)
        found += page.items
        after = page.after
        if progress.cancelled:
            raise Refused("export_cancelled")
        progress.report(len(found), max(number, len(found)))
        if after is None:
            return found


def csv_of(lines: list[JournalLine]) -> str:
    """The lines as a table of text; times in UTC; no cell that a spreadsheet would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        ["number", "at_utc", "operator", "desk", "kind", "what", "subject", "record", "record_id", "fields"]
    )
    writer.writerows(defused_row(row) for row in _rows(lines))
    return out.getvalue()


def _rows(lines: list[JournalLine]) -> Iterator[list[object]]:
    for one in lines:
        yield [
            one.seq,
            one.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            one.operator_name,
            one.desk,
            one.kind,
            words(one),
            one.subject,
            one.name,
            one.record_id,
            changed(one),
        ]
