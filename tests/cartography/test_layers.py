"""Layers: the base map of Monaco, and files of others."""

import json

import numpy as np
import pytest

from opsdesk.cartography.layers import OVERLAY, Shape, load_layer, named_lines
from opsdesk.cartography.place_names import places_of
from opsdesk.cartography.viewport import Viewport
from opsdesk.geo.clusters import Box
from opsdesk.geo.gazetteer import Gazetteer, PlaceKind
from opsdesk.geo.places import Position


def test_the_base_map_is_whole_and_names_its_makers(monaco):
    kinds = {shape.kind for layer in monaco for shape in layer.shapes}
    wanted = {"outside", "land", "coast", "green", "pier", "water", "building", "road_major", "road", "path"}
    wanted |= {"rail", "district", "district_area", "border", "district_name", "water_name", "place_name"}
    assert wanted <= kinds
    assert {layer.attribution for layer in monaco} == {"© OpenStreetMap contributors"}
    assert [layer.name for layer in monaco] == ["ground", "streets", "districts", "names"]
    assert sum(layer.skipped for layer in monaco) == 0
    assert sum(shape.kind == "building" for layer in monaco for shape in layer.shapes) > 950


def test_the_map_knows_its_streets_and_quarters(monaco):
    gazetteer = Gazetteer(places_of(monaco))
    armes = Position(43.7326, 7.4195)
    assert gazetteer.find("place d'armes")[0].place.name == "Place d'Armes"
    assert gazetteer.find("bd des moulins")[0].place.name == "Boulevard des Moulins"
    assert gazetteer.nearest(armes, PlaceKind.STREET)[0].metres < 60
    inside = {
        "Monaco-Ville": Position(43.7310, 7.4240),
        "La Condamine": Position(43.7345, 7.4205),
        "Fontvieille": Position(43.7275, 7.4170),
        "Monte-Carlo": Position(43.7400, 7.4270),
    }
    for name, position in inside.items():
        district = gazetteer.district(position)
        assert district is not None
        assert district.name == name
    assert gazetteer.district(Position(43.75, 7.40)) is None


def test_a_view_asks_only_for_what_it_shows(monaco):
    streets = monaco[1]
    view = Viewport.at(Position(43.7341, 7.4215), 17, 400, 300)
    seen = streets.seen(view.box())
    assert 0 < len(seen) < len(streets.shapes) / 2
    assert len(streets.seen(view.box(), least=view.unit * 30)) < len(seen)
    assert streets.seen(Box(0, 0, 10, 10)) == []
    left, top, right, bottom = streets.extent
    assert left < view.x < right
    assert top < view.y < bottom


def line(name, *points, kind="road"):
    return Shape(kind, name, "line", (np.array(points, np.float64),))


def test_pieces_of_a_street_become_one_line_whichever_way_they_run():
    shapes = [
        line("A", (2, 0), (1, 0)),
        line("A", (2, 0), (3, 0), (4, 1)),
        line("A", (0, 0), (1, 0)),
        line("A", (9, 9), (8, 8)),
        line("B", (4, 1), (5, 5)),
        line("", (7, 7), (6, 6)),
    ]
    joined = named_lines(shapes)
    assert sorted((name, len(points)) for _kind, name, points in joined) == [("A", 2), ("A", 5), ("B", 2)]
    longest = next(points for _kind, name, points in joined if name == "A" and len(points) == 5)
    assert sorted(longest[:, 0].tolist()) == [0, 1, 2, 3, 4]


def test_a_ring_road_ends():
    square = [line("R", (0, 0), (1, 0), (1, 1)), line("R", (1, 1), (0, 1), (0, 0))]
    assert [len(points) for _kind, _name, points in named_lines(square)] == [5]


def test_names_of_others_are_plain_and_short(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": "  a\n b " + "x" * 500},
            "geometry": {"type": "Point", "coordinates": [1, 1]},
        },
        {
            "type": "Feature",
            "properties": {"kind": "drop table", "name": True, "DIST_NUM": 7},
            "geometry": {"type": "Point", "coordinates": [1, 1]},
        },
    ]
    path = tmp_path / "beats.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    layer = load_layer(path)
    assert layer.name == "beats"
    assert [shape.kind for shape in layer.shapes] == [OVERLAY, OVERLAY]
    assert layer.shapes[0].name.startswith("a b x")
    assert len(layer.shapes[0].name) == 200
    assert layer.shapes[1].name == "7"
    assert load_layer(path, "Beats", "district").shapes[0].kind == "district"


def test_a_city_of_others(shared):
    streets = load_layer(shared / "philadelphia" / "streets.geojson.gz")
    assert len(streets.shapes) == pytest.approx(40_856, abs=50)
    districts = load_layer(shared / "philadelphia" / "police_districts.geojson", kind="district")
    assert 20 <= len({shape.name for shape in districts.shapes}) <= 30
    assert len(named_lines(streets.shapes)) >= 0
