"""Text on the page: any script, any length, never markup, and nothing that vanishes without a word."""

from __future__ import annotations

import io
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from opsdesk.briefings import pictures
from opsdesk.briefings.ink import BODY
from opsdesk.briefings.lettering import Lettering, Weight
from opsdesk.briefings.pages import render
from opsdesk.briefings.passages import Passage, Setter
from opsdesk.briefings.scripts import in_display_order, joined, readable, runs_right_to_left
from opsdesk.errors import BadInput
from tests.briefings.reading import FONTS, pages_of, squeezed, words_of
from tests.briefings.samples import BRIEFING, OPEN, PERSON_FLYER, ROBBER, STAMP, incident

MARKUP = (
    '<img src="/etc/passwd"/>',
    "<b>bold</b> & <i>more",
    "</para><para>",
    '<font name="nowhere" size="900">x</font>',
    '<a href="http://127.0.0.1/">here</a>',
    "&lt;script&gt; &#0; %s {0} \\n",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
)


@pytest.fixture
def setter() -> Setter:
    return Setter(Lettering(FONTS))


@pytest.fixture
def nothing_touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of files and hosts that rendering tried to open, beside the fonts."""
    touched: list[str] = []
    fonts = str(FONTS[0])
    opened = io.open

    def watched(name: Any, *args: Any, **named: Any) -> Any:
        if not str(name).startswith(fonts):
            touched.append(str(name))
        return opened(name, *args, **named)

    def connect(_self: socket.socket, address: object) -> None:
        touched.append(str(address))

    monkeypatch.setattr("builtins.open", watched)
    monkeypatch.setattr(socket.socket, "connect", connect)
    return touched


def handed_over(text: str) -> tuple[str, tuple[str, ...], int]:
    data, report = render(replace(BRIEFING, handover=text, map=None), STAMP, fonts=FONTS)
    return words_of(data), report.missing, report.cut


@pytest.mark.hostile
@pytest.mark.parametrize("text", MARKUP)
def test_markup_stays_text_and_touches_nothing(text: str, nothing_touched: list[str]) -> None:
    words, _missing, _cut = handed_over(text)
    assert squeezed(text) in squeezed(words)
    assert nothing_touched == []


@pytest.mark.hostile
@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_every_field_of_a_flyer_stays_text(text: str, nothing_touched: list[str]) -> None:
    bulletin = replace(
        ROBBER,
        title=text,
        offence=text,
        caution=text,
        case_number=text,
        last_seen=text,
        restrictions=text,
        subject=replace(ROBBER.subject, name=text, clothing=text, aliases=(text,)),
    )
    data, _report = render(replace(PERSON_FLYER, bulletin=bulletin, map=None), STAMP, fonts=FONTS)
    assert squeezed(words_of(data)).count(squeezed(text)) >= 4
    assert nothing_touched == []


@pytest.mark.hostile
def test_a_hundred_thousand_characters_without_a_space_take_no_time() -> None:
    packet = replace(BRIEFING, handover="x" * 100_000, map=None)
    began = time.process_time()
    data, report = render(packet, STAMP, fonts=FONTS)
    assert time.process_time() - began < 2
    words, cut = words_of(data), report.cut
    assert cut >= 1
    assert "xxx…" in words


@pytest.mark.hostile
def test_many_long_rows_stay_inside_their_columns_and_pages() -> None:
    items = tuple(replace(OPEN[0], title="y" * 5000, place="z " * 3000, id=OPEN[0].id) for _ in range(40))
    packet = replace(BRIEFING, open=items, first=(incident(OPEN[0], "w" * 50_000),), map=None)
    data, report = render(packet, STAMP, fonts=FONTS)
    assert len(pages_of(data)) == report.pages < 12


def test_a_sign_that_no_font_has_is_printed_by_its_number_and_reported() -> None:
    words, missing, _cut = handed_over("keys \U0001f9ff at the lodge \U00012000")
    assert "[U+1F9FF]" in squeezed(words)
    assert "U+1F9FF" in missing
    assert "lodge" in words


def test_other_scripts_use_another_family_and_are_not_reported() -> None:
    words, missing, _cut = handed_over("Привет Ελλάδα שלום مرحبا ישראל Հայերեն ქართული ภาษาไทย")
    assert missing == ()
    for word in ("Привет", "Ελλάδα", "Հայերեն", "ქართული"):
        assert word in words


def test_signs_that_turn_the_direction_are_shown() -> None:
    words, _missing, _cut = handed_over("plate \u202eKX-714-ZZ\u202c end")
    assert "[U+202E]KX-714-ZZ[U+202C]" in squeezed(words)


def test_hebrew_is_put_in_display_order_line_by_line() -> None:
    assert in_display_order("שלום abc", right_to_left=True) == "abc םולש"
    assert in_display_order("abc שלום", right_to_left=False) == "abc םולש"
    assert in_display_order("only latin", right_to_left=False) == "only latin"
    assert runs_right_to_left("12 שלום abc")
    assert not runs_right_to_left("abc שלום")


def test_brackets_of_a_right_to_left_text_turn_with_it() -> None:
    assert in_display_order("שלום (12)", right_to_left=True) == "(12) םולש"


@settings(max_examples=150)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.booleans())
def test_any_line_can_be_put_in_display_order(text: str, right_to_left: bool) -> None:
    shown, _cut = readable(text, 200)
    ordered = in_display_order(joined(shown).replace("\n", " "), right_to_left)
    assert abs(len(ordered) - len(shown)) <= len(shown)


def test_a_right_to_left_text_of_several_lines_keeps_its_line_order(setter: Setter) -> None:
    words = "אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר"
    lines = Passage(setter, words, BODY).set_lines(70)
    assert len(lines) > 2
    assert all(line.right_to_left for line in lines)
    assert " ".join("".join(run.text for run in line.runs) for line in lines) == words


def test_arabic_letters_are_joined_as_their_neighbours_ask() -> None:
    assert joined("مرحبا") == "\ufee3\ufeae\ufea3\ufe92\ufe8e"
    assert joined("لا") == "\ufefb"
    assert joined("sala") == "sala"


def test_lines_are_no_wider_than_their_column_and_lose_no_word(setter: Setter) -> None:
    text = "Two people ask when the night guard changes; https://example.test/" + "a" * 90 + " then leave."
    for width in (40.0, 77.5, 200.0):
        lines = setter.lines(setter.prepared(text), BODY, width)
        assert all(line.width <= width + 0.01 for line in lines)
        together = "".join("".join(run.text for run in line.runs) for line in lines)
        assert squeezed(together) == squeezed(text)


@settings(max_examples=100)
@given(st.text(max_size=300), st.floats(12, 300))
def test_any_text_can_be_set_in_any_column(text: str, width: float) -> None:
    setter = Setter(Lettering(FONTS))
    passage = Passage(setter, text, BODY, most=4)
    lines = passage.set_lines(width)
    assert len(lines) <= 4
    assert passage.wrap(width, 1000)[1] == pytest.approx(len(lines) * BODY.leading)


def test_a_passage_never_leaves_a_single_line(setter: Setter) -> None:
    passage = Passage(setter, "word " * 60, BODY)
    lines = len(passage.set_lines(120))
    assert passage.split(120, BODY.leading * 1.5) == []
    for fits in range(2, lines - 1):
        parts = passage.split(120, BODY.leading * fits + 1)
        counts = [round(part.wrap(120, 1e6)[1] / BODY.leading) for part in parts]
        assert sum(counts) == lines
        assert min(counts) >= 2


def test_controls_and_cuts_of_a_text() -> None:
    assert readable("a\x00b\x1b[31m\tc", 100) == ("a[U+0000]b[U+001B][31m c", False)
    assert readable("x" * 10, 5) == ("xxxx…", True)


def test_bold_and_regular_have_their_own_widths(setter: Setter) -> None:
    letters = setter.letters
    assert letters.width("Emergency", Weight.BOLD, 9) > letters.width("Emergency", Weight.REGULAR, 9)
    assert letters.width("111", Weight.REGULAR, 9) == pytest.approx(letters.width("888", Weight.REGULAR, 9))


# ---------------------------------------------------------------- pictures


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_a_photo_is_written_anew_at_print_size_without_exif() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    data = encoded(Image.new("RGB", (4000, 3000), (90, 20, 20)), exif=exif)
    picture = pictures.photo(data, 136, 170)
    again = Image.open(picture.jpeg_fh())
    assert again.size == (round(136 / 72 * 200), round(170 / 72 * 200))
    assert not again.getexif()
    assert b"where it was" not in picture.jpeg_fh().getvalue()


@pytest.mark.hostile
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"%PDF-1.4 nothing",
        encoded(Image.new("RGB", (300, 300)))[:200],
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        pictures.photo(data, 100, 100)


@pytest.mark.hostile
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    with pytest.raises(BadInput):
        pictures.photo(bomb, 100, 100)


def test_fonts_come_from_the_folders_that_were_handed_in(tmp_path: Path) -> None:
    assert Lettering((tmp_path, *FONTS)).first == "NotoSans-Regular"
