"""The wall's own window (F11): asks for what its marking allows, twice a minute and with each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from opsdesk.bulletins.model import BulletinItem, BulletinKind
from opsdesk.bulletins.records.lists import in_force
from opsdesk.cartography.layers import Layer
from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.desk.curtain import STAYS
from opsdesk.desk.desk import Desk
from opsdesk.desk.entry_port import DeskPlaces
from opsdesk.desk.wallboard import CARDS, ROWS, Wallboard, WallBolo, WallData, WallRow
from opsdesk.errors import NotFound
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, RecordClass
from opsdesk.incidents.model import IncidentItem, IncidentStatus
from opsdesk.incidents.records.lists import on_the_wall
from opsdesk.observations.model import Category, ObservationFilter, ObservationItem, ObservationStatus
from opsdesk.observations.records.lists import page as new_observations
from opsdesk.partners.model import Gap, ShiftDay
from opsdesk.partners.records.posting import gaps
from opsdesk.releases.records import handling_of
from opsdesk.store.files import screen_copy
from opsdesk.store.transaction import Reading
from opsdesk.wording.labels import capital, label

Item = TypeVar("Item", IncidentItem, BulletinItem, ObservationItem)

#: How far an incident is, in pips of four.
_PIPS = {
    IncidentStatus.ASSIGNED: 1,
    IncidentStatus.EN_ROUTE: 2,
    IncidentStatus.ON_SCENE: 3,
    IncidentStatus.CONTAINED: 4,
}
_BOLOS = (BulletinKind.BOLO_PERSON, BulletinKind.BOLO_VEHICLE, BulletinKind.MISSING_PERSON)
_SUBJECTS = frozenset({"incident", "incident_unit", "unit", "bulletin", "observation", "coverage", "post"})

_MOST_NEW = 200

#: Homes, patients, juveniles: the wall shows their district, never the address (a rule of the field).
_AT_HOME = frozenset({Category.MEDICAL, Category.WELFARE_CHECK, Category.MISSING_PERSON})

#: An incident that nobody has after so long, by priority, is late.
_LATE = {1: timedelta(minutes=2), 2: timedelta(minutes=10), 3: timedelta(minutes=30), 4: timedelta(hours=2)}


@dataclass(frozen=True)
class WallFacts:
    """What one query brings for the wall."""

    incidents: Sequence[IncidentItem] = ()
    bolos: Sequence[BulletinItem] = ()
    photos: tuple[QImage | None, ...] = ()
    new: Sequence[ObservationItem] = ()
    no_cover: Sequence[Gap] = ()


def wall_facts(reading: Reading, clearance: Marking, day: ShiftDay) -> WallFacts:
    """What a wall of that clearance may show; photos are decoded here, in the reader's thread."""
    bolos = _open_to_all(reading, "bulletin", in_force(reading, _BOLOS, on_wall=True, clearance=clearance))
    untouched = ObservationFilter(statuses=frozenset({ObservationStatus.NEW}), unclaimed=True)
    seconds = timedelta(seconds=1)
    return WallFacts(
        _open_to_all(reading, "incident", on_the_wall(reading, clearance)),
        bolos,
        tuple(_photo(reading, one) for one in bolos[:CARDS]),
        _open_to_all(
            reading,
            "observation",
            [
                one
                for one in new_observations(reading, untouched, None, _MOST_NEW).items
                if one.marking.rank <= clearance.rank
            ],
        ),
        gaps(reading, reading.now, reading.now + seconds, day),
    )


def _open_to_all(reading: Reading, subject: str, items: Sequence[Item]) -> list[Item]:
    """Without intelligence (28 CFR 23): whoever stands before a wall, it is not for them."""
    handled = handling_of(reading, subject, (one.id for one in items))
    secret = RecordClass.INTELLIGENCE
    return [one for one in items if one.id in handled and handled[one.id].record_class is not secret]


def _photo(reading: Reading, one: BulletinItem) -> QImage | None:
    """A card's picture: the copy that the store made of it, never the original."""
    if one.photo is None:
        return None
    try:
        return QImage.fromData(screen_copy(reading, one.photo))
    except NotFound:
        return None


class WallWindow(QWidget):
    """A frameless window on the second screen where there is one, else a plain one."""

    def __init__(self, desk: Desk, layers: Sequence[Layer], places: DeskPlaces) -> None:
        super().__init__()
        self._desk, self._places = desk, places
        self.setWindowTitle(self.tr("OpsDesk wallboard"))
        self.setProperty(STAYS, True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.board = Wallboard(desk.wall, layers, desk.now, desk.zone)
        column.addWidget(self.board)
        self._facts = WallFacts()
        tick = QTimer(self)
        tick.setInterval(1000)
        tick.timeout.connect(self._refresh)
        tick.start()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(100)
        self._soon.timeout.connect(self.ask)
        desk.feed.changed.connect(self._changed)
        desk.feed.live_changed.connect(self._refresh)
        self.ask()

    def toggle(self) -> None:
        """Show it, on the other screen where there is one, or take it away."""
        if self.isVisible():
            self.hide()
            return
        screens = QGuiApplication.screens()
        own = self._desk_screen()
        others = [screen for screen in screens if screen is not own]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.resize(QSize(1280, 720))
            self.show()

    def end(self) -> None:
        """The desk closes."""
        self.hide()
        self.deleteLater()

    def _changed(self, subject: str, _ids: object) -> None:
        if subject in _SUBJECTS:
            self._soon.start()

    def ask(self) -> None:
        """Ask anew."""
        self._desk.ask("wall", wall_facts, self._desk.wall, self._desk.day, done=self._came)

    def _came(self, facts: WallFacts) -> None:
        self._facts = facts
        self._refresh()

    def _refresh(self) -> None:
        feed, facts = self._desk.feed, self._facts
        rows = tuple(self._row(one) for one in facts.incidents)
        self.board.show_data(
            WallData(
                as_of=feed.as_of,
                open=len(facts.incidents),
                new=len(facts.new),
                no_cover=len(facts.no_cover),
                rows=tuple(sorted(rows, key=lambda row: (row.priority, not (row.late or row.nobody))))[:ROWS],
                bolos=tuple(self._bolo(facts, at) for at in range(len(facts.bolos))),
                pins=self._pins(facts),
                live=feed.live,
            )
        )

    def _row(self, one: IncidentItem) -> WallRow:
        age = self._desk.now() - one.opened_at
        nobody = not one.units and one.status in (IncidentStatus.OPEN, IncidentStatus.REOPENED)
        return WallRow(
            number=str(one.number)[-4:],
            priority=int(one.priority),
            what=capital(label(one.category)),
            place=self._place(one),
            opened_at=one.opened_at,
            pips=_PIPS.get(one.status, 0),
            status=label(one.status).lower(),
            late=nobody and age > _LATE[int(one.priority)],
            nobody=nobody,
        )

    def _place(self, one: IncidentItem) -> str:
        """The short place; of a home only its district, for the wall is read by whoever stands there."""
        if one.category not in _AT_HOME:
            return (one.place or "").split(",")[0]
        district = self._places.district(one.position)
        return "" if district is None else district.name

    @staticmethod
    def _position(one: IncidentItem | ObservationItem) -> Position | None:
        """Where its pin stands; a home has none: the middle of its district is another place."""
        return None if one.category in _AT_HOME else one.position

    def _pins(self, facts: WallFacts) -> tuple[Pin, ...]:
        found = [
            Pin(PinKind.INCIDENT, one.id, at, int(one.priority), str(one.number)[-4:])
            for one in facts.incidents
            if (at := self._position(one)) is not None
        ]
        found += [
            Pin(PinKind.OBSERVATION, new.id, at, int(new.priority))
            for new in facts.new
            if (at := self._position(new)) is not None
        ]
        found += [
            Pin(PinKind.POST_WITHOUT_COVER, gap.post.id, gap.post.position)
            for gap in facts.no_cover
            if gap.post.position is not None
        ]
        return tuple(found)

    @staticmethod
    def _bolo(facts: WallFacts, at: int) -> WallBolo:
        one = facts.bolos[at]
        return WallBolo(
            photo=facts.photos[at] if at < len(facts.photos) else None,
            what=one.subject.vehicle or one.subject.description or one.title,
            why=capital(label(one.kind)),
            plate=one.subject.plate or "",
        )

    def _desk_screen(self) -> QObject | None:
        return QGuiApplication.primaryScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F11 and Esc take it away; nothing else acts here."""
        if event.key() in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
            self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """It is only hidden: F11 brings it back."""
        event.accept()
