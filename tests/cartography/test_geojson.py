"""GeoJSON of any origin: what makes sense is read, what does not is said, nothing crashes."""

import contextlib
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.cartography import geojson
from opsdesk.cartography.geojson import parse_geojson, read_geojson
from opsdesk.errors import BadInput


def collection(*geometries):
    features = [{"type": "Feature", "properties": {"name": "a"}, "geometry": g} for g in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def reason(data):
    with pytest.raises(BadInput) as caught:
        parse_geojson(data, "x.geojson")
    assert caught.value.problems[0].field == "layer"
    return caught.value.problems[0].reason


SQUARE = [[[7, 43], [8, 43], [8, 44], [7, 43]]]


@pytest.mark.parametrize(
    ("geometry", "forms"),
    [
        ({"type": "Point", "coordinates": [7, 43]}, ["point"]),
        ({"type": "Point", "coordinates": [7, 43, 120.5]}, ["point"]),
        ({"type": "MultiPoint", "coordinates": [[7, 43], [8, 44]]}, ["point"]),
        ({"type": "LineString", "coordinates": [[7, 43], [8, 44]]}, ["line"]),
        ({"type": "MultiLineString", "coordinates": [[[7, 43], [8, 44]], [[1, 1], [2, 2]]]}, ["line"]),
        ({"type": "Polygon", "coordinates": SQUARE}, ["area"]),
        ({"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}, ["area", "area"]),
        (
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [1, 1]},
                    {"type": "Polygon", "coordinates": SQUARE},
                ],
            },
            ["point", "area"],
        ),
        (None, []),
    ],
)
def test_every_geometry_of_the_standard_is_read(geometry, forms):
    read = parse_geojson(collection(geometry))
    assert [feature.form for feature in read.features] == forms
    assert read.skipped == 0


def test_a_single_feature_and_a_bare_geometry_are_layers_too():
    feature = {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    assert parse_geojson(json.dumps(feature).encode()).features[0].parts == ([(1.0, 2.0)],)
    assert len(parse_geojson(b'\xef\xbb\xbf{"type":"Point","coordinates":[1,2]}').features) == 1


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [7]},
        {"type": "Point", "coordinates": ["7", "43"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": [943210.5, 4840000.1]},
        {"type": "Point", "coordinates": [7, 91]},
        {"type": "Point", "coordinates": {"lon": 7}},
        {"type": "LineString", "coordinates": [[7, 43]]},
        {"type": "LineString", "coordinates": 5},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[7, 43], [8, 44]]]},
        {"type": "Circle", "coordinates": [7, 43]},
        {"type": "Point", "coordinates": [10**400, 1]},
        "Point",
        [1, 2],
        7,
    ],
)
def test_one_broken_feature_is_left_out_and_counted(geometry):
    good = {"type": "Point", "coordinates": [7, 43]}
    read = parse_geojson(collection(geometry, good))
    assert (len(read.features), read.skipped) == (1, 1)
    assert reason(collection(geometry)) == "no_readable_feature"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_json"),
        (b"\x00\xff\xfe garbage", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"type":"Point","coordinates":[NaN,1]}', "not_json"),
        (b'{"type":"Point","coordinates":[Infinity,1]}', "not_json"),
        (b"[]", "not_geojson"),
        (b'"FeatureCollection"', "not_geojson"),
        (b'{"type":"Topology"}', "not_geojson"),
        (b'{"type":"FeatureCollection","features":{}}', "not_geojson"),
        ('{"type":"FeatureCollection"}'.encode("utf-16"), "not_json"),
    ],
)
def test_a_file_that_is_none_says_so(data, why):
    assert reason(data) == why


def test_geometries_nested_without_end_are_refused():
    nested = {"type": "Point", "coordinates": [1, 1]}
    for _ in range(50):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    assert reason(collection(nested)) == "no_readable_feature"


def test_limits_hold(monkeypatch, tmp_path):
    data = collection(*[{"type": "Point", "coordinates": [1, 1]}] * 5)
    monkeypatch.setattr(geojson, "MOST_POINTS", 3)
    assert reason(data) == "too_many_points"
    monkeypatch.setattr(geojson, "MOST_FEATURES", 4)
    assert reason(data) == "too_many_features"
    monkeypatch.setattr(geojson, "LARGEST", 1000)
    path = tmp_path / "bomb.geojson.gz"
    path.write_bytes(gzip.compress(b" " * 5_000_000))
    with pytest.raises(BadInput) as caught:
        read_geojson(path)
    assert caught.value.problems[0].reason == "too_large"


@pytest.mark.parametrize("keep", [3, 30, -9])
def test_a_torn_gzip_says_so(tmp_path, keep):
    path = tmp_path / "torn.geojson.gz"
    path.write_bytes(gzip.compress(collection({"type": "Polygon", "coordinates": SQUARE}))[:keep])
    with pytest.raises(BadInput) as caught:
        read_geojson(path)
    assert caught.value.problems[0].reason == "torn"


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    for path in (tmp_path / "none.geojson", tmp_path):
        with pytest.raises(BadInput) as caught:
            read_geojson(path)
        assert caught.value.problems[0].reason == "not_readable"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["Point", "Polygon", "LineString", "Feature", "GeometryCollection", "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "geometries", "coordinates", "properties"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(values)
def test_any_json_is_a_layer_or_bad_input(value):
    for document in (value, {"type": "FeatureCollection", "features": [value]}):
        with contextlib.suppress(BadInput):
            parse_geojson(json.dumps(document).encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_a_layer_or_bad_input(data):
    with contextlib.suppress(BadInput):
        parse_geojson(data)
