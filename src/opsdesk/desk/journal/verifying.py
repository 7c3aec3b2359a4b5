"""Verify the journal: every row against its hash and the chain, and a head that was noted elsewhere."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.filtering import tr
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.tasks import Progress
from opsdesk.desk.widgets.fields import Field
from opsdesk.desk.widgets.text import WrappedLabel
from opsdesk.errors import BadInput, OpsDeskError, Refused
from opsdesk.store.journal_page import verified
from opsdesk.store.verification import Verified
from opsdesk.wording.errors import sentence
from opsdesk.wording.numbers import count


class VerifyForm(PlainForm):
    """Says the head once it holds, so that it can be noted on paper; another day it is typed in here."""

    KEY = "journal.verify"

    def __init__(self, desk: Desk) -> None:
        hint = tr("For example 12402:9f3ac41b")
        fields = [Field("against", tr("A head that was noted or printed before"), hint=hint, optional=True)]
        super().__init__(desk, self.KEY, tr("Verify the journal"), fields, tr("Verify"))
        self.say(
            tr(
                "Every line is checked against its hash and the line before it. The chain has no key: only a "
                "head that was noted elsewhere shows that nobody wrote the whole of it anew. The first pages "
                "of a packet print one."
            )
        )
        self.outcome = WrappedLabel()
        self.outcome.hide()
        self.add(self.outcome)
        self.head = _HeadLine(desk)
        self.add(self.head)

    def submit(self) -> None:
        """Verify; a bar shows how far it is, with a cancel."""
        against = self.values()["against"]
        database = self.desk.database

        async def work(progress: Progress) -> Verified:
            return await database.read(verified, against, _Steps(progress))

        self.show_wrong(BadInput([]))
        started = self.desk.tasks.start_long(
            self.KEY, tr("Verifying the journal"), work, done=self._holds, failed=self._failed
        )
        if started is not None:
            self._say("", "mid")
            self.head.show_head("")
            self.do_button.setEnabled(False)

    def _holds(self, found: Verified) -> None:
        self.do_button.setEnabled(True)
        text = tr("The journal holds: {n} lines.").format(n=count(found.seq))
        if found.purged:
            text += " " + tr("Of {n} the values were purged by law.").format(n=count(found.purged))
        if self.values()["against"]:
            text += " " + tr("The head that was noted stands in it.")
        self._say(text, "claimed")
        self.head.show_head(f"{found.seq}:{found.hash}")

    def _failed(self, error: OpsDeskError) -> bool:
        self.do_button.setEnabled(True)
        if isinstance(error, BadInput):
            self.show_wrong(error)
            return True
        stopped = isinstance(error, Refused) and error.reason == "journal_not_verified"
        self._say(sentence(error, self.desk.zone), "mid" if stopped else "error")
        return True

    def _say(self, text: str, ink: str) -> None:
        self.outcome.setText(text)
        self.outcome.set_ink(ink)
        self.outcome.setVisible(bool(text))


class _Steps:
    """Reports how far the check is, from its thread, and ends it where somebody pressed Cancel."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, done: int, total: int) -> None:
        if self._progress.cancelled:
            raise Refused("journal_not_verified", done=done, total=total)
        self._progress.report(done, total)


class _HeadLine(QWidget):
    """The head, to be noted: it can be selected and copied."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.edit = QLineEdit()
        self.edit.setReadOnly(True)
        self.edit.setAccessibleName(tr("Head of the journal"))
        row.addWidget(self.edit, 1)
        self._copy = QPushButton(tr("Copy"))
        self._copy.clicked.connect(self._put_away)
        row.addWidget(self._copy)
        self._desk = desk
        self.hide()

    def show_head(self, head: str) -> None:
        """Show it; an empty one hides the line."""
        self.edit.setText(head)
        self.edit.setCursorPosition(0)
        self.setVisible(bool(head))

    def _put_away(self) -> Any:
        self.edit.selectAll()
        self.edit.copy()
        self.edit.deselect()
        self._desk.messages.done(
            tr("The head is copied. Note it where this database cannot be reached from.")
        )
