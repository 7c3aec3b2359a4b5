"""What the Observations tab knows and asks; it shows nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QObject

from opsdesk.desk.chosen import Chosen
from opsdesk.desk.desk import Desk
from opsdesk.desk.list_presenter import Listing, ListPresenter
from opsdesk.desk.observations.asking import QUERIES, Opened
from opsdesk.desk.observations.filtering import chip, conditions_of, filter_of
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.observations.commands import COMMANDS
from opsdesk.observations.views import Order, SavedView

LISTING = Listing(
    name="observations",
    subject="observation",
    also=("organization",),
    kinds=(*(command.kind for command in COMMANDS), "incident.open", "incident.link_observation"),
    queries=QUERIES,
    begin=SavedView.OPEN.value,
    everything="",
    conditions_of=conditions_of,
    filter_of=filter_of,
    chip=chip,
)
_TAGS = "observations/tags"
#: So many tags are offered, those that were read last.
_TAGS_KEPT = 30


class ObservationsPresenter(ListPresenter):
    """The list of observations, worst first; it learns the tags that the filter offers."""

    current: Opened | None

    def __init__(self, desk: Desk, model: RecordModel, parent: QObject | None = None) -> None:
        super().__init__(desk, model, LISTING, parent)
        self.tags: list[str] = [tag for tag in desk.remember.get(_TAGS, []) if isinstance(tag, str)]
        self.opened.connect(self._learn_tags)

    def show(self, chosen: Chosen) -> None:
        """Show what is chosen, from the start, here and on the map."""
        super().show(chosen)
        self._desk.links.filter_observations(self.list.filter.filter)

    def newest_first(self, chosen: Chosen) -> bool:
        """With a tag as well, which is found like a word."""
        return chosen.newest_first or any(field == "tag" for field, _value in chosen.conditions)

    def show_near(self, place: str) -> None:
        """Everything around a place: `latitude,longitude,metres`."""
        self.show(Chosen("", (("place", place),), order=Order.NEWEST))

    def _learn_tags(self, found: Opened | None) -> None:
        fresh = [] if found is None else [tag for tag in found.observation.tags if tag not in self.tags]
        if fresh:
            self.tags = [*fresh, *self.tags][:_TAGS_KEPT]
            self._desk.remember.put(_TAGS, self.tags)
            self.choices_changed.emit()
