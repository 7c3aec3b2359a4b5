"""Cells of an imported row as values of the fields: each kind of field knows what it takes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import Enum

from opsdesk.errors import Problem
from opsdesk.handling import Marking
from opsdesk.observations.fields import MOST_TAGS
from opsdesk.observations.model import Category, Channel, Credibility, Priority, Reliability
from opsdesk.partners.fields import LINE_LENGTH, TEXT_LENGTH
from opsdesk.store.words import words
from opsdesk.wording.labels import label

LONGEST_TAG = 60


def _codes(members: type[Enum], extra: Mapping[str, Enum]) -> dict[str, object]:
    """Normalised words of the code, of its label, and of what else people write, to the code."""
    found: dict[str, object] = {}
    for member in members:
        for text in (str(member.value), label(member), member.name):
            found.setdefault(words(text.replace("_", " ")), member.value)
    return found | {text: member.value for text, member in extra.items()}


_C = Category
#: What the open data of cities call the categories; what is in neither list is `other`.
_CATEGORIES = _codes(
    Category,
    {
        "battery": _C.ASSAULT,
        "aggravated assault": _C.ASSAULT,
        "simple assault": _C.ASSAULT,
        "homicide": _C.ASSAULT,
        "crim sexual assault": _C.ASSAULT,
        "criminal sexual assault": _C.ASSAULT,
        "sex offense": _C.ASSAULT,
        "larceny": _C.THEFT,
        "motor vehicle theft": _C.THEFT,
        "bicycle theft": _C.THEFT,
        "vehicle theft": _C.THEFT,
        "theft from vehicle": _C.THEFT,
        "shoplifting": _C.SHOPLIFT,
        "retail theft": _C.SHOPLIFT,
        "criminal damage": _C.VANDALISM,
        "criminal mischief": _C.VANDALISM,
        "graffiti": _C.VANDALISM,
        "criminal trespass": _C.TRESPASS,
        "trespassing": _C.TRESPASS,
        "narcotics": _C.DRUGS,
        "other narcotic violation": _C.DRUGS,
        "drug violation": _C.DRUGS,
        "weapons violation": _C.WEAPONS,
        "weapon": _C.WEAPONS,
        "concealed carry license violation": _C.WEAPONS,
        "deceptive practice": _C.FRAUD,
        "forgery": _C.FRAUD,
        "public peace violation": _C.DISTURBANCE,
        "disorderly conduct": _C.DISTURBANCE,
        "intimidation": _C.THREAT,
        "stalking": _C.THREAT,
        "arson": _C.FIRE,
        "accident": _C.TRAFFIC,
        "protest": _C.DEMONSTRATION,
        "lost item": _C.LOST_PROPERTY,
    },
)
_PRIORITIES = _codes(
    Priority,
    {
        "critical": Priority.EMERGENCY,
        "highest": Priority.EMERGENCY,
        "high": Priority.URGENT,
        "medium": Priority.ROUTINE,
        "normal": Priority.ROUTINE,
        "low": Priority.INFORMATION,
        "info": Priority.INFORMATION,
        "p1": Priority.EMERGENCY,
        "p2": Priority.URGENT,
        "p3": Priority.ROUTINE,
        "p4": Priority.INFORMATION,
    },
)
_CHANNELS = _codes(Channel, {"telephone": Channel.PHONE, "call": Channel.PHONE, "email": Channel.EMAIL})
_MARKINGS = {text.removeprefix("TLP:"): text for text in Marking} | {text: str(text) for text in Marking}
_MARKINGS |= {"AMBER STRICT": Marking.AMBER_STRICT, "WHITE": Marking.CLEAR, "TLP:WHITE": Marking.CLEAR}


def any_line(text: str) -> object:
    """One line of any length, its spaces made single; None where it is empty."""
    return " ".join(text.split()) or None


def line(text: str) -> object:
    """One line that a record's field takes."""
    found = " ".join(text.split())
    if len(found) > LINE_LENGTH:
        return Problem("", "too_long", {"length": len(found), "longest": LINE_LENGTH})
    return found or None


def paragraphs(text: str) -> object:
    """A text of several lines."""
    found = text.strip()
    if len(found) > TEXT_LENGTH:
        return Problem("", "too_long", {"length": len(found), "longest": TEXT_LENGTH})
    return found


_SPLIT = re.compile(r"[,;|]\s*|\s+(?=#)")


def category(text: str) -> object:
    """A category's code; `other` for a word that is in no list."""
    return _CATEGORIES.get(words(text.replace("_", " ")), Category.OTHER.value)


def category_of_list(text: str) -> object:
    """A category's code; a word that is in no list is a problem: a person wrote it for all rows."""
    code = _CATEGORIES.get(words(text.replace("_", " ")))
    return code if code is not None else _unknown("category", text, [str(c) for c in Category])


def priority(text: str) -> object:
    """1 to 4, by number or word."""
    return _of(_PRIORITIES, "priority", text, [f"{p.value} {label(p)}" for p in Priority])


def channel(text: str) -> object:
    """The code of how it came in."""
    return _of(_CHANNELS, "channel", text, [str(c) for c in Channel])


def reliability(text: str) -> object:
    """A to F."""
    code = text.strip().upper()
    return code if code in set(Reliability) else _unknown("reliability", text, list(Reliability))


def credibility(text: str) -> object:
    """1 to 6."""
    code = text.strip()
    if code.isdecimal() and int(code) in set(Credibility):
        return int(code)
    return _unknown("credibility", text, [c.value for c in Credibility])


def marking(text: str) -> object:
    """A marking, with or without `TLP:`; an unknown one is a problem, never a lower one."""
    found = _MARKINGS.get(" ".join(text.upper().replace("_", " ").split()))
    return str(found) if found is not None else _unknown("marking", text, list(Marking))


def tags(text: str) -> object:
    """Tags between commas, semicolons or `#`; small letters, each once."""
    found = tuple(dict.fromkeys(t for part in _SPLIT.split(text) if (t := _tag(part))))
    if len(found) > MOST_TAGS:
        return Problem("tags", "too_many", {"limit": MOST_TAGS, "given": len(found)})
    long = next((tag for tag in found if len(tag) > LONGEST_TAG), None)
    if long is not None:
        return Problem("tags", "too_long", {"length": len(long), "longest": LONGEST_TAG})
    return found


def _tag(text: str) -> str:
    return " ".join(text.split()).lstrip("#").lower()


def degrees(text: str) -> object:
    """A number of degrees; a decimal comma is read; None for an empty cell."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.strip().replace(",", "."))
        except ValueError:
            return Problem("", "not_a_number", {"given": text}) if text.strip() else None
    return value if math.isfinite(value) else Problem("", "not_a_number", {"given": text})


def coded(members: type[Enum], field: str, text: str) -> object:
    """A member's code, by its code, its label or its name; a problem for any other word."""
    if members is Marking:
        found = marking(text)
        return Problem(field, found.reason, found.facts) if isinstance(found, Problem) else found
    return _of(_codes(members, {}), field, text, [str(member.value) for member in members])


def _of(codes: Mapping[str, object], field: str, text: str, known: list[object] | list[str]) -> object:
    code = codes.get(words(text.replace("_", " ")))
    return code if code is not None else _unknown(field, text, known)


def _unknown(field: str, text: str, known: object) -> Problem:
    return Problem(field, "unknown_code", {"given": text, "known": known})
