"""The presenter of the map: what is shown, selected and switched on, and the words for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from opsdesk.cartography.layers import Layer, load_base
from opsdesk.cartography.marks import Mark
from opsdesk.cartography.pins import Crowd, Pin, PinKind
from opsdesk.cartography.place_names import places_of
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.desk import Desk
from opsdesk.desk.map import asking
from opsdesk.desk.map.asking import Picked, Shown
from opsdesk.desk.map.card_words import CardWords, incident_card, observation_card, pin_card
from opsdesk.desk.map.pins import AT_FIRST, Part, pins_of
from opsdesk.desk.map.stacks import LayerStack, title_of
from opsdesk.desk.observations.place_map import PlaceMaps
from opsdesk.geo.gazetteer import Gazetteer, NamedPlace, PlaceKind
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, strictest
from opsdesk.incidents.model import IncidentItem
from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.settings import resource
from opsdesk.wording.errors import sentence
from opsdesk.wording.times import clock

#: How far back observations are shown.
SINCE = timedelta(hours=24)
#: A change elsewhere waits so long for others, so that a hundred of them are one question; ms.
TOGETHER = 150
_SUBJECTS = frozenset({"observation", "incident", "unit", "post", "coverage", "bulletin"})
_REMEMBERED = "map/view"
_SUBJECT = {
    PinKind.INCIDENT: "incident",
    PinKind.BULLETIN: "bulletin",
    PinKind.BOLO_PERSON: "bulletin",
    PinKind.BOLO_VEHICLE: "bulletin",
    PinKind.POST: "post",
    PinKind.POST_WITHOUT_COVER: "post",
    PinKind.UNIT: "unit",
}


class MapPresenter(QObject):
    """See the module.

    Signals:
        pins_changed(), switches_changed(), picked_changed(), card_changed(): ask again.
        places_changed(), ground_changed(): other names are known, other layers are there.
        first_look(): the first answer is there, and nobody has moved the map yet.
    """

    pins_changed = Signal()
    switches_changed = Signal()
    picked_changed = Signal()
    card_changed = Signal()
    places_changed = Signal()
    ground_changed = Signal()
    first_look = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        kept = desk.remember.get("map/on")
        parts = {part for part in Part if part in kept} if isinstance(kept, list) else AT_FIRST
        self.on: frozenset[Part] = frozenset(parts)
        self._stack = LayerStack(desk.remember.get("map/layers"))
        self.maps = PlaceMaps(desk, self._layers, self)
        self.gazetteer = Gazetteer(())
        self.shown: Shown | None = None
        self.selected: UUID | None = None
        self.picked: Picked | None = None
        self.card: CardWords | None = None
        self._chosen: ObservationItem | IncidentItem | None = None
        self._day = desk.day
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TOGETHER)
        self._soon.timeout.connect(self._ask)
        desk.feed.changed.connect(self._changed)
        desk.links.filtered.connect(self._soon.start)

    def start(self) -> None:
        """Ask for the first time."""
        self.switches_changed.emit()
        self._ask()
        self._read_places()

    # where the map looks

    def start_view(self) -> Viewport:
        """Where it looked last; at the first start the area of the base map."""
        kept = self._desk.remember.get(_REMEMBERED)
        if isinstance(kept, list) and len(kept) == 3:
            latitude, longitude, zoom = (float(one) for one in kept)
            return Viewport.at(Position(latitude, longitude), zoom, 800, 600)
        return Viewport.at(Position(43.7350, 7.4210), 15.0, 800, 600)

    @property
    def looked_before(self) -> bool:
        """Whether it is known where the map looked last."""
        return self._desk.remember.get(_REMEMBERED) is not None

    def first_view(self, width: float, height: float) -> Viewport:
        """The first look at a desk: its open incidents, else everything."""
        shown = self.shown
        points = [item.position for item in shown.open_in if item.position] if shown is not None else []
        if len(points) < 2:
            return self.whole(width, height)
        return Viewport.fitting(points, width, height, margin=110)

    def remember_view(self, shown: Viewport) -> None:
        """Where it looks now, once there is something to look at."""
        if self.shown is None:
            return
        centre = shown.centre
        self._desk.remember.put(
            _REMEMBERED, [round(centre.latitude, 6), round(centre.longitude, 6), shown.zoom]
        )

    def whole(self, width: float, height: float) -> Viewport:
        """A view of everything that is shown."""
        shown = self.shown
        if shown is None:
            return self.start_view().resized(width, height)
        points = [pin.position for pin in self.pins()[0]]
        crowd = shown.observations
        if Part.OBSERVATIONS in self.on and len(crowd):
            points += [
                crowd.position(int(place))
                for line in (crowd.x, crowd.y)
                for place in (line.argmin(), line.argmax())
            ]
        if not points:
            return self.start_view().resized(width, height)
        return Viewport.fitting(points, width, height)

    # what it shows

    def pins(self) -> tuple[list[Pin], Crowd | None]:
        """What the map paints now."""
        if self.shown is None:
            return [], None
        return pins_of(self.shown, self.on, self.selected, self._desk.zone, self.tr)

    def strictest(self) -> Marking | None:
        """The strictest marking of what has pins."""
        if self.shown is None:
            return None
        markings = [item.marking for item in self.shown.open_in] + [b.marking for b in self.shown.bulletins]
        return strictest(markings) if markings else None

    def counts(self) -> Mapping[Part, int]:
        """How many of each there are."""
        shown = self.shown
        if shown is None:
            return {}
        return {
            Part.INCIDENTS: len(shown.open_in),
            Part.OBSERVATIONS: len(shown.observations),
            Part.COVERED: len(shown.posts) - len(shown.gaps),
            Part.UNCOVERED: len(shown.gaps),
            Part.BULLETINS: len(shown.bulletins),
            Part.UNITS: len(shown.units),
        }

    def filter_words(self) -> str:
        """What the filter lets through."""
        if self._desk.links.observations is None:
            return self.tr("Observations of the last 24 h; open incidents; bulletins in force.")
        shown = 0 if self.shown is None else len(self.shown.observations)
        return self.tr("The Observations tab shows the same; {count} of them have a position.").format(
            count=shown
        )

    def bare(self) -> Sequence[tuple[str, str, str]]:
        """Posts without cover, for the panel."""
        if self.shown is None:
            return ()
        return [
            (
                f"{gap.post.code} {gap.post.name}",
                self.tr("until {time}").format(time=clock(gap.ends, self._desk.zone)),
                self.shown.telephones.get(gap.post.organization_id, "") if gap.post.organization_id else "",
            )
            for gap in self.shown.gaps
        ]

    def layers(self) -> Sequence[tuple[str, bool, str]]:
        """Own layers: name, on, what is wrong."""
        paths, wrong = self._stack.paths, self._stack.wrong
        return [
            (
                title_of(path, paths),
                path not in self._stack.off,
                sentence(wrong[path], self._desk.zone) if path in wrong else "",
            )
            for path in paths
        ]

    # what hands ask

    def switch(self, part: Part, on: bool) -> None:
        """Show a kind of pins or not."""
        self.on = self.on | {part} if on else self.on - {part}
        self._desk.remember.put("map/on", sorted(self.on))
        self.pins_changed.emit()

    def switch_layer(self, title: str, on: bool) -> None:
        """Show a layer or not."""
        for path in self._stack.paths:
            if title_of(path, self._stack.paths) == title:
                self._stack.switch(path, on)
        self._layers_changed()

    def add_layer(self, path: str) -> None:
        """Another layer, from a file."""
        self._stack.add(path)
        self._layers_changed()

    def call(self, number: str) -> None:
        """Dial with what the computer has for it."""
        QDesktopServices.openUrl(QUrl(f"tel:{number}"))
        self._desk.messages.note(self.tr("Calling {number}.").format(number=number))

    def pick(self, mark: Mark | None) -> None:
        """A pin was clicked; None: the ground, or a cluster."""
        if mark is None or mark.record_id is None:
            self._select(None, None, None)
            return
        if mark.pin is None:
            self._ask_observation(mark)
        elif mark.pin.kind is PinKind.INCIDENT:
            self.select_incident(mark.pin.record_id)
        else:
            pin = mark.pin
            self._select(pin.record_id, None, pin_card(pin, self.shown))

    def select_incident(self, record_id: UUID) -> None:
        """Select an incident and ask for its log and what is near."""
        item = next((one for one in self.shown.open_in if one.id == record_id), None) if self.shown else None
        if item is None:
            return
        self._select(
            record_id, item, None if item.position is None else incident_card(item, self._desk.now())
        )
        self._desk.ask("map picked", asking.picked, record_id, done=self._take_picked)

    def open(self, mark: Mark, then: Callable[[str, UUID], None]) -> None:
        """A pin was opened: its record is wanted in its tab."""
        if mark.pin is not None:
            if mark.pin.kind in _SUBJECT:
                then(_SUBJECT[mark.pin.kind], mark.pin.record_id)
            return
        if mark.record_id is not None:
            key = mark.record_id.int & ((1 << 64) - 1)
            self._desk.ask(
                "map open",
                asking.observation_of,
                key,
                done=lambda item: then("observation", item.id) if item is not None else None,
            )

    def open_selected(self, then: Callable[[str, UUID], None]) -> None:
        """The selected record is wanted in its tab."""
        if isinstance(self._chosen, ObservationItem):
            then("observation", self._chosen.id)
        elif isinstance(self._chosen, IncidentItem):
            then("incident", self._chosen.id)
        elif self.shown is not None and any(item.id == self.selected for item in self.shown.bulletins):
            assert self.selected is not None
            then("bulletin", self.selected)

    def find(self, record_id: UUID, then: Callable[[Position | None], None]) -> None:
        """Where a record of any subject is; selects it."""

        def came(found: ObservationItem | IncidentItem | Position | None) -> None:
            if isinstance(found, IncidentItem):
                self.select_incident(found.id)
            elif isinstance(found, ObservationItem) and found.position is not None:
                self._select(found.id, found, observation_card(found, self._desk.now()))
            position = found if isinstance(found, Position) or found is None else found.position
            then(position)

        self._desk.ask("map find", asking.whereabouts, record_id, done=came)

    # the inside

    def _layers(self) -> Sequence[Layer]:
        return [*load_base(resource("maps")), *self._stack.load()]

    def _layers_changed(self) -> None:
        self._desk.remember.put("map/layers", self._stack.kept())
        self.maps.forget()
        self.ground_changed.emit()
        self._read_places()

    def _read_places(self) -> None:
        async def read() -> Gazetteer:
            layers = await self.maps.layers()
            posts = self.shown.posts if self.shown is not None else ()
            names = [
                NamedPlace(post.name, PlaceKind.POST, post.position, str(post.id), (post.code,))
                for post in posts
                if post.position is not None
            ]
            return await asyncio.to_thread(lambda: Gazetteer([*places_of(layers), *names]))

        def came(gazetteer: Gazetteer) -> None:
            self.gazetteer = gazetteer
            self.places_changed.emit()
            self.switches_changed.emit()

        self._desk.tasks.start("map places", read, done=came, replace=True)

    def _changed(self, subject: str, _ids: frozenset[UUID] | None) -> None:
        if subject in _SUBJECTS and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        wanted = self._desk.links.observations or ObservationFilter(since=self._desk.now() - SINCE)
        self._desk.ask("map", asking.shown, wanted, self._day, done=self._take)

    def _take(self, shown: Shown) -> None:
        first = self.shown is None
        self.shown = shown
        if first and not self.looked_before:
            self.first_look.emit()
        if isinstance(self._chosen, IncidentItem):
            self._chosen = next((one for one in shown.open_in if one.id == self.selected), self._chosen)
        self.pins_changed.emit()
        self.switches_changed.emit()
        if first:
            self._read_places()
        elif self.picked is not None and self.selected == self.picked.incident.id:
            self._desk.ask("map picked", asking.picked, self.picked.incident.id, done=self._take_picked)

    def _select(
        self, record_id: UUID | None, item: ObservationItem | IncidentItem | None, card: CardWords | None
    ) -> None:
        self.selected, self._chosen, self.card = record_id, item, card
        if not isinstance(item, IncidentItem):
            self.picked = None
            self.picked_changed.emit()
        self.pins_changed.emit()
        self.card_changed.emit()

    def _take_picked(self, picked: Picked) -> None:
        if picked.incident.id == self.selected:
            self.picked = picked
            self.picked_changed.emit()

    def _ask_observation(self, mark: Mark) -> None:
        def came(item: ObservationItem | None) -> None:
            if item is not None and item.position is not None:
                self._select(item.id, item, observation_card(item, self._desk.now()))

        assert mark.record_id is not None
        key = mark.record_id.int & ((1 << 64) - 1)
        self._desk.ask("map observation", asking.observation_of, key, done=came)
