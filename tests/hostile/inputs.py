"""How many inputs a hostile test tries, and the texts that break programs."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st

#: 200 for each sink in CI; OPSDESK_TEST_HOSTILE=2000 on demand.
MANY = int(os.environ.get("OPSDESK_TEST_HOSTILE") or os.environ.get("OPSDESK_HOSTILE") or 200)
many = settings(max_examples=MANY, deadline=None)

NASTY = (
    "<b>bold</b><img src='file:///etc/passwd'>",
    "&lt;script&gt;",
    "مرحبا بالعالم",
    "שלום",
    "\u202egpj.exe",
    "👩‍👩‍👧‍👦 🇲🇨",
    "e\u0301" * 50,
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "O'Brien; DROP TABLE observation;--",
    '"quoted"',
    "%s %d {0} {field}",
    "\x1b[2J\x1b]0;title\x07",
    "\ufeffbom",
    "a\u2028b\u2029c\x85d",
    "x" * 100_000,
    "\\N\\n\\x00",
    "NUL\x00inside",
    "\ufffe\uffff",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
