"""The entry line, read: every mark is claimed by one part, and every other word stays in the summary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from opsdesk.entry.lexicon import WRITTEN_OUT, category_at
from opsdesk.entry.times import find_time
from opsdesk.entry.understood import Gazetteer, Part, PartKind, PartState, PlaceValue, Times, Understood
from opsdesk.errors import BadInput
from opsdesk.geo.notations import read_position
from opsdesk.handling import Marking
from opsdesk.observations.model import Category, Priority
from opsdesk.store.words import words

#: Beyond this many characters nothing is looked for; the text is kept.
READ = 2_000
#: From this likeness on a place is taken as meant; below it is offered, and below the second it is not.
SURE, OFFERED = 99.5, 60.0
#: A place that is no place yet is reported as its text, up to so many characters.
LONGEST_PLACE = 120
LONGEST_TAG, MOST_TAGS = 60, 20
_MOST_PLACE_WORDS = 8

#: A mark ends its word, so that none of it is half of another.
_END = r"(?=[,.;:)]*(?:\s|$))"
_PRIORITY = re.compile(rf"(?<!\S)!(\d){_END}")
_MARKING = re.compile(rf"(?<!\S)TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR){_END}", re.IGNORECASE)
_TAG = re.compile(rf"(?<!\S)#(\w[\w-]{{0,{LONGEST_TAG - 1}}}){_END}")
_PLATE = re.compile(
    r"(?<!\w)(?:number\s+|licen[cs]e\s+)?plates?:?\s+"
    r"([A-Z]{1,3}[ -]\d{1,4}(?:[ -][A-Z?]{1,3})?|(?=[A-Z?-]*\d)[A-Z0-9?][A-Z0-9?-]{2,9})(?![\w?])",
    re.IGNORECASE,
)
_POST = re.compile(rf"(?<!\S)\^([\w-]{{1,16}}){_END}")
_PLACE = re.compile(r"(?<!\S)@[ \t]*(?=\S)")
_PLACE_ENDS = re.compile(r"[,;]|(?<!\S)[@!#^]")
_NEXT_MARK = re.compile(r"(?<!\S)[@!#^]")
#: Fewer digits are no position that was meant: `@ 12 14` are two doors.
_DIGITS_OF_POSITION = 6
_WORD = re.compile(r"\S+")
_LOOSE = re.compile(r"\s+([,;])(?:\s*[,;])*\s*")
_SIV = re.compile(r"([A-Z]{2})-?(\d{3})-?([A-Z]{1,2})")

Span = tuple[int, int]


def parse(text: str, gazetteer: Gazetteer | None, now: datetime, zone: tzinfo = UTC) -> Understood:
    """Read a line; times without a date are local in `zone` at `now` (aware). Never fails, loses no word."""
    line = _clean(text)
    head = line if len(line) <= READ else line[: line.rfind(" ", 0, READ) + 1 or READ]
    parts: list[Part] = [
        *_first(_priority(head)),
        *_first(_marking(head)),
        *list(_tags(head))[:MOST_TAGS],
        *_first(_time(head, now, zone)),
        *_first(_plate(head)),
    ]
    parts += _first(_place(head, parts, gazetteer))
    claimed = [part.span for part in parts if part.kind is not PartKind.PLATE and _claims(part)]
    summary, category = _summary(line, head, claimed)
    if category is not None:
        parts.append(category)
    parts.sort(key=lambda part: part.span)
    if not any(part.kind is PartKind.MARKING for part in parts):
        parts.append(Part(PartKind.MARKING, "", (len(line), len(line)), Marking.AMBER, PartState.DEFAULT))
    return _understood(line, summary, tuple(parts))


def _understood(line: str, summary: str, parts: tuple[Part, ...]) -> Understood:
    category, priority, marking = Category.OTHER, Priority.ROUTINE, Marking.AMBER
    place: PlaceValue | None = None
    times: Times | None = None
    for part in parts:
        match part.value:
            case Category():
                category = part.value
            case Priority():
                priority = part.value
            case Marking():
                marking = part.value
            case PlaceValue() if _claims(part):
                place = part.value
            case Times():
                times = part.value
            case _:
                pass
    tags = dict.fromkeys(str(part.value) for part in parts if part.kind is PartKind.TAG)
    return Understood(
        line=line,
        parts=parts,
        summary=summary or " ".join(line.split()),
        category=category,
        priority=priority,
        marking=marking,
        place=place,
        times=times,
        tags=tuple(tags),
    )


def _clean(text: str) -> str:
    """One line that can be stored: controls become spaces, halves of characters the sign for them."""
    return "".join(
        " " if c < " " or c in "\x7f\x85\u2028\u2029" else "\ufffd" if "\ud800" <= c <= "\udfff" else c
        for c in text
    )


def _first(parts: Iterable[Part]) -> list[Part]:
    """The first counts; what is said again stays in the summary."""
    return list(parts)[:1]


def _claims(part: Part) -> bool:
    """Whether the part takes its text out of the summary: a mark that means nothing stays there."""
    return part.state is not PartState.UNKNOWN or part.text.startswith("@")


def _priority(text: str) -> Iterable[Part]:
    for match in _PRIORITY.finditer(text):
        digit = int(match[1])
        if digit in set(Priority):
            yield Part(PartKind.PRIORITY, match[0], match.span(), Priority(digit))


def _marking(text: str) -> Iterable[Part]:
    for match in _MARKING.finditer(text):
        yield Part(PartKind.MARKING, match[0], match.span(), Marking(match[0].upper()))


def _tags(text: str) -> Iterable[Part]:
    for match in _TAG.finditer(text):
        yield Part(PartKind.TAG, match[0], match.span(), match[1].lower()[:LONGEST_TAG])


def _time(text: str, now: datetime, zone: tzinfo) -> Iterable[Part]:
    found = find_time(text, now, zone)
    if found is not None:
        (start, end), times = found
        yield Part(PartKind.TIME, text[start:end], (start, end), times)


def _plate(text: str) -> Iterable[Part]:
    for match in _PLATE.finditer(text):
        typed = match[1].upper().replace(" ", "-")
        shape = _SIV.fullmatch(typed.rstrip("?"))
        plate = "-".join(shape.groups()) if shape else typed
        short = "?" in typed or (shape is not None and len(shape[3]) == 1)
        if short and "?" not in plate:
            plate += "?"
        state = PartState.GUESSED if short else PartState.UNDERSTOOD
        yield Part(PartKind.PLATE, match[0], match.span(), plate, state)


def _place(text: str, others: list[Part], gazetteer: Gazetteer | None) -> Iterable[Part]:
    starts = sorted(part.span[0] for part in others if part.kind is not PartKind.PLATE)
    for match in _PLACE.finditer(text):
        after = match.end()
        ends = [len(text), *(start for start in starts if start >= after)]
        mark = _NEXT_MARK.search(text, after)
        if (pasted := _pasted(text[after : min([*ends, mark.start()] if mark else ends)])) is not None:
            end = after + len(pasted.name)
            yield Part(PartKind.PLACE, text[match.start() : end], (match.start(), end), pasted)
            continue
        stop = _PLACE_ENDS.search(text, after)
        end = min([*ends, stop.start()] if stop else ends)
        name = text[after:end].rstrip()
        if words(name[:LONGEST_PLACE]) and _fitting(name):
            yield _named(name, (match.start(), after + len(name)), text, gazetteer)
    for match in _POST.finditer(text):
        found = gazetteer.find(match[1], 1) if gazetteer else ()
        if found and found[0].likeness >= SURE:
            value = PlaceValue(found[0].name, found[0].position, found[0].kind)
            yield Part(PartKind.PLACE, match[0], match.span(), value)
        else:
            yield Part(PartKind.PLACE, match[0], match.span(), PlaceValue(match[1]), PartState.UNKNOWN)


def _pasted(text: str) -> PlaceValue | None:
    """The longest beginning that is a position in some notation, as the map's copy leaves it."""
    if sum(sign.isdigit() for sign in text) < _DIGITS_OF_POSITION:
        return None
    for end in reversed([match.end() for match in _WORD.finditer(text)][:_MOST_PLACE_WORDS]):
        name = text[:end].rstrip(",;")
        try:
            position = read_position(name)
        except BadInput:
            continue
        if position is not None:
            return PlaceValue(name, position, "position")
    return None


def _named(name: str, span: Span, text: str, gazetteer: Gazetteer | None) -> Part:
    """The place that is meant: the longest beginning that is one, else what is most like it."""
    ends = [match.end() for match in _WORD.finditer(name)][:_MOST_PLACE_WORDS]
    start = span[1] - len(name)
    if gazetteer is not None:
        best = gazetteer.find(name[:LONGEST_PLACE], 1)
        if best and best[0].likeness >= SURE:
            value = PlaceValue(best[0].name, best[0].position, best[0].kind)
            return Part(PartKind.PLACE, text[span[0] : span[1]], span, value)
        for end in reversed(ends[:-1]):
            found = gazetteer.find(name[:end], 1)
            if found and found[0].likeness >= SURE:
                value = PlaceValue(found[0].name, found[0].position, found[0].kind)
                return Part(PartKind.PLACE, text[span[0] : start + end], (span[0], start + end), value)
        if best and best[0].likeness >= OFFERED:
            return replace(_as_text(name, span, text), suggestion=best[0].name)
    return _as_text(name, span, text)


def _as_text(name: str, span: Span, text: str) -> Part:
    """No place yet: its words are reported as the place's text; what is too long goes on in the summary."""
    length = _fitting(name)
    end = span[1] - len(name) + length
    return Part(
        PartKind.PLACE, text[span[0] : end], (span[0], end), PlaceValue(name[:length]), PartState.UNKNOWN
    )


def _fitting(name: str) -> int:
    """The length of as many whole words as a place may have; 0 where the first is too long already."""
    return max(
        (m.end() for m in _WORD.finditer(name[: LONGEST_PLACE + 1]) if m.end() <= LONGEST_PLACE), default=0
    )


def _summary(line: str, head: str, claimed: list[Span]) -> tuple[str, Part | None]:
    """The words that no part took, short forms at the beginning written out; and their category."""
    open_text = head
    for start, end in claimed:
        open_text = f"{open_text[:start]}{' ' * (end - start)}{open_text[end:]}"
    tokens = [(match.span(), match[0]) for match in _WORD.finditer(open_text)]
    plain = [words(token) for _span, token in tokens]
    said = [token for _span, token in tokens]
    category: Part | None = None
    for at in range(len(tokens)):
        found = category_at(plain, at)
        if found is None:
            continue
        value, length = found
        start, end = tokens[at][0][0], tokens[at + length - 1][0][1]
        state = PartState.UNDERSTOOD if at == 0 else PartState.GUESSED
        category = Part(PartKind.CATEGORY, head[start:end].rstrip(",.;:"), (start, end), value, state)
        if at == 0:
            said[:length] = map(_written_out, said[:length], plain[:length])
        break
    text = _LOOSE.sub(r"\1 ", " ".join(said)).strip(" ,;")
    rest = line[len(head) :]
    if rest:
        gap = " " if head[-1:] == " " or rest[:1] == " " else ""
        text = f"{text}{gap}{' '.join(rest.split())}"
    return text[:1].upper() + text[1:], category


def _written_out(token: str, word: str) -> str:
    long = WRITTEN_OUT.get(word)
    if long is None:
        return token
    tail = token[len(token.rstrip(",.;:")) :]
    return f"{long}{tail}"
