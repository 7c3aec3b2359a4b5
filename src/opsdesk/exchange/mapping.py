"""Which column becomes which field of an observation: said by a person, or guessed from names and values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opsdesk.errors import BadInput, Problem
from opsdesk.store.words import words

#: What an import of observations can fill (issue: Command line).
FIELDS = (
    "external_id",
    "occurred_at",
    "reported_at",
    "summary",
    "narrative",
    "category",
    "place",
    "latitude",
    "longitude",
    "priority",
    "channel",
    "reliability",
    "credibility",
    "marking",
    "tags",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of these columns, joined."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """The same text for all rows."""

    text: str


Source = Columns | Constant
Mapped = Mapping[str, Source]


def said(texts: Iterable[str], columns: Sequence[str]) -> dict[str, Source]:
    """`FIELD=COLUMN`, `FIELD=COLUMN+COLUMN`, `FIELD==constant`; `FIELD=` maps it to nothing.

    `BadInput` names every unknown field and column at once.
    """
    found: dict[str, Source] = {}
    wrong: list[Problem] = []
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().lower()
        if not equals or name not in FIELDS:
            wrong.append(Problem("map", "unknown_field", {"given": name or text, "known": FIELDS}))
        elif value.startswith("="):
            found[name] = Constant(value[1:].strip())
        elif not value.strip():
            found[name] = Columns(())
        else:
            names = _columns(value, columns)
            missing = [one for one in names if one not in columns]
            wrong += [Problem("map", "unknown_column", {"column": c, "columns": columns}) for c in missing]
            found[name] = Columns(names)
    if wrong:
        raise BadInput(wrong)
    return found


def _columns(text: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of `A+B`; a name that holds a plus itself goes first; case and spaces do not matter."""
    plain = {words(column): column for column in reversed(columns)}
    if text in columns:
        return (text,)
    parts = [part.strip() for part in text.split("+")]
    return tuple(part if part in columns else plain.get(words(part), part) for part in parts)


#: Names of columns, as normalised words, that tell a field; the likelier first.
_NAMES: Mapping[str, str] = {
    "external_id": "external id,id,case number,case no,case id,incident number,incident no,incident id,"
    "report number,report no,dc num,dc key,objectid,event number,reference,ref,number,no,uuid",
    "occurred_at": "occurred at,occurred,occurred on,occurrence date,date occurred,date of occurrence,"
    "incident datetime,incident date,theft date,offense date,event date,dispatch date time,datetime,"
    "date time,timestamp,date,seen at,seen,start",
    "reported_at": "reported at,reported,date reported,reported date,report date,received,"
    "received at,told at",
    "summary": "summary,title,subject,headline,offense,primary type,text general code,description,what",
    "narrative": "narrative,details,notes,note,comment,comments,text,remarks",
    "category": "category,primary type,type,incident type,crime type,offense type,offense,call type,kind",
    "place": "place,location,address,block,location b,location block,street,where,site",
    "latitude": "latitude,lat,y,point y,lat wgs84",
    "longitude": "longitude,lng,lon,long,x,point x,lon wgs84",
    "priority": "priority,prio,urgency",
    "channel": "channel,how received,call source",
    "reliability": "reliability,source reliability,source grade",
    "credibility": "credibility,information credibility",
    "marking": "marking,tlp,handling",
    "tags": "tags,tag,labels,keywords",
}
_HOURS = ("hour", "time", "clock")
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}")
_HOUR = re.compile(r"\d{1,2}(?::\d{2}){0,2}(?:\s*[AaPp][Mm])?|\d{3,4}")


def guessed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Source]:
    """A mapping from the names of the columns, each checked against the first rows; a person looks at it.

    A date column without a time of day is joined with an hour column of the same name or the only one.
    """
    plain = {words(column.replace("_", " ")): at for at, column in reversed([*enumerate(columns)])}
    cells = {at: [row[at] for row in rows if at < len(row) and row[at].strip()] for at in range(len(columns))}
    found: dict[str, Source] = {}
    taken: set[int] = set()
    for field, names in _NAMES.items():
        for name in names.split(","):
            at = plain.get(name)
            if at is None or (at in taken and field not in ("category", "summary")):
                continue
            if not _fits(field, cells[at]):
                continue
            found[field] = Columns((columns[at],))
            taken.add(at)
            break
    if "occurred_at" not in found:
        by_value = next((at for at, values in cells.items() if at not in taken and _all(_DATE, values)), None)
        if by_value is not None:
            found["occurred_at"] = Columns((columns[by_value],))
            taken.add(by_value)
    _join_hour(found, columns, cells, taken)
    if "summary" in found and "description" in plain and plain["description"] not in taken:
        found["summary"] = Columns((*_names(found["summary"]), columns[plain["description"]]))
    if ("latitude" in found) != ("longitude" in found):
        found.pop("latitude", None)
        found.pop("longitude", None)
    return found


def _names(source: Source) -> tuple[str, ...]:
    return source.names if isinstance(source, Columns) else ()


def _join_hour(
    found: dict[str, Source], columns: Sequence[str], cells: Mapping[int, list[str]], taken: set[int]
) -> None:
    dates = _names(found.get("occurred_at", Columns(())))
    if len(dates) != 1 or any(":" in value for value in cells[columns.index(dates[0])]):
        return
    stem = set(words(dates[0].replace("_", " ")).split()) - {"date"}
    hours = [
        at
        for at, column in enumerate(columns)
        if at not in taken
        and set(words(column.replace("_", " ")).split()) & set(_HOURS)
        and _all(_HOUR, cells[at])
    ]
    same = [at for at in hours if stem & set(words(columns[at].replace("_", " ")).split())]
    if len(same or hours) == 1:
        at = (same or hours)[0]
        found["occurred_at"] = Columns((dates[0], columns[at]))
        taken.add(at)


def _all(pattern: re.Pattern[str], values: Sequence[str]) -> bool:
    return bool(values) and all(pattern.match(value.strip()) for value in values)


def _fits(field: str, values: Sequence[str]) -> bool:
    """Whether most of the first cells can be what the name says; single bad ones are what rejects are for."""
    match field:
        case "occurred_at" | "reported_at":
            good = [len(value) >= 6 and any(c.isdigit() for c in value) for value in values]
        case "latitude" | "longitude":
            good = [_number(value) for value in values]
        case "priority" | "credibility":
            good = [len(value) <= 12 for value in values]
        case _:
            return True
    return sum(good) * 2 >= len(good)


def _number(text: str) -> bool:
    try:
        return abs(float(text.replace(",", "."))) <= 180
    except ValueError:
        return False
