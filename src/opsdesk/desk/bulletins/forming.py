"""Opens the forms of drafts, and brings back the texts that a former run left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.bulletins import records
from opsdesk.bulletins.model import Bulletin, BulletinStatus
from opsdesk.desk.bulletins.asking import Choices
from opsdesk.desk.bulletins.form import DRAFT_KEY, BulletinForm, draft_form, edit_form, edit_key
from opsdesk.desk.bulletins.presenter import BulletinsPresenter
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.places import Places
from opsdesk.desk.widgets.forms import Forms
from opsdesk.errors import BadInput, OpsDeskError
from opsdesk.store.command import Applied


class Forming(QObject):
    """The forms of the tab.

    Signals:
        left(): Esc: the focus goes back to the list.
        made(UUID): a draft was made: show it.
    """

    left = Signal()
    made = Signal(object)

    def __init__(
        self, desk: Desk, forms: Forms, places: Places, presenter: BulletinsPresenter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._forms, self._places, self._presenter = desk, forms, places, presenter
        self._open_forms: dict[str, BulletinForm] = {}

    def new(self) -> None:
        """Open the form of a new bulletin, or bring the one that is open to the front."""
        if not self._brought(DRAFT_KEY):
            self._open(self._new_form())

    def edit(self, record: Bulletin, wrong: BadInput | None = None) -> None:
        """Open the form of a draft; `wrong` is shown beside its fields."""
        key = edit_key(record.id)
        if not self._brought(key):
            self._open(self._edit_form(record))
        if wrong is not None:
            self._open_forms[key].show_missing(wrong)

    def edit_by_id(self, bulletin_id: UUID) -> None:
        """Read a draft and open its form."""
        self._desk.ask(f"draft {bulletin_id}", records.get, bulletin_id, done=self.edit)

    def set_offered(self, offered: Choices) -> None:
        """Partners or people changed: open forms offer the new ones."""
        for form in self._open_forms.values():
            form.set_offered(offered)

    def restore(self, key: str, values: Mapping[str, Any]) -> bool:
        """A text that a former run left: its form stands behind the record, nothing takes the focus."""
        if key == DRAFT_KEY:
            form = self._new_form()
            form.restore(values)
            self._open(form, in_front=False)
            return True
        head, _slash, id_text = key.partition("/")
        if head != "bulletin.edit":
            return False
        try:
            bulletin_id = UUID(id_text)
        except ValueError:
            return False

        def came(record: Bulletin) -> None:
            if record.status is BulletinStatus.DRAFT:
                form = self._edit_form(record)
                form.restore(values)
                self._open(form, in_front=False)

        def gone(_error: OpsDeskError) -> bool:
            return True  # it may not be seen any more; the text stays where it is

        self._desk.ask(f"draft {key}", records.get, bulletin_id, done=came, failed=gone)
        return True

    def _new_form(self) -> BulletinForm:
        self._places.begin()
        return draft_form(self._desk, self._places, self._presenter.offered)

    def _edit_form(self, record: Bulletin) -> BulletinForm:
        self._places.begin()
        return edit_form(self._desk, self._places, self._presenter.offered, record)

    def _brought(self, key: str) -> bool:
        if self._forms.has(key):
            self._forms.bring(key, focus=True)
            return True
        return False

    def _open(self, form: BulletinForm, *, in_front: bool = True) -> None:
        self._open_forms[form.key] = form
        form.closed.connect(lambda: self._close(form.key))
        form.put_away.connect(self._put_away)
        form.done.connect(lambda applied: self._done(form, applied))
        self._forms.open(form, in_front=in_front, focus=in_front)

    def _done(self, form: BulletinForm, _applied: Applied) -> None:
        if form.bulletin_id is not None:
            self.made.emit(form.bulletin_id)

    def _close(self, key: str) -> None:
        self._open_forms.pop(key, None)
        self._forms.close_form(key)
        self.left.emit()

    def _put_away(self) -> None:
        self._forms.put_away()
        self.left.emit()
