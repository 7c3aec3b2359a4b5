"""Text to search words, alike for what is stored and for what is asked, on every database."""

from __future__ import annotations

import re
import unicodedata

#: A longer word is cut: nobody types more, and an index entry has a limit.
LONGEST = 64

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> str:
    """The words of a text, normalised and separated by single spaces.

    NFKD, lower case, combining marks off, split on all that is neither letter nor digit, each word cut
    at 64 characters. Empty for a text without a letter or digit.
    """
    if text.isascii():
        plain = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        plain = "".join(c for c in folded if not unicodedata.category(c).startswith("M"))
    found = _WORD.findall(plain)
    if len(plain) > LONGEST:
        found = [word[:LONGEST] for word in found]
    return " ".join(found)
