"""What the entry line understands, and that it never loses a word."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from opsdesk.entry.parse import parse
from opsdesk.entry.report import command
from opsdesk.entry.understood import Part, PartKind, PartState, Times, Understood, accept
from opsdesk.errors import BadInput
from opsdesk.geo.places import Position
from opsdesk.handling import Marking
from opsdesk.observations.model import Category, Priority
from opsdesk.store.words import words

NOW = datetime(2026, 6, 13, 12, 2, 7, tzinfo=UTC)
MONACO = ZoneInfo("Europe/Monaco")


@dataclass(frozen=True)
class Known:
    name: str
    kind: str
    position: Position
    likeness: float = 100.0


PLACES = [
    Known("Parking des Pêcheurs", "post", Position(43.7299, 7.4226)),
    Known("7th St Garage", "post", Position(39.95, -75.16)),
    Known("P-11", "post", Position(43.73, 7.42)),
    Known("Quai Antoine 1er", "street", Position(43.73, 7.42)),
]


class Book:
    """A gazetteer of four places."""

    def find(self, text: str, limit: int = 5) -> Sequence[Known]:
        names = {number: words(place.name) for number, place in enumerate(PLACES)}
        found = process.extract(words(text), names, scorer=fuzz.ratio, limit=limit)
        return [Known(PLACES[n].name, PLACES[n].kind, PLACES[n].position, score) for _w, score, n in found]


def read(text: str, gazetteer: Book | None = None) -> Understood:
    return parse(text, gazetteer or Book(), NOW, MONACO)


def part(understood: Understood, kind: PartKind) -> Part:
    return next(one for one in understood.parts if one.kind is kind)


def test_the_line_of_the_plan() -> None:
    understood = read("sus person, dark hoodie, trying car doors @ 7th St Garage !2 #vehicle")
    made = command(understood)
    assert made.summary == "Suspicious person, dark hoodie, trying car doors"
    assert made.category is Category.SUSPICIOUS_PERSON
    assert made.place == "7th St Garage"
    assert made.position == Position(39.95, -75.16)
    assert made.priority is Priority.URGENT
    assert made.tags == ("vehicle",)
    assert made.marking is Marking.AMBER
    assert understood.all_understood


def test_the_line_of_the_picture() -> None:
    understood = read("sus vehicle, grey Trafic plate FX318Q driver dark cap @ Parking des Pecheurs !2 #port")
    plate = part(understood, PartKind.PLATE)
    assert (plate.value, plate.state) == ("FX-318-Q?", PartState.GUESSED)
    assert understood.place is not None
    assert understood.place.name == "Parking des Pêcheurs"
    assert part(understood, PartKind.MARKING).state is PartState.DEFAULT
    assert understood.summary == "Suspicious vehicle, grey Trafic plate FX318Q driver dark cap"


def test_an_unknown_place_is_offered_and_reported_as_text() -> None:
    understood = read("man asleep @ Parking des Pecheurss !3")
    place = part(understood, PartKind.PLACE)
    assert place.state is PartState.UNKNOWN
    assert place.suggestion == "Parking des Pêcheurs"
    assert command(understood).place == "Parking des Pecheurss"
    assert command(understood).position is None
    assert accept(understood, place) == "man asleep @ Parking des Pêcheurs !3"
    assert read(accept(understood, place)).all_understood


@pytest.mark.parametrize("pasted", ["43.7340, 7.4215", "43.73400° N 7.42150° E", "43°44.040'N 7°25.290'E"])
def test_a_pasted_position_is_where_it_was(pasted: str) -> None:
    understood = read(f"sus person @ {pasted}, dark hoodie !2")
    made = command(understood)
    assert made.position is not None
    assert abs(made.position.latitude - 43.734) < 2e-5
    assert abs(made.position.longitude - 7.4215) < 2e-5
    assert made.place == pasted
    assert made.summary == "Suspicious person, dark hoodie"


def test_two_numbers_are_no_position() -> None:
    assert command(read("man asleep @ 12 14 !3")).position is None


def test_what_follows_a_known_place_stays_in_the_summary() -> None:
    understood = read("@ Quai Antoine 1er two men running to the tunnel")
    assert understood.place is not None
    assert understood.place.name == "Quai Antoine 1er"
    assert understood.summary == "Two men running to the tunnel"


def test_a_post_by_its_code() -> None:
    assert read("gate forced ^P-11").place is not None
    unknown = read("gate forced ^P-99")
    assert unknown.place is None
    assert not unknown.all_understood
    assert unknown.summary == "Gate forced ^P-99"


@pytest.mark.parametrize(
    ("text", "start", "until"),
    [
        ("van at 13:56", datetime(2026, 6, 13, 11, 56, tzinfo=UTC), None),
        ("van at 23:30", datetime(2026, 6, 12, 21, 30, tzinfo=UTC), None),
        ("van yesterday 22:30", datetime(2026, 6, 12, 20, 30, tzinfo=UTC), None),
        ("van 10 min ago", NOW - timedelta(minutes=10), None),
        ("van 2 h ago", NOW - timedelta(hours=2), None),
        (
            "van between 13:40 and 13:56",
            datetime(2026, 6, 13, 11, 40, tzinfo=UTC),
            datetime(2026, 6, 13, 11, 56, tzinfo=UTC),
        ),
        (
            "van between 23:50 and 00:10",
            datetime(2026, 6, 12, 21, 50, tzinfo=UTC),
            datetime(2026, 6, 12, 22, 10, tzinfo=UTC),
        ),
    ],
)
def test_times_are_of_today_or_of_last_night(text: str, start: datetime, until: datetime | None) -> None:
    understood = read(text)
    assert understood.times == Times(start, until)
    assert understood.summary == "Van"


def test_a_time_that_never_was_stays_text() -> None:
    after_the_change = datetime(2026, 3, 29, 10, tzinfo=UTC)
    understood = parse("alarm at 02:30", None, after_the_change, MONACO)
    assert understood.times is None
    assert understood.summary == "Alarm at 02:30"


@pytest.mark.parametrize(
    "text",
    [
        "mail to a.rossi@port.mc",
        "score 3!2",
        "C# code",
        "!9 all",
        "cost !2.5",
        "#",
        "@",
        "@ ,",
        "TLP:AMBERISH",
    ],
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert words(read(text).summary) == words(text)


def test_marks_are_taken_before_a_comma_too_and_only_once() -> None:
    understood = read("noise !4, #Quay, tlp:green, !1 again")
    assert understood.priority is Priority.INFORMATION
    assert understood.marking is Marking.GREEN
    assert understood.tags == ("quay",)
    assert understood.summary == "Noise, !1 again"


def test_a_category_in_the_middle_is_a_guess_and_stays_in_the_text() -> None:
    understood = read("caller says a man with a knife is on the terrace")
    assert understood.category is Category.WEAPONS
    assert part(understood, PartKind.CATEGORY).state is PartState.GUESSED
    assert understood.summary == "Caller says a man with a knife is on the terrace"


def test_an_empty_line_reports_nothing() -> None:
    assert read("  ").empty
    with pytest.raises(BadInput):
        command(read(""))


def test_a_long_text_stands_whole_in_the_narrative() -> None:
    text = "grey van circling " * 300
    made = command(read(text))
    assert len(made.summary) == 500
    assert words(made.narrative or "") == words(text)


ODD = st.lists(
    st.one_of(
        st.sampled_from(
            "sus person van plate AB-123-CD AB12 @ @7th Garage !1 !2 !7 #tag #a/b ^P-11 ^x TLP:RED tlp:green "
            "at 13:56 between and 10 min ago , ; yesterday 25:00 \u202e مرحبا 👮 \ud83d knife".split(" ")
        ),
        st.text(max_size=12),
    ),
    max_size=24,
).map(" ".join)


def left_over(understood: Understood) -> list[str]:
    """The words of the line that no part took, as they should stand in the summary."""
    line = understood.line
    for one in understood.parts:
        if one.kind in (PartKind.PLATE, PartKind.CATEGORY) or one.state is PartState.DEFAULT:
            continue
        if one.state is PartState.UNKNOWN and not one.text.startswith("@"):
            continue
        start, end = one.span
        line = line[:start] + " " * (end - start) + line[end:]
    return re.sub(r"[,;]", " ", line).split()


@pytest.mark.hostile
@given(ODD)
def test_any_text_gives_a_report_with_every_word(text: str) -> None:
    understood = read(text)
    if understood.empty:
        assert not text.split() or not any(c.isprintable() and not c.isspace() for c in text)
        return
    made = command(understood)
    whole = made.narrative or made.summary
    category = next((one for one in understood.parts if one.kind is PartKind.CATEGORY), None)
    skip = len(category.text.split()) if category and category.state is PartState.UNDERSTOOD else 0
    expected = left_over(understood)[skip:]
    found = re.sub(r"[,;]", " ", whole).split()
    if skip == 0 and expected:
        expected[0] = expected[0][:1].upper() + expected[0][1:]
    assert found[len(found) - len(expected) :] == expected
    for one in understood.parts:
        assert understood.line[slice(*one.span)].startswith(one.text)


def test_it_keeps_up_with_typing() -> None:
    text = (
        "sus vehicle, grey Trafic plate FX318Q driver dark cap @ Parking des Pecheurs !2 #port at 13:56 " * 2
    )
    book = Book()
    spent = []
    for _ in range(50):
        begin = time.perf_counter()
        read(text, book)
        spent.append(time.perf_counter() - begin)
    assert sorted(spent)[len(spent) // 2] < 0.005
