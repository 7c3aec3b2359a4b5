"""From when until when: the journal of one night, one watch, one quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal

from opsdesk.desk.desk import Desk
from opsdesk.desk.journal.filtering import tr
from opsdesk.desk.partners.plain_form import PlainForm
from opsdesk.desk.widgets.fields import Field, FieldKind
from opsdesk.errors import BadInput


class PeriodForm(PlainForm):
    """Two moments, either of which may be left out.

    Signals:
        chosen(datetime | None, datetime | None): from, until.
    """

    KEY = "journal.period"

    chosen = Signal(object, object)

    def __init__(self, desk: Desk, since: datetime | None, until: datetime | None) -> None:
        fields = [
            Field("since", tr("From"), FieldKind.MOMENT, optional=True),
            Field("until", tr("Until"), FieldKind.MOMENT, optional=True),
        ]
        super().__init__(desk, self.KEY, tr("A period of the journal"), fields, tr("Show it"))
        now = desk.now()
        self.fill({"since": since or now - timedelta(hours=12), "until": until})

    def submit(self) -> None:
        """Show it, if it is one."""
        values = self.values()
        since, until = values["since"], values["until"]
        if since is not None and until is not None and until <= since:
            facts = {"end": until, "start": since}
            self.show_wrong(BadInput.one("until", "ends_before", **facts))
            return
        self.chosen.emit(since, until)
        self.closed.emit()
