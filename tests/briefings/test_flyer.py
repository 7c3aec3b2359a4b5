"""The flyer: one page whatever stands on it, and nobody's face once it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsdesk.briefings.model import Flyer, Paper
from opsdesk.briefings.pages import render
from opsdesk.bulletins.model import BulletinStatus
from opsdesk.handling import Marking
from tests.briefings.reading import FONTS, fonts_of, pages_of, pictures_of, words_of
from tests.briefings.samples import (
    CANCELLED_FLYER,
    EXPIRED_FLYER,
    FLYER_STAMP,
    MISSING_FLYER,
    PERSON_FLYER,
    ROBBER,
    VAN,
    VEHICLE_FLYER,
    portrait,
)

ALL = (PERSON_FLYER, VEHICLE_FLYER, MISSING_FLYER, CANCELLED_FLYER, EXPIRED_FLYER)


def text_of(flyer: Flyer) -> str:
    return words_of(render(flyer, FLYER_STAMP, fonts=FONTS)[0])


@pytest.mark.parametrize("flyer", ALL)
@pytest.mark.parametrize("paper", list(Paper))
def test_a_flyer_is_one_page_and_nothing_on_it_is_too_long(flyer: Flyer, paper: Paper) -> None:
    data, report = render(flyer, FLYER_STAMP, fonts=FONTS, paper=paper)
    assert len(pages_of(data)) == report.pages == 1
    assert report.too_long == ()
    assert all(fonts_of(data).values())
    assert pages_of(data)[0].count(flyer.marking.value) >= 2


def test_a_person_flyer_says_what_a_guard_needs() -> None:
    text = text_of(PERSON_FLYER)
    for words in (
        "Be on the lookout: person",
        "Name not known",
        "called “Dark hood”",
        "Knife. Do not approach.",
        "98 00 11 22",
        "30 Nov 2025 18:00 CET",
        "Armed robbery",
        "2025-0382",
        "No copies outside the guard room",
        "B-0068 of 21 Nov",
        "B-0071, where, which way, when.",
        "Seen? Write it down",
    ):
        assert words in text


def test_a_vehicle_flyer_has_its_plate_and_its_order() -> None:
    text = text_of(VEHICLE_FLYER)
    assert "ZZ-417-KX" in text
    assert "Do not follow. Report position and direction." in text


def test_a_missing_person_is_nobody_wanted() -> None:
    text = text_of(replace(MISSING_FLYER, bulletin=replace(MISSING_FLYER.bulletin, offence="Theft")))
    assert "Missing person" in text
    assert "Missing since" in text
    assert "Stay with the person and call." in text
    assert "Offence" not in text
    assert "Theft" not in text
    assert "lookout" not in text


def test_a_grade_prints_from_amber_up() -> None:
    assert "usually reliable" not in text_of(PERSON_FLYER)
    assert "B2: usually reliable, probably true" in text_of(replace(PERSON_FLYER, marking=Marking.AMBER))


@pytest.mark.parametrize(
    ("flyer", "word", "title"),
    [
        (CANCELLED_FLYER, "CANCELLED", "Cancelled: stop looking"),
        (EXPIRED_FLYER, "EXPIRED", "Expired: stop looking"),
    ],
)
def test_one_that_is_over_has_no_face_caution_or_map(flyer: Flyer, word: str, title: str) -> None:
    assert flyer.photo is not None
    assert flyer.map is not None
    data, _report = render(flyer, FLYER_STAMP, fonts=FONTS)
    text = words_of(data)
    assert pictures_of(data) == 0
    assert word in text
    assert title in text
    assert "Knife" not in text
    assert "Stop looking. Do not stop or question anyone because of this flyer." in text
    assert "98 00 11 22" in text


def test_a_cancelled_one_says_why_and_which_copy_to_destroy() -> None:
    text = text_of(CANCELLED_FLYER)
    assert "Person found and identified by police at 19:58, Place d’Armes." in text
    assert "Destroy the flyer of 16:05, copy 3 of 9, and every picture made of it." in text
    assert "Confirm to the desk before 21:15." in text


def test_a_juveniles_name_is_off_once_it_is_over() -> None:
    subject = replace(ROBBER.subject, name="Noé P.", juvenile=True)
    over = replace(CANCELLED_FLYER, bulletin=replace(CANCELLED_FLYER.bulletin, subject=subject))
    assert "Noé" not in text_of(over)


def test_a_broken_photo_leaves_a_figure_and_the_flyer() -> None:
    data, report = render(replace(PERSON_FLYER, photo=b"\x89PNG no"), FLYER_STAMP, fonts=FONTS)
    assert report.pages == 1
    assert pictures_of(data) == 1  # the map


def test_what_is_too_long_is_named_and_what_may_not_give_way_stays() -> None:
    long = "word " * 1200
    wordy = replace(
        ROBBER,
        text=long,
        requested_action=long,
        subject=replace(ROBBER.subject, description=long, clothing=long),
    )
    data, report = render(replace(PERSON_FLYER, bulletin=wordy), FLYER_STAMP, fonts=FONTS)
    assert report.pages == 1
    assert set(report.too_long) >= {"description", "requested_action"}
    text = words_of(data)
    for kept in (
        "Knife. Do not approach.",
        "98 00 11 22",
        "30 Nov 2025 18:00 CET",
        "No copies outside the guard room",
        "2025-0382",
    ):
        assert kept in text


_TEXT = st.one_of(
    st.none(),
    st.integers(0, 1500).map(lambda n: "lorem ipsum " * (n // 12)),
    st.integers(0, 900).map(lambda n: "x" * n),
    st.text(max_size=120),
)


@settings(max_examples=25)
@given(
    st.sampled_from([ROBBER, VAN]),
    st.fixed_dictionaries(
        dict.fromkeys(
            ("offence", "requested_action", "caution", "last_seen", "case_number", "restrictions"), _TEXT
        )
    ),
    st.fixed_dictionaries(dict.fromkeys(("name", "description", "clothing", "vehicle", "plate"), _TEXT)),
    st.sampled_from([BulletinStatus.PUBLISHED, BulletinStatus.CANCELLED]),
    st.sampled_from(list(Paper)),
)
def test_a_flyer_is_always_one_page(
    bulletin: object, fields: dict[str, str], subject: dict[str, str], status: BulletinStatus, paper: Paper
) -> None:
    assert isinstance(bulletin, type(ROBBER))
    about = replace(bulletin.subject, **subject)  # type: ignore[arg-type]  # text fields by name
    text = fields["caution"] or ""
    changed = replace(bulletin, **fields, text=text, status=status, subject=about)  # type: ignore[arg-type]  # as above
    flyer = replace(PERSON_FLYER, bulletin=changed, photo=None, map=None)
    data, report = render(flyer, FLYER_STAMP, fonts=FONTS, paper=paper)
    assert report.pages == len(pages_of(data)) == 1


def test_photos_of_any_shape_fill_the_frame() -> None:
    for size in ((3000, 200), (100, 900), (40, 40)):
        data, _report = render(
            replace(PERSON_FLYER, photo=portrait(1, size), map=None), FLYER_STAMP, fonts=FONTS
        )
        assert pictures_of(data) == 1
