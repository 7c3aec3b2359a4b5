"""The middle column: one bulletin, from its head to the map."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from opsdesk.bulletins.model import Bulletin
from opsdesk.desk.actions import DeskAction
from opsdesk.desk.bulletins.area_map import AreaMap
from opsdesk.desk.bulletins.asking import Opened
from opsdesk.desk.bulletins.facts import handling_facts, subject_facts
from opsdesk.desk.bulletins.linked import ChainSection, SightingsSection
from opsdesk.desk.bulletins.pictures import large_pictures
from opsdesk.desk.bulletins.sections import BulletinHead, HandlingSection, SubjectSection
from opsdesk.desk.bulletins.verbs import shown_verbs
from opsdesk.desk.bulletins.words import KIND_ICON, is_draft, tr
from opsdesk.desk.desk import Desk
from opsdesk.desk.observations.panel import PanelPlace
from opsdesk.desk.observations.place_map import PlaceMaps
from opsdesk.desk.past import HistorySection
from opsdesk.desk.widgets.detail import DetailPane


class BulletinDetail(QObject):
    """Builds the sections into the pane and fills them.

    Signals:
        observation_asked(UUID), bulletin_asked(UUID): another record is to be shown.
        unlink_asked(UUID): a sighting's link is to be taken away.
    """

    observation_asked = Signal(object)
    bulletin_asked = Signal(object)
    unlink_asked = Signal(object)

    def __init__(
        self, desk: Desk, pane: DetailPane, verbs: Mapping[str, DeskAction], maps: PlaceMaps, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._pane, self._verbs = desk, pane, verbs
        self._record: Bulletin | None = None
        self._photo = 0
        self._pictures: dict[UUID, QImage | None] = {}
        look = desk.look
        self.head = BulletinHead(look)
        self.panels = PanelPlace(desk)
        self.subject = SubjectSection(look)
        self.handling = HandlingSection(look)
        self.chain = ChainSection(look)
        self.sightings = SightingsSection(look, verbs["link"])
        self.map = AreaMap(desk, maps, verbs["map"])
        sections: tuple[QWidget, ...] = (
            *(self.head, self.panels, self.subject, self.handling, self.chain, self.sightings),
        )
        for section in sections:
            pane.add(section)
        pane.add(self.map, stretch=1_000)
        self.history = HistorySection(desk, "bulletin")
        pane.add(self.history)
        self.chain.opened.connect(self.bulletin_asked)
        self.sightings.opened.connect(self.observation_asked)
        self.sightings.unlinked.connect(self.unlink_asked)
        self.map.pressed.connect(self.observation_asked)
        self.subject.photo.pressed.connect(self._next_photo)

    def set_narrow(self, narrow: bool) -> None:
        """One line of verbs and one column of facts at 1280."""
        self.head.verbs.set_narrow(narrow)
        self.subject.set_narrow(narrow)
        self.handling.set_narrow(narrow)

    def show_nothing(self) -> None:
        """No bulletin is selected."""
        self._record = None
        self.panels.close_panel()
        self._pane.show_nothing()

    def show_opened(self, found: Opened, *, may_unlink: bool) -> bool:
        """Fill it; gives whether it is another bulletin than before."""
        record, now, zone = found.bulletin, self._desk.now(), self._desk.zone
        another = self._record is None or self._record.id != record.id
        stale = another or (self._record is not None and self._record.version != record.version)
        if stale:
            # What was asked about the record as it was is asked anew; the texts stay as drafts.
            if not another and self.panels.panel is not None:
                told = tr("{code} was changed meanwhile. What you typed is kept: open it again.")
                self._desk.messages.note(told.format(code=record.code))
            self.panels.close_panel()
        self._record = record

        def fill() -> None:
            self.panels.setVisible(self.panels.panel is not None)
            self.head.show_head(record, now)
            self._show_verbs(record)
            self.subject.show_subject(record, subject_facts(record, now, zone))
            self.handling.show_handling(*handling_facts(found, now, zone))
            self.chain.show_chain(found.chain, record.id, now, zone)
            self.sightings.show_sightings(found.sightings, now, zone, may_unlink=may_unlink)
            self.sightings.setVisible(not is_draft(record.status) or bool(found.sightings))
            self.map.show_bulletin(record, found.sightings)
            self.history.show_of(record.id, found)

        self._pane.show_record(fill)
        self._show_photos(record, another=another)
        if another:
            self._pane.verticalScrollBar().setValue(0)
        return another

    def _show_verbs(self, record: Bulletin) -> None:
        names, primary = shown_verbs(record, self._desk.now())
        self.head.set_verbs([self._verbs[name] for name in names], self._verbs[primary])
        count = len(record.readers or record.recipients)
        self.head.set_word(self._verbs["publish"], tr("Publish to {count}…").format(count=count))

    # photos

    def _show_photos(self, record: Bulletin, *, another: bool) -> None:
        if another:
            self._photo = 0
        self._photo = min(self._photo, max(0, len(record.photos) - 1))
        self._pictures = {one: picture for one, picture in self._pictures.items() if one in record.photos}
        missing = [one for one in record.photos if one not in self._pictures]
        self._paint_photo()
        if not missing:
            return

        def came(found: dict[UUID, QImage | None]) -> None:
            if self._record is not None and self._record.id == record.id:
                self._pictures |= found
                self._paint_photo()

        self._desk.ask("bulletin photos", large_pictures, missing, done=came, failed=lambda _error: True)

    def _paint_photo(self) -> None:
        if self._record is None:
            return
        photos = self._record.photos
        picture = self._pictures.get(photos[self._photo]) if photos else None
        self.subject.photo.show_photo(KIND_ICON[self._record.kind], picture, len(photos))

    def _next_photo(self) -> None:
        if self._record is not None and self._record.photos:
            self._photo = (self._photo + 1) % len(self._record.photos)
            self._paint_photo()
