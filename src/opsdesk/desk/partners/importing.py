"""Partners from a CSV or vCard file: looked at first, then brought in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.partners.pressing import KeyButton
from opsdesk.desk.partners.words import several, tr
from opsdesk.desk.widgets.text import ElidedLabel, PlainLabel, WrappedLabel
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.exchange.csv_file import BadRow
from opsdesk.exchange.partners_file import Entry, PartnersImport, PartnersOutcome, entries
from opsdesk.partners import records
from opsdesk.partners.names import name_key
from opsdesk.wording.errors import problem
from opsdesk.wording.labels import label
from opsdesk.wording.numbers import count

if TYPE_CHECKING:
    from opsdesk.store.transaction import Reading

#: Rows of the preview, and sentences about rejects, that the form shows.
SHOWN = 20


@dataclass(frozen=True)
class Looked:
    """What a file holds: its first entries, how many, what of it is new, and why some are left out."""

    first: tuple[Entry, ...]
    read: int
    new_partners: int
    contacts: int
    known: int
    problems: tuple[str, ...]


def look_at(path: Path, known: frozenset[str]) -> Looked:
    """Read a file without writing anything; blocks. `known` are the name keys of partners in use."""
    first: list[Entry] = []
    problems: list[str] = []
    fresh: set[str] = set()
    read = contacts = there = 0
    for entry in entries(path):
        read += 1
        if isinstance(entry, BadRow):
            problems.append(tr("Entry {number}: {why}").format(number=read, why=problem(entry.problem)))
            continue
        if len(first) < SHOWN:
            first.append(entry)
        contacts += 1 if entry.contact else 0
        key = name_key(entry.name)
        if key in known:
            there += 1
        else:
            fresh.add(key)
    return Looked(tuple(first), read, len(fresh), contacts, there, tuple(problems))


def choose_file(parent: QWidget, then: Callable[[Path], None]) -> None:
    """Offer the files of this computer, without blocking anything."""
    dialog = QFileDialog(parent, tr("Import partners"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(tr("Partners (*.csv *.tsv *.txt *.vcf *.vcard);;All files (*)"))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.open()


class ImportForm(PlainForm):
    """The preview of a file, then its import; afterwards what was left out."""

    def __init__(self, desk: Desk, path: Path, region: str | None) -> None:
        key, title = f"partners.import/{path}", tr("Import {name}").format(name=path.name)
        super().__init__(desk, key, title, (), tr("Import"))
        self._path, self._region = path, region
        self._left_out: tuple[str, ...] = ()
        self._over = False
        self.do_button.setEnabled(False)
        self.say(tr("Reading {name} …").format(name=path.name))
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(desk.look.px(10))
        self._grid.setVerticalSpacing(desk.look.px(2))
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.add(self._table)
        self._problems = WrappedLabel(ink="error", size="small")
        self._problems.hide()
        self.add(self._problems)
        self._copy = KeyButton(desk.look, tr("Copy what is left out"), icon="content_copy")
        self._copy.clicked.connect(self._copy_problems)
        self._copy.hide()
        self.add(self._copy)
        self._look()

    def submit(self) -> None:
        """Bring it in; once that is done, the button closes the form."""
        if self._over:
            self.closed.emit()
            return
        self.do_button.setEnabled(False)
        database: Any = self.desk.database
        run = PartnersImport(database, self._path, self._region).run
        # Looking at the file may still be ending: the two have names of their own.
        self.desk.tasks.start(
            f"{self.key} run", lambda: asyncio.to_thread(run), done=self._imported, failed=self._failed
        )

    def _look(self) -> None:
        database, path = self.desk.database, self._path

        async def work() -> Looked:
            known = await database.read(_known)
            return await asyncio.to_thread(look_at, path, known)

        self.desk.tasks.start(f"{self.key} look", work, done=self._show, failed=self._failed)

    def _show(self, found: Looked) -> None:
        partners = several(found.new_partners, tr("1 new partner"), tr("{count} new partners"))
        people = several(found.contacts, tr("1 contact"), tr("{count} contacts"))
        parts = [
            tr("{count} read: {partners}, {people}").format(
                count=count(found.read), partners=partners, people=people
            )
        ]
        if found.known:
            parts.append(
                tr("{count} of partners that are there already: only new contacts of them come in").format(
                    count=count(found.known)
                )
            )
        if found.problems:
            parts.append(tr("{count} left out").format(count=count(len(found.problems))))
        self.say(". ".join(parts) + ".")
        self._fill(found.first)
        self._tell(found.problems)
        useful = found.read > len(found.problems)
        self.do_button.setEnabled(useful)
        if useful:
            self.set_verb(tr("Import {partners}").format(partners=partners))

    def _fill(self, first: Sequence[Entry]) -> None:
        heads = (tr("Organization"), tr("Kind"), tr("Contact"))
        for column, words in enumerate(heads):
            self._grid.addWidget(PlainLabel(words, ink="low", size="small", strong=True), 0, column)
        for row, entry in enumerate(first, 1):
            cells = (entry.name, label(entry.kind), entry.contact or "–")
            for column, words in enumerate(cells):
                ink = "high" if column == 0 else "mid"
                self._grid.addWidget(ElidedLabel(words, ink=ink, size="small"), row, column)

    def _tell(self, problems: Sequence[str]) -> None:
        self._left_out = tuple(problems)
        shown = list(problems[:SHOWN])
        if len(problems) > SHOWN:
            shown.append(tr("and {count} more").format(count=count(len(problems) - SHOWN)))
        self._problems.setText("\n".join(shown))
        self._problems.setVisible(bool(shown))
        self._copy.setVisible(bool(shown))

    def _imported(self, outcome: PartnersOutcome) -> None:
        partners = several(outcome.organizations, tr("1 partner"), tr("{count} partners"))
        people = several(outcome.contacts, tr("1 contact"), tr("{count} contacts"))
        text = tr("{partners} and {people} brought in.").format(partners=partners, people=people)
        if outcome.known:
            text += " " + tr("{count} were there already.").format(count=count(outcome.known))
        if not outcome.problems:
            self.desk.messages.done(text)
            self.closed.emit()
            return
        notes = several(
            len(outcome.problems),
            tr("1 note on what was left out stands here."),
            tr("{count} notes on what was left out stand here."),
        )
        if outcome.rejects is not None:
            notes += " " + tr("The rows that were not taken are in {path}.").format(path=outcome.rejects)
        self.say(f"{text} {notes}")
        self.desk.messages.warning(text)
        self._tell(outcome.problems)
        self._table.hide()
        self._over = True
        self.leave_button.hide()
        self.set_verb(tr("Close"))
        self.do_button.setEnabled(True)

    def _copy_problems(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._left_out))
        self.desk.messages.note(tr("Copied: what was left out, and why."))

    def _failed(self, error: OpsDeskError) -> bool:
        self.say("")
        if isinstance(error, BadInput):
            self.show_wrong(error)
            return True
        self.do_button.setEnabled(True)
        return False


def _known(reading: Reading) -> frozenset[str]:
    return frozenset(name_key(one.name) for one in records.names(reading))
