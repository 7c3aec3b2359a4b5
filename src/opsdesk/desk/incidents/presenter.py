"""What the Incidents tab knows and asks; it shows nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QObject

from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.asking import QUERIES, Opened
from opsdesk.desk.incidents.filtering import ALL, chip, conditions_of, filter_of
from opsdesk.desk.list_presenter import Listing, ListPresenter
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.incidents.commands import COMMANDS
from opsdesk.incidents.model import IncidentView

LISTING = Listing(
    name="incidents",
    subject="incident",
    also=("unit",),
    kinds=tuple(command.kind for command in COMMANDS),
    queries=QUERIES,
    begin=IncidentView.OPEN.value,
    everything=ALL,
    conditions_of=conditions_of,
    filter_of=filter_of,
    chip=chip,
)


class IncidentsPresenter(ListPresenter):
    """The list of incidents, worst first."""

    current: Opened | None

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(desk, model, LISTING, parent)
