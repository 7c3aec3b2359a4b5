"""The Observations tab: the frame's list, the detail of what was told, and the forms."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from opsdesk.desk.actions import Spec
from opsdesk.desk.desk import Desk
from opsdesk.desk.list_presenter import by_priority
from opsdesk.desk.list_queries import Counts
from opsdesk.desk.list_tab import ListTab
from opsdesk.desk.observations.asking import Opened
from opsdesk.desk.observations.deeds import Deeds
from opsdesk.desk.observations.detail import ObservationDetail
from opsdesk.desk.observations.empty import EmptyDesk, open_sample
from opsdesk.desk.observations.filtering import fields, groups
from opsdesk.desk.observations.first_shift import FirstShift
from opsdesk.desk.observations.forming import Forming
from opsdesk.desk.observations.import_window import choose_file
from opsdesk.desk.observations.photo_window import PhotoWindow
from opsdesk.desk.observations.photos import photos_in
from opsdesk.desk.observations.photos_editor import choose_photos
from opsdesk.desk.observations.place_map import LoadLayers, PlaceMaps, base_layers
from opsdesk.desk.observations.places import Places
from opsdesk.desk.observations.presenter import ObservationsPresenter
from opsdesk.desk.observations.table import columns, row_look
from opsdesk.desk.observations.verbs import Reasons, show_reasons, specs
from opsdesk.desk.observations.words import tr
from opsdesk.desk.palette import Entry
from opsdesk.desk.widgets.filter_bar import FilterField
from opsdesk.desk.widgets.record_model import RecordModel
from opsdesk.desk.widgets.views import ViewGroup
from opsdesk.geo.places import Position
from opsdesk.observations.model import Observation, ObservationItem
from opsdesk.observations.views import SavedView


class ObservationsTab(ListTab):
    """See SCREENS.md: what came in, worst first, and beside it the record with what can be done with it."""

    late_view = SavedView.OVERDUE
    panel_keys = frozenset(
        f"observation.{verb}"
        for verb in ("close", "ask_back", "refer", "link", "reject", "marking", "classify", "source")
    )
    presenter: ObservationsPresenter
    detail: ObservationDetail
    forming: Forming

    def __init__(self, desk: Desk, load_layers: LoadLayers = base_layers) -> None:
        model = RecordModel(
            columns(desk.me.operator_id, desk.zone),
            id_of=lambda item: item.id,
            key_of=by_priority,
            now=desk.now,
            row_look=row_look,
        )
        presenter = ObservationsPresenter(desk, model)
        super().__init__(desk, tr("Observations"), model, presenter, hint=tr("Filter these observations"))
        self.deeds = Deeds(desk, presenter, self)
        self.verbs = {name: self.add_action(spec, self.deeds.runs[name]) for name, spec in specs().items()}
        maps = PlaceMaps(desk, load_layers, self)
        self.detail = ObservationDetail(desk, self.pane, self.verbs, maps, self)
        self.deeds.panels = self.detail.panels
        self.places = Places(desk, maps, self)
        self.forming = Forming(desk, self.forms, self.places, presenter, self)
        again = Spec("desk.sample", tr("Open the sample in a second window"), "Ctrl+Shift+O", menu="desk")
        self.first_shift = FirstShift(desk)
        self._beginning = False
        self.empty = EmptyDesk(
            desk.look, {**self.verbs, "sample": desk.actions.add(again, open_sample)}, self
        )
        self.empty.hide()
        self.setAcceptDrops(True)
        self.pane.set_nothing(tr("Select an observation to read it here."))
        self._join_detail()
        self._join_deeds()
        self.join()

    def _join_detail(self) -> None:
        detail = self.detail
        detail.record_asked.connect(self.show_record)
        detail.incident_asked.connect(partial(self.desk.links.show, "incident"))
        detail.grade.graded.connect(self.deeds.grade)
        detail.grade.left.connect(self.to_list)
        detail.told.photo_pressed.connect(self._show_photo)

    def _join_deeds(self) -> None:
        deeds = self.deeds
        deeds.new_asked.connect(self.forming.new)
        deeds.edit_asked.connect(self.forming.correct)
        deeds.grade_asked.connect(lambda: self.detail.grade.setFocus(Qt.FocusReason.ShortcutFocusReason))
        deeds.photos_asked.connect(
            lambda record: choose_photos(self, lambda given: deeds.attach(record, given))
        )
        deeds.import_asked.connect(lambda: choose_file(self.desk, self.presenter, self))
        deeds.near_asked.connect(self._show_near)
        deeds.copied.connect(lambda text: QGuiApplication.clipboard().setText(text))

    def set_narrow(self, narrow: bool) -> None:
        """The head says less, and the verbs are others."""
        super().set_narrow(narrow)
        if hasattr(self, "detail") and self.presenter.current is not None:
            self.show_record_read(self.presenter.current)

    def report_at(self, position: Position) -> None:
        """Report something that was pointed at on the map."""
        self.forming.report_at(position)

    # the list asks

    def view_groups(self, own: Iterable[tuple[str, str]]) -> list[ViewGroup]:
        """The views under their headings."""
        return groups(own)

    def filter_fields(self) -> list[FilterField]:
        """What `Add filter` offers."""
        return fields(self.presenter.partners, self.presenter.tags)

    def waiting(self, counts: Counts) -> int:
        """New ones that nobody has."""
        return int(counts.views.unclaimed)

    def entry_of(self, item: ObservationItem) -> Entry:
        """A record as a line of the palette."""
        show = partial(self.desk.links.show, "observation", item.id)
        return Entry(f"{item.number}  {item.summary}", item.place or "", show, tr("Observation"))

    def show_verbs(self) -> None:
        """Turn the verbs on and off."""
        current = self.presenter.current
        show_reasons(self.verbs, self._reasons(), None if current is None else current.observation)

    def show_record_read(self, found: Opened) -> None:
        """Fill the detail."""
        self.detail.show_opened(found, grade_reason=self._reasons().of("grade", found.observation))

    def show_empty(self) -> None:
        """Say how to begin, and what a desk needs before its first shift."""
        self.nothing.show_widget(self.empty)
        if self.presenter.wanted is None and self.first_shift.wanted:
            self._beginning = True
            self.pane.set_nothing("", self.first_shift)
            self.first_shift.begin()

    def _show_nothing(self) -> None:
        super()._show_nothing()
        counts = self.presenter.counts
        if self._beginning and counts is not None and counts.total:
            self._beginning = False
            self.pane.set_nothing(tr("Select an observation to read it here."))

    def words_of_none(self) -> str:
        """What is said when the filter hides all."""
        return tr("No observation matches.")

    def _reasons(self) -> Reasons:
        return Reasons(self.desk.me, self.presenter.may, self.desk.now(), self.desk.zone)

    # photos, and what stands near

    def _show_photo(self, file_id: UUID) -> None:
        current = self.presenter.current
        if current is not None:
            PhotoWindow(self.desk, current.observation, file_id, self).show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos may be dropped on the record that is open."""
        mime = event.mimeData()
        if self.verbs["photos"].isEnabled() and (mime.hasUrls() or mime.hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They were."""
        current = self.presenter.current
        if current is not None:
            event.acceptProposedAction()
            self.deeds.attach(current.observation, photos_in(event.mimeData()))

    def _show_near(self, record: Observation) -> None:
        """What was told within 300 m."""
        if record.position is not None:
            at = record.position
            self.presenter.show_near(f"{at.latitude:.6f},{at.longitude:.6f},300")
