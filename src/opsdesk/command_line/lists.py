"""`list observations|incidents|bulletins|partners`: what leaves on the command line is a release too."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import IO, Annotated, Any

import typer

from opsdesk.bulletins.model import BulletinFilter, BulletinItem
from opsdesk.bulletins.records import lists as bulletins
from opsdesk.command_line.frame import Frame, as_json, frame_of, opened, remark, say
from opsdesk.command_line.moments import moment
from opsdesk.handling import Marking, strictest
from opsdesk.incidents.model import IncidentFilter, IncidentItem
from opsdesk.incidents.records import lists as incidents
from opsdesk.observations.model import ObservationFilter, ObservationItem
from opsdesk.observations.records import lists as observations
from opsdesk.partners.model import OrganizationItem, PartnerFilter
from opsdesk.partners.records import organizations as partners
from opsdesk.releases.commands import IssueRelease, ReserveRelease
from opsdesk.releases.model import ReleaseKind
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.page import Page
from opsdesk.wording.facts import visible
from opsdesk.wording.labels import label
from opsdesk.wording.language import _
from opsdesk.wording.numbers import count as counted
from opsdesk.wording.times import moment as spoken

group = typer.Typer(no_args_is_help=True, help=_("Show records; recorded as a release."))

LIMIT = 200
_PAGE = 200
_IN_MEMORY = 8 << 20

Since = Annotated[str | None, typer.Option("--since", help=_("From then on: 2026-06-13 14:02, 2 d, today."))]
Until = Annotated[str | None, typer.Option("--until", help=_("Before then."))]
Text = Annotated[str, typer.Option("--text", help=_("With all of these words."))]
Limit = Annotated[int, typer.Option("--limit", min=0, help=_("At most so many; 0 for all."))]
Count = Annotated[bool, typer.Option("--count", help=_("Only how many there are."))]
Json = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]
Recipient = Annotated[
    str | None, typer.Option("--recipient", help=_("Who gets the list; else the operator."))
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why it leaves the desk."))]
AT_THE_DESK = _("looked up on the command line")


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of list: what it is called, its filter and queries, and a line of it (of an item, in a zone).

    `wanted` makes the filter of words and a period; what is not `timed` has no times to choose by.
    """

    title: str
    about: str
    wanted: Callable[[str, datetime | None, datetime | None], Any]
    page: Callable[..., Page[Any]]
    count: Callable[..., int]
    line: Callable[[Any, tzinfo], str]
    marking: Callable[[Any], Marking]
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """How a list was asked for."""

    limit: int
    count: bool
    json: bool
    recipient: str | None
    reason: str


def _listing(name: str, shown: Shown) -> None:
    """Give the program a command that lists one kind of record."""

    @group.command(name, help=shown.about)
    def show(
        context: typer.Context,
        since: Since = None,
        until: Until = None,
        text: Text = "",
        limit: Limit = LIMIT,
        count: Count = False,
        json: Json = False,
        recipient: Recipient = None,
        reason: Reason = AT_THE_DESK,
    ) -> None:
        if not shown.timed and (since or until):
            words = _("a list of {name} has no times; leave --since and --until out")
            raise typer.BadParameter(words.format(name=name))
        frame = frame_of(context)
        with opened(frame) as database:
            start, end = _period(frame, database, since, until)
            wanted = shown.wanted(text, start, end)
            _show(frame, database, shown, wanted, Asked(limit, count, json, recipient, reason))


def _period(
    frame: Frame, database: DeskDatabase, since: str | None, until: str | None
) -> tuple[datetime | None, datetime | None]:
    now = database.now()
    return moment("since", since, now, frame.zone), moment("until", until, now, frame.zone)


def _show(frame: Frame, database: DeskDatabase, shown: Shown, wanted: object, asked: Asked) -> None:
    """Count, or put the list together, record the release, and only then write it out."""
    if asked.count:
        number = database.ask(shown.count, wanted)
        say(as_json({"count": number}) if asked.json else str(number))
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+b") as held:
        written, marking, hashed = _hold(frame, database, shown, wanted, asked, held)
        me = database.me
        reserve = ReserveRelease.of(
            release_kind=ReleaseKind.LIST,
            title=_("{title}: {written} on the command line").format(
                title=shown.title, written=counted(written)
            ),
            audience=me.name,
            organization_id=me.organization_id,
            recipient=asked.recipient or me.name,
            reason=asked.reason,
            marking=marking,
        )
        database.run(reserve)
        size = held.tell()
        held.seek(0)
        out = typer.get_binary_stream("stdout")
        while block := held.read(1 << 16):
            out.write(block)
        out.flush()
        database.run(IssueRelease.of(release_id=reserve.release_id, sha256=hashed, size=size))
    if asked.limit and written == asked.limit:
        remark(
            _("The first {n}. Give --limit 0 for all, or narrow it with --text.").format(n=counted(written))
        )


def _hold(
    frame: Frame, database: DeskDatabase, shown: Shown, wanted: object, asked: Asked, held: IO[bytes]
) -> tuple[int, Marking, str]:
    """Write the list into `held`; how many records, their strictest marking, and the hash of the bytes."""
    digest = sha256()
    marking, written = Marking.CLEAR, 0

    def put(text: str) -> None:
        data = text.encode("utf-8", "backslashreplace")
        digest.update(data)
        held.write(data)

    if asked.json:
        put("[")
    for items in _pages(database, shown, wanted, asked.limit):
        marking = strictest([marking, *(shown.marking(item) for item in items)])
        for item in items:
            if asked.json:
                put(("," if written else "") + "\n" + as_json(item))
            else:
                put(visible(shown.line(item, frame.zone)) + "\n")
            written += 1
    if asked.json:
        put("\n]\n" if written else "]\n")
    return written, marking, digest.hexdigest()


def _pages(database: DeskDatabase, shown: Shown, wanted: object, limit: int) -> Iterator[Sequence[Any]]:
    left, after = limit, None
    while True:
        size = min(_PAGE, left) if limit else _PAGE
        page = database.ask(shown.page, wanted, after, size)
        yield page.items
        left -= len(page.items)
        after = page.after
        if after is None or (limit and left <= 0):
            return


def _marking(item: ObservationItem | IncidentItem | BulletinItem) -> Marking:
    return item.marking


def _joined(*parts: object) -> str:
    return "  ".join(str(part) for part in parts if part not in (None, ""))


def _observation(item: ObservationItem, zone: tzinfo) -> str:
    return _joined(
        f"{item.number:>7}",
        f"{item.priority.value} {label(item.priority):<11}",
        f"{label(item.status):<17}",
        spoken(item.reported_at, zone, year=True),
        item.summary,
        item.place,
        item.grade,
        item.marking,
    )


def _incident(item: IncidentItem, zone: tzinfo) -> str:
    return _joined(
        f"{item.number:>7}",
        f"{item.priority.value} {label(item.priority):<11}",
        f"{label(item.status):<9}",
        spoken(item.opened_at, zone, year=True),
        item.title,
        item.place,
        ", ".join(item.units),
        item.marking,
    )


def _bulletin(item: BulletinItem, zone: tzinfo) -> str:
    until = (
        _("until {time}").format(time=spoken(item.expires_at, zone, year=True)) if item.expires_at else None
    )
    code = item.code if item.number else _("draft")
    return _joined(
        code, f"{label(item.kind):<16}", f"{label(item.status):<10}", item.title, until, item.marking
    )


def _partner(item: OrganizationItem, _zone: tzinfo) -> str:
    return _joined(
        f"{item.name:<40}",
        f"{label(item.sector):<9}",
        label(item.kind),
        label(item.agreement),
        item.clearance,
    )


_listing(
    "observations",
    Shown(
        _("Observations"),
        _("List observations, the worst and newest first; by the time they were told."),
        lambda text, start, end: ObservationFilter(text=text, since=start, until=end),
        observations.page,
        observations.count,
        _observation,
        _marking,
    ),
)
_listing(
    "incidents",
    Shown(
        _("Incidents"),
        _("List incidents, the worst and newest first; by the time they were opened."),
        lambda text, start, end: IncidentFilter(text=text, since=start, until=end),
        incidents.page,
        incidents.count,
        _incident,
        _marking,
    ),
)
_listing(
    "bulletins",
    Shown(
        _("Bulletins"),
        _("List bulletins, the newest first."),
        lambda text, start, end: BulletinFilter(text=text, view="all", since=start, until=end),
        bulletins.page,
        bulletins.count,
        _bulletin,
        _marking,
    ),
)
_listing(
    "partners",
    Shown(
        _("Partners"),
        _("List partner organizations by name."),
        lambda text, _start, _end: PartnerFilter(text=text),
        partners.page,
        partners.count,
        _partner,
        lambda _item: Marking.AMBER,
        timed=False,
    ),
)
