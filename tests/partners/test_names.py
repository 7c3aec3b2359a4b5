"""Telephones in E.164, names that are nearly the same."""

from __future__ import annotations

import random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.errors import BadInput
from opsdesk.partners.names import alike, name_key
from opsdesk.partners.telephones import e164, readable


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+377 55 01 22 10", None, "+37755012210"),
        ("55 01 22 10", "MC", "+37755012210"),
        ("98 98 11 22", "mc", "+37798981122"),
        ("0044 20 7946 0958", "FR", "+442079460958"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("(215) 686-1776", "US", "+12156861776"),
        ("tel:+33-6-12-34-56-78", None, "+33612345678"),
        (" +33 (0)6 12 34 56 78 ", None, "+33612345678"),
    ],
)
def test_a_number_becomes_e164(text: str, region: str | None, number: str) -> None:
    assert e164(text, region) == number


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("55 01 22 10", None, "not_a_telephone"),
        ("the front desk", "MC", "not_a_telephone"),
        ("+377 5", None, "not_a_telephone"),
        ("+999 1234567", None, "not_a_telephone"),
        ("", "MC", "not_a_telephone"),
        ("+1 215 686 1776 ext. 12", None, "telephone_extension"),
    ],
)
def test_what_is_no_number_is_refused_with_what_was_given(text: str, region: str | None, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        e164(text, region)
    problem = caught.value.problems[0]
    assert (problem.field, problem.reason, problem.facts["given"]) == ("telephone", reason, text.strip())


@given(st.text(max_size=300), st.sampled_from([None, "MC", "US", "??"]))
def test_any_text_is_a_number_or_refused(text: str, region: str | None) -> None:
    try:
        number = e164(text, region)
    except BadInput:
        return
    assert number.startswith("+")
    assert number[1:].isdigit()
    assert e164(number) == number


def test_a_number_is_read_in_groups() -> None:
    assert readable("+37755012210") == "+377 55 01 22 10"
    assert readable("17") == "17"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Cap Guard Co., Ltd", "cap guard"),
        ("Hôtel Belle-Rive S.A.M.", "hotel belle rive s a m"),
        ("HÔTEL   BELLE RIVE", "hotel belle rive"),
        ("SAM", "sam"),
        ("???", ""),
    ],
)
def test_a_name_is_made_comparable(name: str, key: str) -> None:
    assert name_key(name) == key


KEYS = [
    name_key(name)
    for name in ("Port Hercule Watch", "Hôtel Belle Rive", "Cap Guard Services", "Hôtel du Rocher")
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Port Hercules Watch", 0),
        ("Watch Port Hercule", 0),
        ("hotel bellerive", 1),
        ("HOTEL BELLE-RIVE SARL", 1),
        ("Cap Gard Service", 2),
        ("Port Herc", 0),
    ],
)
def test_nearly_the_same_name_is_noticed(typed: str, first: int) -> None:
    assert [index for index, _likeness in alike(typed, KEYS)][:1] == [first]


@pytest.mark.parametrize("typed", ["Hôtel", "Ho", "", "Yacht Service Quai", "Port"])
def test_another_name_is_no_double_unless_it_begins_like_one(typed: str) -> None:
    found = alike(typed, KEYS)
    assert all(KEYS[index].startswith(name_key(typed)) for index, _likeness in found)


def test_ten_thousand_names_are_compared_while_typing() -> None:
    dice = random.Random(7)
    keys = [
        " ".join("".join(dice.choices("abcdeilmnorst", k=7)) for _word in range(3)) for _each in range(10_000)
    ]
    keys[5_000] = "grand hotel of the harbour"
    started = perf_counter()
    assert alike("Grand Hotl of the Harbor", keys)[0][0] == 5_000
    assert perf_counter() - started < 2  # about 10 ms; the limit only says "not minutes"
