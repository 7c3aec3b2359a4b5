"""Pins: age, packing, and what a crowd shows."""

from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.cartography.pins import Crowd, PinSet, strength
from opsdesk.errors import BadInput
from opsdesk.geo.places import Position, distance

HOUR = 3600


@pytest.mark.parametrize(
    ("priority", "age", "is_open", "kept"),
    [
        (3, 0, True, 1.0),
        (3, HOUR, True, 1.0),
        (3, HOUR + 1, True, 0.72),
        (3, 6 * HOUR, True, 0.72),
        (4, 24 * HOUR, True, 0.4),
        (4, 24 * HOUR + 1, True, 0.16),
        (1, 99 * HOUR, True, 1.0),
        (2, 99 * HOUR, True, 1.0),
        (1, 99 * HOUR, False, 0.16),
        (0, 7 * HOUR, True, 0.4),
    ],
)
def test_age_fades_but_open_urgent_pins_never(priority, age, is_open, kept):
    assert strength(priority, age, is_open) == kept
    assert strength(priority, age, is_open, fades=False) == 1.0


records = st.lists(
    st.tuples(
        st.uuids(),
        st.floats(-85, 85),
        st.floats(-180, 179.9),
        st.integers(0, 4),
        st.booleans(),
        st.integers(-(2**40), 2**40),
    ),
    max_size=20,
)


def pin_set(rows):
    columns = list(zip(*rows, strict=True)) or [()] * 6
    ids = np.frombuffer(b"".join(key.bytes for key in columns[0]), "V16")
    return PinSet.of(ids, *columns[1:])


@given(records)
def test_packing_there_and_back_changes_nothing(rows):
    pins = pin_set(rows)
    again = PinSet.unpack(pins.pack())
    assert len(again) == len(rows)
    for index, (key, latitude, longitude, priority, is_open, seen) in enumerate(rows):
        assert again.record_id(index) == key
        assert distance(again.position(index), Position(latitude, longitude)) < 0.06
        assert int(again.priority[index]) == priority
        assert bool(again.is_open[index]) == is_open
        assert int(again.seen[index]) == seen


@given(st.binary(max_size=200))
def test_torn_bytes_are_refused_or_plausible(data):
    try:
        pins = PinSet.unpack(data)
    except BadInput:
        return
    assert set(pins.priority.tolist()) <= {0, 1, 2, 3, 4}
    assert len(pins) * 34 == len(data)


def test_lengths_must_agree():
    with pytest.raises(BadInput):
        PinSet.of(np.zeros(1, "V16"), [1, 2], [1, 2], [1, 1], [True, True], [0, 0])


def test_an_empty_set_is_a_set():
    assert len(PinSet.empty()) == 0
    assert len(Crowd(PinSet.empty()).pins) == 0


def test_ids_are_uuids():
    key = uuid4()
    pins = pin_set([(key, 1.0, 1.0, 1, True, 0)])
    assert isinstance(pins.record_id(0), UUID)
    assert pins.record_id(0) == key
