"""Text to search words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsdesk.store.words import LONGEST, words


def test_words_are_folded_and_split() -> None:
    assert words("Café-Crème, O'Brien AB-1234 STRASSE/Straße") == "cafe creme o brien ab 1234 strasse strasse"
    assert words("_a__b_") == "a b"
    assert words("…!?") == ""


@given(st.text())
def test_words_are_stable(text: str) -> None:
    once = words(text)
    assert words(once) == once
    assert all(0 < len(word) <= LONGEST for word in once.split())
