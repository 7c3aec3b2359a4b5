"""Text of any script made ready for a page: hidden signs shown, Arabic joined, display order."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from bidi.algorithm import get_display

#: Signs without ink of their own that may go: joiners, variation selectors, soft hyphen, byte order mark.
_INKLESS = frozenset([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)])
#: Signs that turn the direction of what follows: shown by their number, so that no name can lie.
_DIRECTION = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_TRANSPARENT = "Mn"
_LAM = "\u0644"


def readable(text: str, longest: int) -> tuple[str, bool]:
    """Give the text with hidden signs shown as `[U+202E]`, and whether it was cut to `longest` characters.

    Newlines stay; tabs become spaces; other controls are shown by their number.
    """
    cut = len(text) > longest
    if cut:
        text = text[: longest - 1].rstrip() + "…"
    if text.isascii() and text.isprintable():
        return text, cut
    return "".join(_shown(c) for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))), cut


def code_point(character: str) -> str:
    """How a sign that cannot be printed stands on the page: `[U+1F600]`."""
    return f"[U+{ord(character):04X}]"


def _shown(character: str) -> str:
    if character == "\n":
        return character
    if character in "\t\r\v\f\u0085\u2028\u2029":
        return " "
    point = ord(character)
    if point in _DIRECTION or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return code_point(character)
    return character


def without_inkless(text: str) -> str:
    """The text without joiners and other signs that have no ink; after shaping, before drawing."""
    return text if text.isascii() else "".join(c for c in text if ord(c) not in _INKLESS)


@lru_cache(maxsize=4096)
def runs_right_to_left(text: str) -> bool:
    """Whether the first strong character is of a right-to-left script."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in _RIGHT_TO_LEFT:
            return True
        if kind == "L":
            return False
    return False


def has_right_to_left(text: str) -> bool:
    """Whether any character is of a right-to-left script."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text)


def in_display_order(line: str, right_to_left: bool) -> str:
    """One broken line in the order in which its glyphs stand from left to right (Unicode annex 9).

    Of the library's two ways this one mirrors brackets as well.
    """
    if not has_right_to_left(line):
        return line
    return str(get_display(line, base_dir="R" if right_to_left else "L"))


# ---------------------------------------------------------------- Arabic joins


@lru_cache(maxsize=1)
def _joined_forms() -> dict[tuple[str, str], str]:
    """From (letter or lam-alef, form) to its presentation form, as Unicode's own table gives them."""
    forms: dict[tuple[str, str], str] = {}
    for point in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        form, *letters = unicodedata.decomposition(chr(point)).split() or [""]
        if form in ("<initial>", "<medial>", "<final>", "<isolated>") and len(letters) <= 2:
            base = "".join(chr(int(letter, 16)) for letter in letters)
            if len(base) == 1 or base[0] == _LAM:
                forms[(base, form)] = chr(point)
    return forms


def joined(text: str) -> str:
    """Arabic letters in the form that their neighbours ask for; other text comes back as it is."""
    if not any("\u0600" <= c <= "\u08ff" for c in text):
        return text
    forms = _joined_forms()
    letters = _ligatures(text, forms)
    return "".join(_form(letters, i, forms) for i in range(len(letters)))


def _ligatures(text: str, forms: dict[tuple[str, str], str]) -> list[str]:
    letters: list[str] = []
    for character in text:
        if letters and letters[-1] == _LAM and (_LAM + character, "<isolated>") in forms:
            letters[-1] = _LAM + character
        else:
            letters.append(character)
    return letters


def _form(letters: list[str], at: int, forms: dict[tuple[str, str], str]) -> str:
    letter = letters[at]
    if (letter, "<isolated>") not in forms:
        return letter
    before = _neighbour(letters, at, -1)
    after = _neighbour(letters, at, 1)
    joins_before = _joins_next(before, forms) and (letter, "<final>") in forms
    joins_after = (letter, "<initial>") in forms and _joins_previous(after, forms)
    form = {
        (True, True): "<medial>",
        (True, False): "<final>",
        (False, True): "<initial>",
        (False, False): "<isolated>",
    }[(joins_before, joins_after)]
    return forms.get((letter, form), letter)


def _neighbour(letters: list[str], at: int, step: int) -> str:
    at += step
    while 0 <= at < len(letters):
        if unicodedata.category(letters[at][0]) != _TRANSPARENT:
            return letters[at]
        at += step
    return ""


def _joins_next(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    return letter in ("\u0640", "\u200d") or (letter, "<initial>") in forms


def _joins_previous(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    return letter in ("\u0640", "\u200d") or (letter, "<final>") in forms
