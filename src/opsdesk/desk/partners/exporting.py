"""The list of partners as a CSV file: recorded as a release first, then written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.partners.words import several, tr
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.exchange.exports import Export, export
from opsdesk.exchange.partners_file import write_csv
from opsdesk.handling import Marking
from opsdesk.partners import records
from opsdesk.partners.model import Contact, Organization, PartnerFilter

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Names and numbers of partners are for those who work at this desk, unless the operator says otherwise.
OWN_MARKING = Marking.AMBER_STRICT
_PAGE = 500


class ExportForm(PlainForm):
    """To whom, why, with which marking; then a file."""

    KEY = "partners.export"

    def __init__(self, desk: Desk, asked: PartnerFilter, number: int) -> None:
        markings = tuple((one, one.value) for one in Marking if one is not Marking.RED)
        fields = [
            Field("recipient", tr("Who gets it"), hint=tr("A person or an office")),
            Field("reason", tr("Why")),
            Field("marking", tr("Marking"), FieldKind.CHOICE, options=markings),
        ]
        super().__init__(desk, self.KEY, tr("Export this list of partners"), fields, tr("Choose a file…"))
        self._asked, self._number = asked, number
        partners = several(number, tr("1 partner"), tr("{count} partners"))
        self.say(
            tr(
                "{partners} with their contacts, as CSV. It is written down who got it before the file "
                "is made."
            ).format(partners=partners)
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
        dialog = QFileDialog(self, tr("Export partners"), "partners.csv", "CSV (*.csv)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda path: self.write(Path(path)))
        dialog.open()

    def write(self, target: Path) -> None:
        """Record the release and write the file."""
        database: Any = self.desk.database
        asked, values = self._asked, self.values()

        async def work() -> int:
            partners = await database.read(everything, asked)
            text = await asyncio.to_thread(write_csv, partners)
            what = Export(
                title=tr("Partners and contacts"),
                recipient=values["recipient"],
                reason=values["reason"],
                marking=values["marking"],
                audience=values["recipient"],
            )
            # The dialog has asked already whether a file of that name may be replaced.
            await asyncio.to_thread(export, database, what, text, target, replace=True)
            return len(partners)

        self.do_button.setEnabled(False)
        self.desk.tasks.start(
            "partners export", work, done=lambda number: self._written(number, target), failed=self._failed
        )

    def _written(self, number: int, target: Path) -> None:
        partners = several(number, tr("1 partner"), tr("{count} partners"))
        text = tr("{partners} written to {name}; the release is recorded.")
        self.desk.messages.done(text.format(partners=partners, name=target.name))
        self.closed.emit()

    def _failed(self, error: OpsDeskError) -> bool:
        self.do_button.setEnabled(True)
        if isinstance(error, BadInput):
            self.show_wrong(error)
            return True
        return False


def everything(reading: Reading, asked: PartnerFilter) -> Sequence[tuple[Organization, list[Contact]]]:
    """The partners that a filter shows, with their contacts."""
    found: list[tuple[Organization, list[Contact]]] = []
    after: int | None = None
    while True:
        page = records.page(reading, asked, after, _PAGE)
        for item in page.items:
            people = [one.contact for one in records.contacts(reading, item.id)]
            found.append((records.get(reading, item.id), people))
        after = page.after
        if after is None:
            return found
