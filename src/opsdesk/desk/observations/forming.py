"""Opens the tab's forms, and brings back the texts that a former run left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.form import Form
from opsdesk.desk.observations.field_editors import Where
from opsdesk.desk.observations.form import REPORT_KEY, correct_form, correct_key, report_form
from opsdesk.desk.observations.places import Places
from opsdesk.desk.observations.presenter import ObservationsPresenter
from opsdesk.desk.widgets.forms import Forms
from opsdesk.errors import OpsDeskError
from opsdesk.geo.places import Position
from opsdesk.observations import records
from opsdesk.observations.model import Observation


class Forming(QObject):
    """The forms of the tab.

    Signals:
        left(): Esc: the focus goes back to the list.
    """

    left = Signal()
    _at = Signal(object)

    def __init__(
        self, desk: Desk, forms: Forms, places: Places, presenter: ObservationsPresenter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._forms = forms
        self._places = places
        self._presenter = presenter

    def new(self, **preset: Any) -> None:
        """Open the form of a report, or bring the one that is open to the front."""
        self._places.begin()
        if self._forms.has(REPORT_KEY):
            self._forms.bring(REPORT_KEY, focus=True)
        else:
            form = report_form(self._desk, self._places, self._presenter.partners, **preset)
            self._at.connect(form.editor("place").set_value)
            self._open(form)

    def report_at(self, position: Position) -> None:
        """Open the form of a report with a place that was pointed at on the map."""
        where = Where(None, position)
        if self._forms.has(REPORT_KEY):
            self.new()
            self._at.emit(where)
        else:
            self.new(place=where)

    def correct(self, record: Observation) -> None:
        """Open the form that corrects a report."""
        self._places.begin()
        key = correct_key(record)
        if self._forms.has(key):
            self._forms.bring(key, focus=True)
        else:
            self._open(self._correction(record))

    def restore(self, key: str, kept: Mapping[str, Any]) -> bool:
        """A text that a former run left: its form stands behind the detail, nothing takes the focus."""
        values = kept.get("values")
        if not isinstance(values, Mapping):
            return False
        self._places.begin()
        if key == REPORT_KEY:
            form = report_form(self._desk, self._places, self._presenter.partners)
            form.restore(values)
            self._open(form, in_front=False)
            return True
        if not key.startswith("observation.correct/"):
            return False
        return self._restore_correction(key, values)

    def _restore_correction(self, key: str, values: Mapping[str, Any]) -> bool:
        try:
            record_id = UUID(key.partition("/")[2])
        except ValueError:
            return False

        def came(record: Observation) -> None:
            form = self._correction(record)
            form.restore(values)
            self._open(form, in_front=False)

        def gone(_error: OpsDeskError) -> bool:
            return True  # the record may not be seen any more; the draft stays where it is

        self._desk.ask(f"draft {key}", records.get, record_id, done=came, failed=gone)
        return True

    def _correction(self, record: Observation) -> Form:
        return correct_form(self._desk, self._places, self._presenter.partners, record)

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
