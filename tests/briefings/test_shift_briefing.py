"""The shift briefing: what stands on which page, what is left out, and what gives way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsdesk.briefings.model import Paper, Report, ShiftBriefing
from opsdesk.briefings.pages import render
from opsdesk.handling import Marking
from opsdesk.observations.model import Priority
from tests.briefings import samples
from tests.briefings.reading import FONTS, fonts_of, pages_of, words_of
from tests.briefings.samples import BRIEFING, STAMP


def made(packet: ShiftBriefing = BRIEFING, **stamp: object) -> tuple[bytes, Report]:
    return render(packet, replace(STAMP, **stamp), fonts=FONTS)  # type: ignore[arg-type]  # by name


EMPTY = ShiftBriefing(
    start=BRIEFING.start,
    end=BRIEFING.end,
    marking=Marking.GREEN,
    audience="TLP:GREEN",
    prepared_by="M. Delorme, liaison",
)


def test_the_drawn_briefing_has_its_four_pages_in_order() -> None:
    data, report = made()
    pages = pages_of(data)
    assert report.pages == len(pages) == 4
    for page, heads in zip(
        pages,
        (
            ("Read this first", "BOLOs to know by heart", "Map of the period"),
            ("Open incidents", "New observations", "Closed in this period"),
            ("BOLOs in force", "Missing people", "Posts and cover, gaps first"),
            ("Left out for this audience", "Hand-over notes", "Handed over and taken over"),
        ),
        strict=True,
    ):
        places = [page.index(head) for head in heads]
        assert places == sorted(places)


def test_each_page_carries_marking_copy_recipient_and_the_journals_head() -> None:
    data, _report = made()
    for number, page in enumerate(pages_of(data), 1):
        assert page.count("TLP:AMBER") >= 2
        assert f"Page {number} of 4" in page
        assert "Copy 3 of 7" in page
        assert "For L. Ferrand, Azur Guarding" in page
        assert "Generated Sat 22 Nov 2025 17:52:10 CET" in page
        assert "Journal 48 211, head 9f3c 21ab 77e0" in page


@pytest.mark.parametrize("marking", list(Marking))
def test_the_marking_is_written_exactly(marking: Marking) -> None:
    data, _report = made(replace(EMPTY, marking=marking, audience=""))
    for page in pages_of(data):
        assert page.count(marking.value) == 2


def test_a_preview_has_no_number_and_says_so_across() -> None:
    data, _report = made(copy_number=None)
    for page in pages_of(data):
        assert "PREVIEW" in page
        assert "Copy 3" not in page
    numbered, _report = made()
    assert "PREVIEW" not in words_of(numbered)


def test_a_section_without_records_is_left_out() -> None:
    data, report = made(EMPTY)
    text = words_of(data)
    for head in (
        "Read this first",
        "BOLOs",
        "Map of the period",
        "Open incidents",
        "New observations",
        "Closed in this period",
        "Posts and cover",
        "Safety",
        "Planned",
        "Who changed",
        "Overdue acknowledgements",
        "Expiring soon",
        "Directives",
    ):
        assert head + " " not in text.replace("BOLOs in force 0", "").replace("0 BOLOs in force", "")
    assert "Hand-over notes" in text
    assert "Handed over and taken over" in text
    assert report.pages == 1


def test_what_is_left_out_is_a_count_by_kind_and_nothing_more() -> None:
    text = words_of(made()[0])
    assert (
        "3 items are marked above TLP:AMBER or are not for this audience: 2 observations, 1 bulletin." in text
    )
    assert "3 items, see page 4" in text


def test_the_queue_is_by_priority_then_late_or_with_nobody_then_newest() -> None:
    table = pages_of(made()[0])[1]
    order = [table.index(f"{number} ") for number in (414, 412, 411, 404, 413, 409, 406, 402, 399, 395, 397)]
    assert order == sorted(order)


def test_grades_print_from_amber_up_and_never_who_told() -> None:
    assert "B2" in words_of(made()[0])
    green = replace(BRIEFING, marking=Marking.GREEN)
    text = words_of(made(green)[0])
    assert "B2" not in text
    assert "Gr." not in text


def test_missing_people_never_stand_among_wanted_ones() -> None:
    page = pages_of(made()[0])[2]
    missing = page.index("Missing people")
    assert page.index("Élise R.") > missing
    for wanted in ("Person, unknown", "Rico", "K. Vidal", "Scooter"):
        assert page.index(wanted) < missing


def test_the_same_packet_and_clock_give_the_same_bytes() -> None:
    assert made()[0] == made()[0]
    assert made()[0] != made(copy_number=4)[0]


@pytest.mark.parametrize("paper", list(Paper))
def test_every_font_is_embedded(paper: Paper) -> None:
    data, _report = render(BRIEFING, STAMP, fonts=FONTS, paper=paper)
    fonts = fonts_of(data)
    assert fonts
    assert all(fonts.values()), fonts
    assert not any("Helvetica" in name for name in fonts)


def test_many_rows_go_over_pages_under_a_head_that_is_repeated() -> None:
    items = tuple(
        samples.item(n, f"Alarm {n}", f"Rue Grimaldi {n}", 12, 0, 3, samples.S.OPEN, "S01")
        for n in range(1000, 1300)
    )
    data, report = made(replace(BRIEFING, open=items, late=frozenset(), first=()))
    pages = pages_of(data)
    assert report.pages > 6
    assert "Open incidents, continued" in pages[2]
    assert "Priority No. What Where" in pages[2]
    text = " ".join(pages)
    for n in range(1000, 1300):
        assert f"Alarm {n}" in text


def test_priority_4_becomes_a_count_before_another_page_is_begun() -> None:
    lots = tuple(
        samples.observation(n, 4, 12, 0, f"Noise number {n}", "Rue Grimaldi 12", "citizen", "F2")
        for n in range(2000, 2120)
    )
    packet = replace(BRIEFING, observations=(*BRIEFING.observations, *lots), observations_new=None)
    data, report = made(packet)
    text = words_of(data)
    assert report.pages == 4
    assert "Noise number" not in text
    assert "123 of priority 4 are counted only" in text
    assert "White van, ZZ-417-KX" in text


def test_signatures_stand_on_one_page_with_at_least_four_lines_of_notes() -> None:
    for rows in range(0, 40, 7):
        items = tuple(replace(samples.CLOSED[0], number=n, n=n) for n in range(3000, 3000 + rows))
        pages = pages_of(made(replace(BRIEFING, closed=items))[0])
        last = pages[-1]
        assert "Hand-over notes" in last
        assert "Handed over and taken over" in last
        assert last.count("Name and signature") == 2


def test_a_long_hand_over_goes_over_pages_and_keeps_its_words() -> None:
    words = " ".join(f"note{n}" for n in range(900))
    data, _report = made(replace(BRIEFING, handover=words))
    text = words_of(data)
    assert "note0 " in text
    assert "note899" in text


def test_many_urgent_incidents_are_five_lines_and_say_how_many_more() -> None:
    items = tuple(
        samples.item(n, "Assault", "Place d’Armes", 12, 0, 2, samples.S.OPEN, "") for n in range(500, 520)
    )
    first = pages_of(made(replace(BRIEFING, open=items, first=()))[0])[0]
    assert "17 more open incidents of priority 1 or 2, see page 2." in first
    assert "Not covered:" in first


@pytest.mark.parametrize("priority", list(Priority))
def test_priorities_have_their_word_beside_the_sign(priority: Priority) -> None:
    words = {1: "Emergency", 2: "Urgent", 3: "Routine", 4: "Information"}
    assert words[int(priority)] in pages_of(made()[0])[1]


def test_the_note_under_a_table_never_stands_on_a_page_without_a_row() -> None:
    for number in range(20, 48):
        items = tuple(
            samples.observation(n, 2, 12, 0, f"Seen{n}", "Rue Grimaldi", "guard", "B2")
            for n in range(100, 100 + number)
        )
        packet = replace(EMPTY, marking=Marking.AMBER, observations=items)
        for page in pages_of(made(packet)[0]):
            if "never printed" in page:
                assert page.count("Seen1") >= 2
