"""The painter: colours are the tokens', pins stand where their records are, clicks find them."""

import multiprocessing
import re
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from opsdesk.cartography import tokens
from opsdesk.cartography.furniture import bar_length, length_words, plates
from opsdesk.cartography.layers import Shape, layer_of, load_base
from opsdesk.cartography.marks import Look
from opsdesk.cartography.painter import MapPainter, blank, paint_map
from opsdesk.cartography.pins import Crowd, Guide, GuideStyle, Pin, PinKind, PinSet
from opsdesk.cartography.placing import Board
from opsdesk.cartography.state_signs import StateSign, draw_state
from opsdesk.cartography.tokens import DARK, LIGHT, PAPER, THEMES, WALL
from opsdesk.cartography.viewport import Viewport
from opsdesk.desk.tokens import TOKENS, Theme
from opsdesk.geo.places import Position
from opsdesk.geo.projection import to_world
from tests.cartography.conftest import MAPS

pytestmark = pytest.mark.usefixtures("qapp")

CENTRE = Position(43.7341, 7.4215)
SEA = Position(43.7300, 7.4330)
VIEW = Viewport.at(CENTRE, 16, 1200, 800)


def pin(kind=PinKind.INCIDENT, position=CENTRE, priority=2, **given):
    return Pin(kind, uuid4(), position, priority, **given)


def colour(image: QImage, x: float, y: float) -> str:
    ratio = image.devicePixelRatio()
    return image.pixelColor(int(x * ratio), int(y * ratio)).name().upper()


def colours(image: QImage, left, top, right, bottom) -> set[str]:
    ratio = image.devicePixelRatio()
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), -1)
    part = pixels[
        max(0, int(top * ratio)) : int(bottom * ratio), max(0, int(left * ratio)) : int(right * ratio)
    ]
    return {f"#{value & 0xFFFFFF:06X}" for value in np.unique(part).tolist()}


def crowd_of(positions, priority=3, seen=0, now=0.0):
    n = len(positions)
    ids = np.frombuffer(b"".join(uuid4().bytes for _ in range(n)), "V16")
    pins = PinSet.of(
        ids,
        [p.latitude for p in positions],
        [p.longitude for p in positions],
        np.full(n, priority),
        np.ones(n),
        np.full(n, seen),
    )
    return Crowd(pins, None, now)


# ---------------------------------------------------------------- tokens


@pytest.mark.parametrize(("theme", "desk"), [(DARK, Theme.DARK), (LIGHT, Theme.LIGHT)])
def test_the_map_has_the_colours_of_the_desk(theme, desk):
    said = TOKENS[desk]
    assert (theme.ground.land, theme.ground.sea) == (said["map.land"], said["map.sea"])
    for number in (1, 2, 3, 4):
        assert theme.ink.priority(number).fill == said[f"priority.{number}"]
        assert theme.ink.priority(number).digit == said["priority.on"]
    assert (theme.ink.ok, theme.ink.no_cover) == (said["state.ok"], said["state.overdue"])
    assert theme.ink.bulletin == said["state.waiting"]


def luminance(name: str) -> float:
    parts = [QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_names_digits_and_signs_are_legible(theme):
    ground = theme.ground
    for surface in (ground.land, ground.building, ground.green, ground.outside, ground.label_halo):
        assert contrast(ground.label, surface) >= 4.5
        assert contrast(theme.ink.no_cover, surface) >= 3
    assert contrast(ground.label_sea, ground.sea) >= 4.5
    for number in (1, 2, 3, 4):
        sign = theme.ink.priority(number)
        assert contrast(sign.digit, sign.fill) >= 4.5
        assert max(contrast(sign.fill, ground.land), contrast(sign.edge, ground.land)) >= 3
        assert contrast(sign.strong, theme.ink.paper) >= (2.2 if theme is LIGHT else 3)


def test_nothing_on_the_wall_is_too_small_to_read():
    assert WALL.label_size >= 28
    assert WALL.place_size >= 28
    assert WALL.furniture_size >= 28
    assert 13.5 * WALL.tag >= 34
    assert 17 * 0.64 * WALL.tag >= 27


def test_every_colour_is_one():
    text = Path(tokens.__file__).read_text(encoding="utf-8")
    for name in re.findall(r'"(#[^"]*)"', text):
        assert re.fullmatch(r"#[0-9A-F]{6}|#RRGGBB", name)


# ---------------------------------------------------------------- base map


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_land_and_sea_have_their_colours(monaco, theme):
    image = MapPainter(monaco, theme).base_image(VIEW)
    assert colour(image, *VIEW.to_screen(SEA)) == theme.ground.sea
    seen = colours(image, 0, 0, 1200, 800)
    wanted = {theme.ground.land, theme.ground.building, theme.ground.green, theme.ground.outside}
    assert wanted <= seen
    assert theme.ground.road_major in seen


def test_the_picture_is_the_same_each_time_and_on_a_wider_view(monaco):
    painter = MapPainter(monaco, DARK)
    assert painter.base_image(VIEW) == painter.base_image(VIEW)
    assert MapPainter(monaco, DARK).base_image(VIEW) == painter.base_image(VIEW)


def test_a_ratio_gives_device_pixels(monaco):
    image = MapPainter(monaco, PAPER).image(Viewport.at(CENTRE, 14, 200, 100), 3.0)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (600, 300, 3.0)
    assert colour(image, 1, 0.3) == PAPER.ink.high


def test_the_makers_are_named_on_every_picture(monaco):
    for theme in THEMES.values():
        painter = MapPainter(monaco, theme)
        place = plates(VIEW, theme, 1.0, painter.attribution).attribution
        sides = (int(place.left()), int(place.top()), int(place.right()), int(place.bottom()))
        with_words, without = painter.image(VIEW), MapPainter((), theme).image(VIEW)
        assert len(colours(with_words, *sides)) > len(colours(without, *sides))
        assert painter.attribution == "© OpenStreetMap contributors"


def test_names_of_any_script_and_length_are_painted():
    x, y = to_world(CENTRE)
    road = np.column_stack([np.linspace(x - 30_000, x + 30_000, 50), np.full(50, y)])
    names = ["ABC", "شارع الملك", "רחוב", "x" * 200, "<b>&amp;</b>", "🚓 e\u0301", "\u202eabc", "चौक"]
    shapes = [Shape("road", name, "line", (road + np.array([0, 2500 * i]),)) for i, name in enumerate(names)]
    points = [
        Shape("place_name", name, "point", (road[:1] + np.array([0, 900 * i]),))
        for i, name in enumerate(names)
    ]
    view = Viewport.at(CENTRE, 18, 800, 600)
    with_names = MapPainter([layer_of("a", [*shapes, *points])], DARK).base_image(view)
    assert DARK.ground.label in colours(with_names, 0, 0, 800, 600)


def test_layers_without_anything_are_painted():
    image = MapPainter([layer_of("empty", [])], DARK).image(VIEW)
    assert colour(image, 600, 400) == DARK.ground.land
    assert layer_of("empty", []).extent is None


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_an_observation_stands_on_its_place_in_its_colour(theme, priority):
    image = MapPainter((), theme).image(VIEW, pins=[pin(PinKind.OBSERVATION, priority=priority)])
    fill = theme.ink.priority(priority).fill
    assert fill in colours(image, 593, 393, 607, 407)
    assert fill not in colours(image, 560, 360, 580, 440)


def test_age_weakens_the_fill_and_keeps_the_outline():
    def seen(age, priority=3, is_open=True):
        image = MapPainter((), DARK).image(
            VIEW, pins=[pin(PinKind.OBSERVATION, priority=priority, age=age, open=is_open)]
        )
        return colour(image, 604, 404), colours(image, 588, 388, 612, 412)

    fresh, old = seen(60), seen(1e6)
    assert fresh[0] == DARK.ink.priority(3).fill
    assert old[0] != fresh[0]
    assert DARK.ink.priority(3).fill in old[1]
    assert seen(1e6, priority=2)[0] == DARK.ink.priority(2).fill
    assert seen(1e6, priority=2, is_open=False)[0] != DARK.ink.priority(2).fill


@pytest.mark.parametrize(
    ("kind", "ink"),
    [
        (PinKind.POST, "ok"),
        (PinKind.POST_WITHOUT_COVER, "no_cover"),
        (PinKind.BOLO_PERSON, "bolo"),
        (PinKind.BOLO_VEHICLE, "bolo"),
        (PinKind.PLACE, "focus"),
    ],
)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_kind_has_its_frame(theme, kind, ink):
    image = MapPainter((), theme).image(VIEW, pins=[pin(kind, priority=0)])
    assert getattr(theme.ink, ink) in colours(image, 585, 385, 615, 415)


def test_a_solid_unit_is_the_police_and_a_hollow_one_is_private():
    solid = MapPainter((), DARK).image(VIEW, pins=[pin(PinKind.UNIT, number="P3")])
    hollow = MapPainter((), DARK).image(VIEW, pins=[pin(PinKind.UNIT, number="G7", hollow=True)])
    assert colour(solid, 600, 393) == DARK.ink.high
    assert colour(hollow, 600, 394) == DARK.ink.paper


def test_a_bulletin_is_a_dashed_ring_of_its_radius():
    view = Viewport.at(CENTRE, 16, 600, 600)
    bulletin = pin(PinKind.BULLETIN, priority=0, radius=200, number="B-1", label="van")
    image = MapPainter((), DARK).image(view, pins=[bulletin])
    reach = 200 / view.metres_per_pixel
    assert DARK.ink.bulletin in colours(image, 300 + reach - 6, 240, 300 + reach + 2, 360)
    assert colour(image, 300 + reach + 12, 300) == DARK.ground.land
    assert colour(image, 300, 300) != DARK.ground.land
    ring = tuple(view.to_position(x, y) for x, y in ((100, 100), (500, 100), (300, 500)))
    shaped = MapPainter((), DARK).image(view, pins=[pin(PinKind.BULLETIN, priority=0, ring=ring)])
    assert colour(shaped, 300, 300) != DARK.ground.land
    assert colour(shaped, 110, 480) == DARK.ground.land


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_tags_never_cover_each_other(theme):
    rng = np.random.default_rng(4)
    places = zip(rng.normal(43.7341, 0.001, 14), rng.normal(7.4215, 0.0015, 14), strict=True)
    pins = [pin(position=Position(*p), priority=1 + i % 4, number=str(400 + i)) for i, p in enumerate(places)]
    marks = MapPainter((), theme).marks(VIEW, pins).marks
    tags = [mark.sides for mark in marks if mark.look is Look.TAG]
    assert len(tags) == 14
    for i, one in enumerate(tags):
        for other in tags[i + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart


def test_paper_keeps_tags_inside_and_off_its_furniture(monaco):
    view = Viewport.at(Position(43.7375, 7.4235), 14.05, 385, 426)
    corners = [view.to_position(x, y) for x, y in ((4, 4), (381, 4), (381, 422), (4, 422), (370, 20))]
    painter = MapPainter(monaco, PAPER)
    marks = painter.marks(view, [pin(position=p, number="414") for p in corners]).marks
    for mark in marks:
        left, top, right, bottom = mark.sides
        assert left >= 0
        assert top >= 0
        assert right <= 385
        assert bottom <= 426
    north = plates(view, PAPER, 1.0, painter.attribution).north
    assert not any(
        m.sides[0] < north.right()
        and m.sides[2] > north.left()
        and m.sides[1] < north.bottom()
        and m.sides[3] > north.top()
        for m in marks
    )


def test_beyond_a_screenful_the_least_important_lose_their_numbers():
    pins = [pin(position=Position(43.73 + i * 1e-4, 7.42), priority=4, number=str(i)) for i in range(60)]
    pins.append(pin(priority=1, number="999"))
    looks = [(m.look, m.priority) for m in MapPainter((), DARK).marks(VIEW, pins).marks]
    assert looks.count((Look.FRAME, 4)) > 0
    assert (Look.TAG, 1) in looks


def test_the_wall_shows_at_its_edge_what_lies_outside():
    view = Viewport.at(CENTRE, 16.3, 1096, 724)
    pins = [
        pin(position=Position(43.7341, 7.50), priority=3, number="406"),
        pin(position=Position(43.70, 7.4215), priority=2, number="411"),
        pin(PinKind.OBSERVATION, Position(43.70, 7.4215), 2),
    ]
    marks = MapPainter((), WALL).marks(view, pins).marks
    assert [mark.look for mark in marks] == [Look.EDGE_TAG] * 2
    by_number = {mark.pin.number: mark for mark in marks}
    assert by_number["406"].sides[2] > 1040
    assert by_number["411"].sides[3] > 660
    assert all(m.sides[0] >= 0 and m.sides[2] <= 1096 and m.sides[1] >= 0 for m in marks)
    assert MapPainter((), DARK).marks(view, pins).marks == ()


def test_guides_are_drawn_between_places():
    view = Viewport.at(CENTRE, 16, 600, 600)
    ends = view.to_position(100, 300), view.to_position(500, 300)
    for style in GuideStyle:
        image = MapPainter((), DARK).image(view, guides=[Guide(ends, style)])
        assert max(luminance(name) for name in colours(image, 250, 296, 350, 304)) > 0.3
        assert colours(image, 250, 320, 350, 340) == {DARK.ground.land}
    MapPainter((), DARK).image(view, guides=[Guide(()), Guide(ends[:1])])


# ---------------------------------------------------------------- crowds and clicks


def test_a_crowd_becomes_clusters_and_singles_with_their_worst():
    near = [Position(43.7341 + i * 1e-5, 7.4215) for i in range(5)]
    alone = Position(43.7360, 7.4260)
    crowd = crowd_of([*near, alone])
    crowd.pins.priority[2] = 1
    fresh = Crowd(PinSet.unpack(crowd.pins.pack()), None, 0.0)
    marks = MapPainter((), DARK).marks(VIEW, (), fresh).marks
    held = {mark.held: mark for mark in marks}
    assert set(held) == {5, 1}
    assert held[5].priority == 1
    assert held[5].record_id is None
    assert held[1].record_id == fresh.pins.record_id(5)
    assert (held[1].x, held[1].y) == pytest.approx(VIEW.to_screen(alone), abs=0.1)
    box = held[5].world_box
    assert sorted(fresh.pins.index.members(box).tolist()) == [0, 1, 2, 3, 4]
    image = MapPainter((), DARK).image(VIEW, crowd=fresh)
    seen = colours(image, held[5].x - 30, held[5].y - 30, held[5].x + 30, held[5].y + 30)
    assert DARK.ink.priority(1).strong in seen
    hidden = MapPainter((), DARK).marks(VIEW, (), Crowd(fresh.pins, np.zeros(6, np.bool_)))
    assert hidden.marks == ()


def test_clusters_do_not_cover_each_other_at_whole_zooms():
    rng = np.random.default_rng(9)
    positions = [
        Position(*p) for p in zip(rng.normal(43.73, 0.004, 3000), rng.normal(7.42, 0.006, 3000), strict=True)
    ]
    marks = MapPainter((), DARK).marks(VIEW, (), crowd_of(positions)).marks
    centres = np.array([(m.x, m.y) for m in marks if m.held > 1])
    assert len(centres) > 60
    gaps = np.hypot(*(centres[:, None] - centres[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() >= 40


def test_a_click_finds_the_uppermost_and_a_small_sign_is_easy_to_hit():
    under, over = pin(PinKind.POST, priority=0), pin(PinKind.OBSERVATION, priority=1)
    painter = MapPainter((), DARK)
    found = painter.pins_at(VIEW, (600, 400), [over, under])
    assert [mark.pin for mark in found] == [over, under]
    place = pin(PinKind.PLACE, priority=0)
    assert painter.pins_at(VIEW, (611, 389), [place])[0].pin is place
    assert painter.pins_at(VIEW, (640, 400), [place]) == ()
    tag = pin(number="214")
    mark = painter.marks(VIEW, [tag]).marks[0]
    middle = ((mark.sides[0] + mark.sides[2]) / 2, (mark.sides[1] + mark.sides[3]) / 2)
    assert painter.pins_at(VIEW, middle, [tag])[0].record_id == tag.record_id


def test_a_million_pins_are_laid_out_in_few_marks():
    rng = np.random.default_rng(2)
    n = 1_000_000
    ids = np.frombuffer(rng.bytes(16 * n), "V16")
    latitude, longitude = 41.84 + 0.07 * rng.standard_normal(n), -87.68 + 0.06 * rng.standard_normal(n)
    pins = PinSet.of(ids, latitude, longitude, rng.integers(1, 5, n), np.ones(n), np.zeros(n))
    painter = MapPainter((), DARK)
    for zoom in (10.0, 15.3):
        view = Viewport.at(Position(41.84, -87.68), zoom, 1920, 1080)
        marks = painter.marks(view, (), Crowd(pins)).marks
        assert 20 < len(marks) < 1200
        inside = pins.index.members(view.box())
        assert sum(mark.held for mark in marks) >= len(inside) > 0


def test_furniture_is_round():
    assert bar_length(1.786, 112) == 200
    assert bar_length(0.9, 112) == 100
    assert [length_words(m) for m in (200, 1000, 0.5)] == ["200\u00a0m", "1\u00a0km", "0.5\u00a0m"]


def test_a_board_without_room_overlaps_as_little_as_it_can():
    board = Board(100, 100, keep_inside=True)
    placed = [board.place(50, 50, 60, 30, 5) for _ in range(12)]
    assert all(p[0] >= -1e-9 and p[1] >= -1e-9 and p[2] <= 100.01 and p[3] <= 100.01 for p in placed)


# ---------------------------------------------------------------- elsewhere


def _painted_elsewhere(folder: str, queue) -> None:
    """Paint in a process of its own, from a folder and plain dataclasses."""
    import os

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    painter = MapPainter(load_base(Path(folder)), PAPER)
    view = Viewport.at(CENTRE, 14, 300, 300)
    image = painter.image(view, 2.0, [Pin(PinKind.INCIDENT, uuid4(), CENTRE, 1, "414")])
    queue.put((image.width(), image.pixelColor(300, 300).name()))
    del application


def test_a_briefing_paints_its_map_in_a_process_of_its_own():
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_painted_elsewhere, args=(str(MAPS), queue))
    process.start()
    width, point = queue.get(timeout=60)
    process.join(timeout=60)
    assert process.exitcode == 0
    assert width == 600
    assert point.upper() == PAPER.ink.high


def test_one_call_paints_a_map(monaco):
    image = blank(VIEW, 1.0)
    painter = QPainter(image)
    marks = paint_map(painter, VIEW, monaco, [pin(number="1")], LIGHT)
    painter.end()
    assert len(marks.marks) == 1
    assert colour(image, *VIEW.to_screen(SEA)) == LIGHT.ground.sea


def test_every_state_has_a_shape_of_its_own():
    pictures = []
    for state in StateSign:
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("#000000"))
        painter = QPainter(image)
        draw_state(painter, QPointF(20, 20), 32, state, QColor("#FFFFFF"))
        painter.end()
        pictures.append(np.frombuffer(image.constBits(), np.uint8).reshape(40, 40, 4)[..., 0] > 128)
    for i, one in enumerate(pictures):
        assert one.sum() > 60
        rim = np.concatenate([one[:2].ravel(), one[-2:].ravel(), one[:, :2].ravel(), one[:, -2:].ravel()])
        assert not rim.any()
        for other in pictures[i + 1 :]:
            assert (one != other).sum() > 80


def test_signs_of_the_key_are_those_of_the_map():
    painter = MapPainter((), DARK)
    for priority in (1, 2, 3, 4):
        image = painter.sign(PinKind.OBSERVATION, priority, 2.0)
        assert image.devicePixelRatio() == 2.0
        fill = DARK.ink.priority(priority).fill
        assert fill in colours(image, 0, 0, image.width() / 2, image.height() / 2)
    assert painter.sign(PinKind.POST) != painter.sign(PinKind.POST_WITHOUT_COVER)
    assert painter.sign(PinKind.BOLO_PERSON) != painter.sign(PinKind.BOLO_VEHICLE)
