"""The wallboard: what its marking allows, and nothing under 28 px of 1080 lines but the attribution."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

from PySide6.QtGui import QColor

from opsdesk.cartography.pins import Pin, PinKind
from opsdesk.desk.entry_port import DeskPlaces
from opsdesk.desk.wall_window import WallWindow, wall_facts
from opsdesk.desk.wallboard import Wallboard, WallBolo, WallData, WallRow
from opsdesk.geo.gazetteer import Gazetteer, NamedPlace, PlaceKind
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.commands.reporting import ReportObservation
from opsdesk.observations.model import Category, Channel, Priority
from opsdesk.partners.model import ShiftDay
from tests.desk.fakes import NOW, ZONE, now


def report(marking: Marking) -> ReportObservation:
    return ReportObservation.of(
        summary="Man with knife",
        category=Category.ASSAULT,
        priority=Priority.EMERGENCY,
        channel=Channel.PHONE,
        marking=marking,
    )


def test_what_is_marked_stricter_is_neither_shown_nor_counted(database):
    for marking in (Marking.GREEN, Marking.AMBER, Marking.CLEAR, Marking.RED):
        database.run(report(marking))
    facts = database.ask(wall_facts, Marking.GREEN, ShiftDay(zone="Europe/Monaco"))
    assert sorted(one.marking.rank for one in facts.new) == [0, 1]
    assert facts.incidents == []


def test_a_home_shows_its_district_only():
    places = DeskPlaces()
    ring = (Position(43.73, 7.41), Position(43.73, 7.43), Position(43.74, 7.43), Position(43.74, 7.41))
    middle = Position(43.735, 7.42)
    places.use(Gazetteer([NamedPlace("La Condamine", PlaceKind.DISTRICT, middle, rings=(ring,))]))
    shown = SimpleNamespace(_places=places)
    at = Position(43.734, 7.415)
    flat = SimpleNamespace(category=Category.MEDICAL, place="Rue Grimaldi 12, flat 4", position=at)
    assert WallWindow._place(shown, flat) == "La Condamine"
    assert WallWindow._position(flat) is None
    street = SimpleNamespace(category=Category.ASSAULT, place="Rue Grimaldi 12, bar", position=at)
    assert WallWindow._place(shown, street) == "Rue Grimaldi 12"
    assert WallWindow._position(street) == at


def test_it_paints_at_any_size_and_an_old_moment_turns_the_header_red(qtbot):
    board = Wallboard(Marking.GREEN, (), now, ZONE)
    qtbot.addWidget(board)
    row = WallRow("412", 2, "Assault", "Place d’Armes", NOW - timedelta(minutes=3), 2, "en route")
    late = WallRow(
        "404", 3, "Alarm", "Fontvieille", NOW - timedelta(minutes=58), 0, "open", late=True, nobody=True
    )
    data = WallData(
        as_of=NOW,
        open=2,
        new=1,
        no_cover=1,
        rows=(row, late),
        bolos=(WallBolo("White van", "Robbery", "ZZ-417-KX"), WallBolo("Man, 20–25", "BOLO person")),
        pins=(Pin(PinKind.INCIDENT, UUID(int=1), Position(43.73, 7.42), 2, "412"),),
    )
    for size in ((1920, 1080), (3840, 2160), (1024, 600)):
        board.resize(*size)
        board.show_data(data)
        picture = board.grab().toImage()
        scale = size[1] / 1080
        assert picture.pixelColor(5, 5) == QColor("#14171B")
        # The queue's first sign is filled with the colour of its priority.
        left = max(size[0] / scale - 822, size[0] / scale * 0.4) + 72
        assert picture.pixelColor(round(left * scale), round((112 + 95) * scale)) != QColor("#14171B")
    board.show_data(WallData(as_of=NOW, live=False))
    assert board.grab().toImage().pixelColor(5, 5) == QColor("#C01818")
