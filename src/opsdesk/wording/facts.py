"""The facts of an error in words: a person's text is quoted and cut, all else is spelled out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from string import Formatter

from opsdesk.wording import labels, numbers, times

#: A longer text is cut: a sentence has to stay one.
LONGEST = 160


def visible(text: str) -> str:
    """The text on one line, with controls and direction marks shown as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " "
        if c in "\t\n\r"
        else f"<U+{ord(c):04X}>"
        if c in _DIRECTION or unicodedata.category(c) in _UNSEEN
        else c
        for c in text
    )


_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text, made visible; `…` says that there is more."""
    shown = visible(text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def fact(value: object, zone: tzinfo = UTC) -> str:
    """One fact in words: a member of a code list, a time in the zone, a number, several things, a text."""
    match value:
        case None:
            return "–"
        case Enum():
            return labels.label(value)
        case int():
            return str(value)
        case float():
            return f"{value:.10g}"
        case datetime():
            return times.moment(value if value.tzinfo else value.replace(tzinfo=UTC), zone)
        case date():
            return times.day(value, year=True)
        case timedelta():
            return times.duration(value)
        case str():
            return shortened(value)
        case Mapping():
            return numbers.listed([f"{shortened(str(k))} {fact(v, zone)}" for k, v in value.items()])
        case Iterable():
            return numbers.listed([fact(part, zone) for part in value])
        case _:
            return shortened(str(value))


class _Facts(Formatter):
    """Fills a template from facts; one that is missing reads `–` and never fails."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def get_value(self, key: int | str, _args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key))

    def get_field(self, field_name: str, _args: object, kwargs: Mapping[str, object]) -> tuple[object, str]:
        return kwargs.get(field_name), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "n" and isinstance(value, int):
            return numbers.count(value)
        if format_spec == "size" and isinstance(value, int):
            return numbers.size(value)
        return fact(value, self.zone)


def filled(template: str, facts: Mapping[str, object], zone: tzinfo = UTC) -> str:
    """The template with its facts in words; `{rows:n}` has separators, `{length:size}` is a size in bytes."""
    return _Facts(zone).vformat(template, (), dict(facts))
