"""The Incidents tab: the frame's list, the detail with its log and units, and the forms."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from PySide6.QtGui import QGuiApplication

from opsdesk.desk.desk import Desk
from opsdesk.desk.incidents.asking import Opened
from opsdesk.desk.incidents.deeds import Deeds
from opsdesk.desk.incidents.detail import IncidentDetail
from opsdesk.desk.incidents.filtering import fields, groups
from opsdesk.desk.incidents.forming import Forming
from opsdesk.desk.incidents.presenter import IncidentsPresenter
from opsdesk.desk.incidents.table import columns, row_look
from opsdesk.desk.incidents.verbs import show_reasons, specs
from opsdesk.desk.incidents.words import tr
from opsdesk.desk.list_presenter import by_priority
from opsdesk.desk.list_queries import Counts
from opsdesk.desk.list_tab import ListTab
from opsdesk.desk.observations.place_map import LoadLayers, PlaceMaps, base_layers
from opsdesk.desk.observations.places import Places
from opsdesk.desk.palette import Entry
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.views import ViewGroup
from opsdesk.incidents.model import IncidentItem, IncidentView


class IncidentsTab(ListTab):
    """See SCREENS.md: the list, and beside it the record with its log and its units."""

    late_view = IncidentView.EMERGENCY_NOT_TOLD
    panel_keys = frozenset(
        f"incident.{verb}"
        for verb in (
            *("status", "close", "cancel", "reopen", "priority", "handled_by", "told", "assign", "strike"),
        )
    )
    presenter: IncidentsPresenter
    detail: IncidentDetail
    forming: Forming

    def __init__(self, desk: Desk, load_layers: LoadLayers = base_layers) -> None:
        model = RecordModel(
            columns(),
            id_of=lambda item: item.id,
            key_of=by_priority,
            now=desk.now,
            row_look=row_look,
        )
        presenter = IncidentsPresenter(desk, model)
        super().__init__(desk, tr("Incidents"), model, presenter, hint=tr("Filter these incidents"))
        self.deeds = Deeds(desk, presenter, self)
        self.verbs = {name: self.add_action(spec, self.deeds.runs[name]) for name, spec in specs().items()}
        maps = PlaceMaps(desk, load_layers, self)
        self.detail = IncidentDetail(desk, self.pane, self.verbs, maps, self)
        self.deeds.panels = self.detail.panels
        self.places = Places(desk, maps, self)
        self.forming = Forming(desk, self.forms, self.places, self)
        self.pane.set_nothing(tr("Select an incident to read it here."))
        self._join_detail()
        self.join()

    def _join_detail(self) -> None:
        detail, deeds, forming = self.detail, self.deeds, self.forming
        detail.observation_asked.connect(partial(self.desk.links.show, "observation"))
        detail.unlink_asked.connect(deeds.unlink)
        detail.log.strike_asked.connect(deeds.strike)
        detail.units.moved.connect(deeds.move_unit)
        detail.units.released.connect(deeds.release_unit)
        detail.line.left.connect(self.to_list)
        deeds.new_asked.connect(forming.new)
        deeds.edit_asked.connect(forming.correct)
        deeds.log_asked.connect(detail.line.enter)
        deeds.copied.connect(lambda text: QGuiApplication.clipboard().setText(text))

    def restore_draft(self, key: str, kept: dict[str, object]) -> bool:
        """A text that a former run left behind."""
        verb, _slash, key_id = key.partition("/")
        if verb != "incident.log":
            return super().restore_draft(key, kept)
        values = kept.get("values")
        if isinstance(values, dict) and key_id:
            self.detail.line.take_draft(UUID(key_id), values)
        return True

    # the list asks

    def view_groups(self, own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
        """The views under their headings."""
        return groups(own)

    def filter_fields(self) -> list[FilterField]:
        """What `Add filter` offers."""
        return fields(self.presenter.partners)

    def waiting(self, counts: Counts) -> int:
        """Those that the desk works on."""
        return int(counts.views.open)

    def entry_of(self, item: IncidentItem) -> Entry:
        """A record as a line of the palette."""
        show = partial(self.desk.links.show, "incident", item.id)
        return Entry(f"{item.number}  {item.title}", item.place or "", show, tr("Incident"))

    def show_verbs(self) -> None:
        """Turn the verbs on and off."""
        current = self.presenter.current
        show_reasons(self.verbs, None if current is None else current.incident, self.presenter.may)

    def show_record_read(self, found: Opened) -> None:
        """Fill the detail."""
        self.detail.show_opened(found, self.presenter.may)

    def show_empty(self) -> None:
        """Say how to begin."""
        text = tr("Ctrl+N opens one; Ctrl+I in the Observations tab opens one from what was told.")
        self.nothing.say(tr("No incidents yet"), text)

    def words_of_none(self) -> str:
        """What is said when the filter hides all."""
        return tr("No incident matches.")
