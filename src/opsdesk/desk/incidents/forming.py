"""Opens the tab's forms, and brings back the texts that a former run left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.incidents.form import OPEN_KEY, correct_form, correct_key, open_form
from opsdesk.desk.observations.places import Places
from opsdesk.desk.widgets.forms import Forms
from opsdesk.errors import OpsDeskError
from opsdesk.incidents import records
from opsdesk.incidents.model import Incident


class Forming(QObject):
    """The forms of the tab.

    Signals:
        left(): Esc: the focus goes back to the list.
    """

    left = Signal()

    def __init__(self, desk: Desk, forms: Forms, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._forms = forms
        self._places = places

    def new(self) -> None:
        """Open the form of an incident, or bring the one that is open to the front."""
        self._places.begin()
        if self._forms.has(OPEN_KEY):
            self._forms.bring(OPEN_KEY, focus=True)
        else:
            self._open(open_form(self._desk, self._places))

    def correct(self, record: Incident) -> None:
        """Open the form that corrects an incident."""
        self._places.begin()
        key = correct_key(record)
        if self._forms.has(key):
            self._forms.bring(key, focus=True)
        else:
            self._open(correct_form(self._desk, self._places, record))

    def restore(self, key: str, kept: Mapping[str, Any]) -> bool:
        """A text that a former run left: its form stands behind the detail, nothing takes the focus."""
        values = kept.get("values")
        if not isinstance(values, Mapping):
            return False
        self._places.begin()
        if key == OPEN_KEY:
            form = open_form(self._desk, self._places)
            form.restore(values)
            self._open(form, in_front=False)
            return True
        if not key.startswith("incident.correct/"):
            return False
        try:
            record_id = UUID(key.partition("/")[2])
        except ValueError:
            return False

        def came(record: Incident) -> None:
            form = correct_form(self._desk, self._places, record)
            form.restore(values)
            self._open(form, in_front=False)

        def gone(_error: OpsDeskError) -> bool:
            return True  # the record may not be seen any more; the draft stays where it is

        self._desk.ask(f"draft {key}", records.get, record_id, done=came, failed=gone)
        return True

    def _open(self, form: Form, *, in_front: bool = True) -> None:
        form.closed.connect(lambda: self._close(form.key))
        form.put_away.connect(self._put_away)
        self._forms.open(form, in_front=in_front, focus=in_front)

    def _close(self, key: str) -> None:
        self._forms.close_form(key)
        self.left.emit()

    def _put_away(self) -> None:
        self._forms.put_away()
        self.left.emit()
