"""The Map tab over a real database: pins of every kind, going somewhere, layers, the card, the keys."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from opsdesk.cartography.pins import PinKind
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.map.pins import Part
from opsdesk.desk.map.tab import MapTab
from opsdesk.geo.places import Position, distance
from opsdesk.observations.model import ObservationFilter, Priority
from opsdesk.store.database import Database
from opsdesk.store.operator import Me
from tests.desk.map.world import HERE, World, beside, fill, opened, report
from tests.desk.observations.joined import Joined, join

pytestmark = pytest.mark.usefixtures("qapp")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def world(database: Database, me: Me) -> World:
    return fill(database, me)


@asynccontextmanager
async def the_map(database: Database, **how: Any) -> AsyncIterator[tuple[Joined, MapTab]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desk = await join(application, database, lambda desk: [MapTab(desk)], **how)
    tab = desk.window.tabs[0]
    assert isinstance(tab, MapTab)
    try:
        await desk.until(lambda: tab.presenter.shown is not None, "the first answer")
        tab.map.look_at(Viewport.at(HERE, 15.5, tab.map.width(), tab.map.height()))
        yield desk, tab
        await desk.calm()
    finally:
        await desk.close()


def kinds(tab: MapTab) -> list[PinKind]:
    return [pin.kind for pin in tab.presenter.pins()[0]]


def point_of(tab: MapTab, position: Position) -> QPoint:
    x, y = tab.map.viewport_shown.to_screen(position)
    return QPoint(round(x), round(y))


def mark_of(tab: MapTab, record_id: UUID) -> Any:
    return next(mark for mark in tab.map.marks().marks if mark.record_id == record_id)


def middle(mark: Any) -> QPoint:
    left, top, right, bottom = mark.sides
    return QPoint(round((left + right) / 2), round((top + bottom) / 2))


def click(tab: MapTab, at: QPoint, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(tab.map.viewport(), Qt.MouseButton.LeftButton, modifiers, at)


def stands_at(tab: MapTab, position: Position) -> bool:
    return distance(shown_place(tab), position) < 2


def shown_place(tab: MapTab) -> Position:
    return tab.map.viewport_shown.centre


async def test_there_is_a_pin_of_every_kind(database: Database, world: World) -> None:
    async with the_map(database) as (_desk, tab):
        tab.panel.parts[Part.UNITS].box.setChecked(True)
        assert set(kinds(tab)) == {
            PinKind.INCIDENT,
            PinKind.POST,
            PinKind.POST_WITHOUT_COVER,
            PinKind.UNIT,
            PinKind.BULLETIN,
        }
        pins, crowd = tab.presenter.pins()
        assert crowd is not None
        assert len(crowd.pins) == 1
        bare = next(pin for pin in pins if pin.kind is PinKind.POST_WITHOUT_COVER)
        assert (bare.record_id, bare.label) == (world.ids["P-2"], "P-2 no cover")
        incident = next(pin for pin in pins if pin.kind is PinKind.INCIDENT)
        assert (incident.priority, incident.number) == (1, "1")
        counts = dict(tab.presenter.counts().items())
        assert counts == {
            Part.INCIDENTS: 2,
            Part.OBSERVATIONS: 1,
            Part.COVERED: 1,
            Part.UNCOVERED: 1,
            Part.BULLETINS: 1,
            Part.UNITS: 1,
        }
        assert tab.presenter.bare()[0][0] == "P-2 Gate bare"
        assert tab.presenter.bare()[0][2].replace(" ", "") == "+37798001705"
        assert len(tab.map.marks().marks) >= 6


async def test_a_kind_is_switched_off_and_stays_off(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        before = len(kinds(tab))
        for part in (Part.INCIDENTS, Part.COVERED, Part.UNCOVERED, Part.BULLETINS):
            tab.panel.parts[part].box.click()
            assert len(kinds(tab)) == before - 1
            assert part not in desk.desk.remember.get("map/on")
            tab.panel.parts[part].box.click()
            assert len(kinds(tab)) == before


async def test_a_change_elsewhere_becomes_a_pin_and_the_view_stays(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        stood = shown_place(tab)
        fresh = opened(database, "Man collapsed", beside(100, 100), priority=1)
        await desk.until(lambda: any(pin.record_id == fresh for pin in tab.presenter.pins()[0]))
        assert distance(stood, shown_place(tab)) < 0.5
        report(database, "Bicycle gone", beside(50, 50))
        await desk.until(lambda: tab.presenter.counts()[Part.OBSERVATIONS] == 2)
        report(database, "Nobody knows where", None)
        await desk.calm()
        assert tab.presenter.counts()[Part.OBSERVATIONS] == 2


async def test_a_click_on_a_cluster_looks_inside(database: Database, world: World) -> None:
    for number in range(30):
        report(database, f"Report {number}", beside(2.0 * number, 2.0 * (number % 7)))
    async with the_map(database) as (_desk, tab):
        tab.map.centre_on(HERE)
        tab.map.zoom_by(-2)
        before = tab.map.viewport_shown.zoom
        cluster = max(tab.map.marks().marks, key=lambda mark: mark.held)
        assert cluster.held > 10
        at = middle(cluster)
        assert tab.map.marks().at(at.x(), at.y())[0].held > 1
        click(tab, at)
        assert tab.map.viewport_shown.zoom >= before + 1
        assert tab.presenter.selected is None
        assert tab.map.viewport_shown.holds(*tab.map.viewport_shown.to_screen(HERE))


async def test_a_click_selects_and_the_card_says_what_it_is(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        asked: list[tuple[str, UUID]] = []
        tab.record_asked.connect(lambda subject, record_id: asked.append((subject, record_id)))
        known = world.ids["incident"]
        click(tab, middle(mark_of(tab, known)))
        assert tab.presenter.selected == known
        await desk.until(lambda: tab.presenter.picked is not None, "its log")
        assert tab.card.isVisible()
        assert tab.card._title.text() == "Grey van around the port"
        assert tab.map.rect().contains(tab.card.geometry())
        QTest.keyClick(tab.map, Qt.Key.Key_Return)
        assert asked == [("incident", known)]
        tab.card._open.click()
        assert asked == [("incident", known)] * 2
        click(tab, point_of(tab, beside(0, -200)))
        assert tab.presenter.selected is None
        assert not tab.card.isVisible()


async def test_an_observation_is_picked_from_the_crowd(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        asked: list[tuple[str, UUID]] = []
        tab.record_asked.connect(lambda subject, record_id: asked.append((subject, record_id)))
        click(tab, point_of(tab, HERE))
        await desk.until(lambda: tab.presenter.selected == world.ids["observation"])
        assert "Man tries car doors" in tab.card._title.text()
        QTest.mouseDClick(
            tab.map.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point_of(tab, HERE)
        )
        await desk.until(lambda: ("observation", world.ids["observation"]) in asked)


async def test_what_is_near_an_incident_is_counted_in_metres(database: Database, world: World) -> None:
    near = report(database, "Van seen", beside(420, 0))
    report(database, "Too far", beside(300, 900))
    async with the_map(database) as (desk, tab):
        tab.beside.chosen.emit(world.ids["incident"])
        await desk.until(lambda: tab.presenter.picked is not None)
        picked = tab.presenter.picked
        assert picked is not None
        assert [one.item.id for one in picked.near] == [near, world.ids["observation"]]
        assert [round(one.metres, -1) for one in picked.near] == [120, 300]


PLACES: tuple[tuple[str, Position | None], ...] = (
    ("43.7400, 7.4290", Position(43.74, 7.429)),
    ("43°44.400'N 7°25.740'E", Position(43.74, 7.429)),
    ("32TLP7290044600", None),
    ("Gate bare", beside(-600, 150)),
    ("P-2", beside(-600, 150)),
    ("boulevard albert ier", None),
)


async def test_going_to_a_position_a_post_a_street(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        await desk.calm()
        for words, target in PLACES:
            tab.map.look_at(Viewport.at(HERE, 15.5, tab.map.width(), tab.map.height()))
            tab.going.edit.setFocus()
            QTest.keyClicks(tab.going.edit, words)
            QTest.keyClick(tab.going.edit, Qt.Key.Key_Return)
            assert tab.map.viewport_shown.zoom >= 16, words
            assert tab.map.hasFocus()
            assert tab.going.edit.text() == ""
            if target is not None:
                assert distance(shown_place(tab), target) <= 5, words
            else:
                assert distance(shown_place(tab), HERE) > 10, words


async def test_a_crossing_of_two_streets_is_found(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        await desk.calm()
        gazetteer = tab.presenter.gazetteer
        crossing = gazetteer.crossing("Rue Grimaldi / Rue Suffren Reymond")
        assert crossing is not None
        tab.going._go("Rue Grimaldi / Rue Suffren Reymond")
        assert distance(shown_place(tab), crossing) < 5


async def test_a_place_that_is_not_found_stays_in_the_field(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        stood = shown_place(tab)
        QTest.keyClicks(tab.going.edit, "xqzv wwkk")
        QTest.keyClick(tab.going.edit, Qt.Key.Key_Return)
        assert tab.going.edit.text() == "xqzv wwkk"
        assert distance(stood, shown_place(tab)) < 0.5
        current = desk.desk.messages.current
        assert current is not None
        assert "is no place of this map" in current.text


async def test_a_torn_layer_says_so_and_the_map_stands(
    database: Database, world: World, tmp_path: Path
) -> None:
    square = [[7.42, 43.73], [7.43, 43.73], [7.43, 43.74], [7.42, 43.74], [7.42, 43.73]]
    whole = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [square]}}
        ],
    }
    good, torn, cut = tmp_path / "beats.geojson", tmp_path / "torn.geojson", tmp_path / "cut.geojson.gz"
    good.write_text(json.dumps(whole))
    torn.write_text(json.dumps(whole)[:-40])
    cut.write_bytes(gzip.compress(json.dumps(whole).encode())[:-12])
    gone = tmp_path / "gone.geojson"
    async with the_map(database) as (desk, tab):
        for path in (good, torn, cut, gone):
            tab.presenter.add_layer(str(path))
            await desk.calm()
        layers = {name: wrong for name, _on, wrong in tab.presenter.layers()}
        assert layers["beats.geojson"] == ""
        for path in (torn, cut, gone):
            assert layers[path.name], path.name
        assert len(kinds(tab)) >= 4
        tab.presenter.switch_layer("beats.geojson", False)
        assert [on for name, on, _ in tab.presenter.layers() if name == "beats.geojson"] == [False]
        torn.write_text(json.dumps(whole))
        tab.presenter.add_layer(str(torn))
        await desk.calm()
        assert {name: wrong for name, _on, wrong in tab.presenter.layers()}["torn.geojson"] == ""


async def test_the_filter_of_the_observations_tab_is_followed(database: Database, world: World) -> None:
    report(database, "Emergency", beside(80, 80), priority=1)
    async with the_map(database) as (desk, tab):
        assert tab.presenter.counts()[Part.OBSERVATIONS] == 2
        assert "last 24 h" in tab.panel._note.text()
        desk.desk.links.filter_observations(ObservationFilter(priorities=frozenset({Priority.EMERGENCY})))
        await desk.until(lambda: tab.presenter.counts()[Part.OBSERVATIONS] == 1)
        await desk.until(lambda: "The Observations tab shows the same; 1 of them" in tab.panel._note.text())


async def test_a_record_without_a_position_is_told(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        tab.show_record(world.ids["nowhere"])
        await desk.until(lambda: desk.desk.messages.current is not None)
        current = desk.desk.messages.current
        assert current is not None
        assert "has no position" in current.text


async def test_a_record_of_each_kind_is_brought_to_the_middle(database: Database, world: World) -> None:
    where = {
        "observation": HERE,
        "incident": beside(300, 0),
        "P-1": beside(-300, 150),
        "area": beside(600, 200),
    }
    async with the_map(database) as (desk, tab):
        for kind, position in where.items():
            tab.map.centre_on(Position(43.75, 7.44))
            tab.show_record(world.ids[kind])
            await desk.until(partial(stands_at, tab, position), kind)
            assert tab.map.viewport_shown.zoom >= 16.5


async def test_keys_wheel_and_hand_move_the_map(database: Database, world: World) -> None:
    async with the_map(database) as (_desk, tab):
        tab.map.setFocus()
        first = tab.map.viewport_shown
        QTest.keyClick(tab.map, Qt.Key.Key_Right)
        assert shown_place(tab).longitude > first.centre.longitude
        QTest.keyClick(tab.map, Qt.Key.Key_Left)
        QTest.keyClick(tab.map, Qt.Key.Key_Up)
        assert shown_place(tab).latitude > first.centre.latitude
        QTest.keyClick(tab.map, Qt.Key.Key_Plus)
        assert tab.map.viewport_shown.zoom == first.zoom + 1
        QTest.keyClick(tab.map, Qt.Key.Key_Minus)
        at = QPointF(100, 100)
        under = tab.map.viewport_shown.to_position(100, 100)
        wheel = QWheelEvent(
            at, tab.map.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        tab.map.wheelEvent(wheel)
        assert tab.map.viewport_shown.zoom == first.zoom + 1
        assert distance(under, tab.map.viewport_shown.to_position(100, 100)) < 1
        stood = shown_place(tab)
        viewport = tab.map.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
        QTest.mouseMove(viewport, QPoint(360, 300))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(360, 300))
        assert shown_place(tab).longitude < stood.longitude
        assert tab.presenter.selected is None


async def test_shift_and_a_click_ask_for_a_report_there(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        asked: list[Position] = []
        desk.desk.links.report_asked.connect(asked.append)
        wanted = beside(50, -250)
        click(tab, point_of(tab, wanted), Qt.KeyboardModifier.ShiftModifier)
        assert len(asked) == 1
        assert distance(asked[0], wanted) < 5


async def test_the_position_under_the_mouse_is_copied(database: Database, world: World) -> None:
    async with the_map(database) as (desk, tab):
        await desk.calm()
        tab.map.pointed.emit(HERE)
        assert tab.position_line._degrees.text() == "43.73450° N 7.42050° E"
        assert tab.position_line._grid.text().startswith("MGRS 32T")
        assert "near " in tab.position_line._near.text()
        tab.position_line.copy()
        assert QGuiApplication.clipboard().text() == "43.73450° N 7.42050° E"


async def test_where_it_looked_is_remembered_and_the_first_look_holds_the_incidents(
    database: Database, world: World
) -> None:
    other = opened(database, "Fight", beside(-500, -400), priority=2)
    async with the_map(database) as (desk, tab):
        first = tab.presenter.first_view(tab.map.width(), tab.map.height())
        for position in (beside(300, 0), beside(-500, -400)):
            assert first.holds(*first.to_screen(position))
        tab.map.centre_on(HERE, 17.0)
        kept = desk.desk.remember.get("map/view")
        assert kept[2] == 17.0
        assert abs(kept[0] - HERE.latitude) < 1e-4
        assert other in [item.id for item in tab.presenter.shown.open_in]  # type: ignore[union-attr] # is there


async def test_an_empty_desk_shows_the_town(database: Database, me: Me) -> None:
    async with the_map(database) as (_desk, tab):
        assert tab.presenter.pins()[0] == []
        assert tab.beside._nobody.isVisible()
        tab._fit()
        assert tab.map.viewport_shown.zoom > 10


async def test_at_1280_the_panel_goes_and_the_list_is_narrow(database: Database, world: World) -> None:
    async with the_map(database, size=(1280, 720)) as (_desk, tab):
        assert not tab.panel.isVisible()
        assert abs(tab.beside.width() - 320) <= 8
