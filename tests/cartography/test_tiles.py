"""Raster tiles: real files, torn ones, and a server that nobody asks twice."""

import os
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from opsdesk.cartography.mbtiles import MbTiles, open_tiles
from opsdesk.cartography.painter import MapPainter
from opsdesk.cartography.pmtiles import PmTiles, tile_number
from opsdesk.cartography.tiles import TileLayer, decoded
from opsdesk.cartography.tokens import DARK
from opsdesk.cartography.viewport import Viewport
from opsdesk.cartography.xyz_tiles import XyzTiles
from opsdesk.errors import BadInput
from opsdesk.geo.places import Position

pytestmark = pytest.mark.usefixtures("qapp")

HERE = Position(43.7341, 7.4215)
WHITNEY = "tiles/usgs-mt-whitney-8-15-webp-512.pmtiles"


def encoded(colour: str, kind: str = "PNG", side: int = 256) -> bytes:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(data.data())


REASONS = {"torn", "not_pmtiles", "not_mbtiles", "unknown_file", "vector_tiles", "unknown_compression"}


class OneColour:
    """Tiles of one colour for each zoom, up to a highest."""

    attribution = "© nobody"
    lowest_zoom = 0

    def __init__(self, highest: int, side: int = 256) -> None:
        self.highest_zoom = highest
        self.asked: list[tuple[int, int, int]] = []
        self._data = {zoom: encoded(f"#{zoom:02x}4060", side=side) for zoom in range(highest + 1)}

    def tile(self, zoom, x, y):
        self.asked.append((zoom, x, y))
        return self._data[zoom]


def reason(call, *given):
    with pytest.raises(BadInput) as caught:
        call(*given)
    assert caught.value.problems[0].field == "tiles"
    return caught.value.problems[0].reason


@pytest.mark.parametrize(
    ("tile", "number"),
    [
        ((0, 0, 0), 0),
        ((1, 0, 0), 1),
        ((1, 0, 1), 2),
        ((1, 1, 1), 3),
        ((1, 1, 0), 4),
        ((2, 0, 0), 5),
        ((12, 3423, 1763), 19078479),
    ],
)
def test_numbers_follow_the_curve_of_the_format(tile, number):
    assert tile_number(*tile) == number


@given(st.integers(1, 12), st.data())
def test_neighbours_on_the_curve_touch(zoom, data):
    side = 1 << zoom
    x, y = data.draw(st.integers(0, side - 1)), data.draw(st.integers(0, side - 1))
    first = ((1 << 2 * zoom) - 1) // 3
    number = tile_number(zoom, x, y)
    assert first <= number < first + side * side
    around = [(x + dx, y + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    numbers = {tile_number(zoom, a, b) for a, b in around if 0 <= a < side and 0 <= b < side}
    assert number + 1 in numbers or number - 1 in numbers


def test_a_real_file_of_tiles(shared):
    tiles = open_tiles(shared / WHITNEY)
    assert (tiles.lowest_zoom, tiles.highest_zoom) == (8, 15)
    view = Viewport.at(Position(36.5786, -118.2920), 14, 800, 600)
    layer = TileLayer(tiles)
    image = MapPainter((), DARK, tiles=layer).base_image(view)
    assert len({image.pixelColor(x, 300).name() for x in range(0, 800, 9)}) > 20
    assert tiles.tile(8, 0, 0) is None
    assert tiles.tile(16, 0, 0) is None
    assert tiles.tile(8, -1, 5) is None
    assert not layer.torn
    tiles.close()


@pytest.mark.parametrize("keep", [5, 60, 200, 900, 20_000])
def test_a_torn_file_of_tiles_says_so_and_never_crashes(shared, tmp_path, keep):
    path = tmp_path / "torn.pmtiles"
    path.write_bytes((shared / WHITNEY).read_bytes()[:keep])
    try:
        tiles = PmTiles(path)
    except BadInput as error:
        assert error.problems[0].reason in {"torn", "not_pmtiles"}  # noqa: PT017 - either way is right
        return
    layer = TileLayer(tiles)
    MapPainter((), DARK, tiles=layer).base_image(Viewport.at(Position(36.5786, -118.2920), 14, 300, 300))
    assert layer.torn
    tiles.close()


@given(st.binary(max_size=400))
def test_any_bytes_are_tiles_or_bad_input(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.pmtiles"
    for start in (b"", b"PMTiles\x03", b"SQLite format 3\x00"):
        path.write_bytes(start + data)
        assert reason(open_tiles, path) in REASONS


def mbtiles(path, kind="png"):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        base.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        base.execute("INSERT INTO metadata VALUES ('format', ?), ('attribution', ' © a\n b ')", (kind,))
        base.execute("INSERT INTO tiles VALUES (1, 0, 1, ?), (1, 1, 0, 'text')", (encoded("#ff0000"),))
    base.close()
    return path


def test_mbtiles_count_rows_from_the_south(tmp_path):
    tiles = open_tiles(mbtiles(tmp_path / "a b#?.mbtiles"))
    assert isinstance(tiles, MbTiles)
    assert tiles.attribution == "© a b"
    assert (tiles.lowest_zoom, tiles.highest_zoom) == (1, 1)
    assert tiles.tile(1, 0, 0).startswith(b"\x89PNG")
    assert tiles.tile(1, 0, 1) is None
    assert tiles.tile(1, 1, 1) is None
    assert tiles.tile(9, 0, 0) is None
    tiles.close()


def test_vector_tiles_and_torn_databases_are_refused(tmp_path):
    assert reason(open_tiles, mbtiles(tmp_path / "v.mbtiles", "pbf")) == "vector_tiles"
    path = mbtiles(tmp_path / "t.mbtiles")
    path.write_bytes(path.read_bytes()[:700])
    assert reason(open_tiles, path) == "not_mbtiles"
    assert reason(open_tiles, tmp_path / "none.mbtiles") == "not_readable"


def test_tiles_come_from_the_fitting_zoom_and_from_coarser_ones_beyond():
    source = OneColour(12)
    view = Viewport.at(HERE, 10, 600, 400)
    image = MapPainter((), DARK, tiles=TileLayer(source)).base_image(view)
    assert image.pixelColor(300, 200).name() == "#0a4060"
    assert {zoom for zoom, _x, _y in source.asked} == {10}
    deep = MapPainter((), DARK, tiles=TileLayer(source)).base_image(view.zoomed(15))
    assert deep.pixelColor(300, 200).name() == "#0c4060"


def test_tiles_leave_no_seams():
    layer = TileLayer(OneColour(12))
    for zoom in (9.3, 10.0, 10.71):
        view = Viewport.at(HERE, zoom, 700, 500)
        image = MapPainter((), DARK, tiles=layer).base_image(view)
        nearest = f"#{round(zoom):02x}4060"
        assert {image.pixelColor(x, y).name() for x in range(0, 700, 3) for y in range(0, 500, 7)} == {
            nearest
        }


def test_tiles_kept_in_memory_are_asked_once_and_limited():
    source = OneColour(12)
    layer = TileLayer(source, memory=300_000)
    view = Viewport.at(HERE, 10, 600, 400)
    painter = MapPainter((), DARK, tiles=layer)
    painter.base_image(view)
    first = len(source.asked)
    assert layer._used <= 300_000
    assert MapPainter((), DARK, tiles=layer).attribution == "© nobody"
    roomy = TileLayer(source)
    painter = MapPainter((), DARK, tiles=roomy)
    painter.base_image(view)
    asked = len(source.asked)
    painter.base_image(view)
    assert len(source.asked) == asked
    assert asked - first == first


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\0" * 50, b"\xff\xd8\xff"]
)
@pytest.mark.qt_log_ignore("jpeg|JPEG|libpng")
def test_what_is_no_picture_is_no_tile(data):
    assert decoded(data) is None


def test_a_picture_of_any_allowed_kind_is_a_tile():
    for kind in ("PNG", "JPG", "WEBP"):
        assert decoded(encoded("#123456", kind)) is not None
    assert decoded(encoded("#123456", side=4000)) is None
    assert decoded(encoded("#123456", "BMP")) is None


TEMPLATE = "https://tiles.example/{z}/{x}/{y}.png"


class Server:
    """Answers with a picture, counts, and fails when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: bytes | OSError | None = encoded("#00ff00")

    def __call__(self, address: str) -> bytes | None:
        self.asked.append(address)
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer


def test_a_server_is_asked_once_a_week(tmp_path):
    server, now = Server(), [1_000_000_000.0]
    tiles = XyzTiles(TEMPLATE, tmp_path, "© a", fetch=server, clock=lambda: now[0])
    assert tiles.tile(3, 1, 2) == server.answer
    path = next(p for p in tmp_path.rglob("*") if p.is_file())
    os.utime(path, (now[0], now[0]))
    assert tiles.tile(3, 1, 2) == server.answer
    assert server.asked == ["https://tiles.example/3/1/2.png"]
    now[0] += 8 * 24 * 3600
    server.answer = OSError("away")
    assert tiles.tile(3, 1, 2) is not None
    assert tiles.tile(3, 1, 2) is not None
    assert len(server.asked) == 2
    now[0] += 31
    server.answer = None
    assert tiles.tile(3, 1, 2) is None
    assert tiles.tile(30, 1, 2) is None
    assert tiles.tile(3, 8, 2) is None
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("file:///etc/{z}{x}{y}", "not_http"),
        ("tiles/{z}/{x}/{y}", "not_http"),
        ("https://", "not_http"),
        ("https://tiles.example/{z}/{x}", "no_fields"),
    ],
)
def test_an_address_that_cannot_work_is_refused(tmp_path, template, why):
    assert reason(XyzTiles, template, tmp_path, "") == why


def test_a_folder_that_cannot_be_written_costs_only_the_cache(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    server = Server()
    tiles = XyzTiles(TEMPLATE, file, "", fetch=server)
    assert tiles.tile(1, 0, 0) == server.answer
