"""Every reason code that the sources raise has a sentence, and sentences keep to the rules of SCREENS.md."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opsdesk
from opsdesk.errors import (
    BadInput,
    ChangedElsewhere,
    Forbidden,
    NotFound,
    OpsDeskError,
    Problem,
    Refused,
    StoreUnavailable,
)
from opsdesk.handling import Marking
from opsdesk.wording.errors import problems, sentence
from opsdesk.wording.field_reasons import FIELDS
from opsdesk.wording.reasons import REASONS, REFUSED
from opsdesk.wording.store_reasons import STORE

SOURCES = Path(opsdesk.__path__[0])
#: Where the reason stands among the arguments of each call.
REASON_AT = {
    "Refused": (0, REFUSED),
    "StoreUnavailable": (0, STORE),
    "Problem": (1, FIELDS),
    "one": (1, FIELDS),
    "wrong": (0, FIELDS),
}

CALLED = ("BadInput.one", "wrong")


def raised() -> list[tuple[str, str, str]]:
    """(file and line, call, code) of each code that is written out in the sources."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name not in REASON_AT or (name in ("one", "wrong") and ast.unparse(node.func) not in CALLED):
                continue
            at = REASON_AT[name][0]
            code = node.args[at] if len(node.args) > at else None
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and code.value:
                found.append((f"{path.relative_to(SOURCES)}:{node.lineno}", name, code.value))
    return found


def test_each_code_in_the_sources_has_its_sentence() -> None:
    calls = raised()
    assert calls
    without = [f"{where} {code}" for where, name, code in calls if code not in REASON_AT[name][1]]
    assert not without, "no sentence in wording/reasons.py for: " + "; ".join(without)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_sentence_is_short_and_plain(code: str) -> None:
    text = REASONS[code]
    assert text[-1] == "."
    assert "!" not in text
    assert not re.search(r"\b(please|successfully|sorry|invalid|error)\b", text, re.IGNORECASE)
    assert len(text) <= 260
    names = [name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None]
    assert all(re.fullmatch(r"[a-z_0-9]+", name) for name in names)


def test_what_is_then_what_to_do() -> None:
    assert sentence(Forbidden("bulletin.publish", "bulletin", ("supervisor",))) == (
        "Only a supervisor may publish a bulletin. Ask one of them."
    )
    assert sentence(Forbidden("operator.add", "operator", ("supervisor", "administrator"))).startswith(
        "Only a supervisor or an administrator may add an operator."
    )
    assert (
        sentence(NotFound("incident", 214)) == "There is no incident 214 that you may see. Check the number."
    )
    both = BadInput(
        [
            Problem("summary", "empty"),
            Problem("latitude", "out_of_range", {"value": 139.5, "lowest": -90.0, "highest": 90.0}),
        ]
    )
    assert sentence(both) == (
        "Summary is empty. Write something. Latitude 139.5 is out of range. It goes from -90 to 90."
    )
    assert set(problems(both)) == {"summary", "latitude"}
    changed = ChangedElsewhere("incident_log", 1, read=1, now=2, theirs={"occurred_at": 1}, yours={})
    assert "log entry was changed at another desk since you opened it: seen at" in sentence(changed)


def test_facts_are_words_of_the_desk() -> None:
    text = sentence(Refused("would_leave_out", count=3, audience=Marking.GREEN, records=["12", "14", "19"]))
    assert text.startswith("Not for TLP:GREEN (3): 12, 14, 19.")
    at = datetime(2026, 6, 13, 12, 2, tzinfo=UTC)
    assert "Sat 13 Jun 12:02 UTC" in sentence(Refused("not_there_yet", at=at))


def test_a_direction_mark_in_a_fact_is_shown_and_a_long_one_is_cut() -> None:
    text = sentence(NotFound("file", "gpj.\u202eexe" + "x" * 10_000))
    assert "<U+202E>" in text
    assert len(text) < 350


FACTS = st.dictionaries(
    st.sampled_from(["path", "given", "field", "value", "name", "known", "length", "columns", "x{", "0"]),
    st.one_of(
        st.none(), st.text(), st.integers(), st.floats(), st.datetimes(), st.lists(st.text()), st.binary()
    ),
)


@given(code=st.one_of(st.sampled_from(sorted(REASONS)), st.text()), facts=FACTS, field=st.text())
def test_no_fact_breaks_a_sentence(code: str, facts: dict[str, object], field: str) -> None:
    errors: list[OpsDeskError] = [
        Refused(code, **facts),
        StoreUnavailable(code, **facts),
        BadInput([Problem(field, code, facts)]),
        NotFound(field, facts),
    ]
    for error in errors:
        text = sentence(error)
        assert text
        assert "\n" not in text
        assert "\0" not in text
        assert len(text) < 8000
