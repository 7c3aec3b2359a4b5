"""`packet shift-briefing|incident-briefing|bolo-flyer`: one numbered copy on paper, with its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from opsdesk.briefings.gathering import Desk, Gathered
from opsdesk.briefings.issuing import Order, Printing, issue
from opsdesk.briefings.model import Paper
from opsdesk.briefings.recipes import bolo_flyer, incident_briefing, shift_briefing
from opsdesk.bulletins import records as bulletins
from opsdesk.command_line.frame import Frame, as_json, frame_of, opened, remark, say
from opsdesk.command_line.moments import moment
from opsdesk.errors import BadInput, NotFound
from opsdesk.incidents import records as incidents
from opsdesk.partners.model import ShiftDay
from opsdesk.partners.records import organizations
from opsdesk.releases.model import Audience
from opsdesk.releases.naming import audience_named
from opsdesk.settings import resource
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.transaction import Reading
from opsdesk.wording.labels import label
from opsdesk.wording.language import _

group = typer.Typer(no_args_is_help=True, help=_("Print one numbered copy of a briefing or a flyer."))

SHIFT = timedelta(hours=12)
_FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

Out = Annotated[Path, typer.Option("--out", metavar="FILE", help=_("The PDF to write."))]
For = Annotated[
    str,
    typer.Option(
        "--audience",
        help=_("Who reads it: a clearance such as TLP:GREEN, or the name of an organization or a person."),
    ),
]
Recipient = Annotated[
    str | None, typer.Option("--recipient", help=_("Who gets this copy; else the audience."))
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why it leaves the desk."))]
LeaveOut = Annotated[
    bool, typer.Option("--leave-out", help=_("Leave out what the audience may not get, instead of refusing."))
]
Replace = Annotated[bool, typer.Option("--replace", help=_("Write over a file that is there."))]
Layers = Annotated[
    list[Path] | None, typer.Option("--layer", metavar="FILE", help=_("GeoJSON for the map's ground."))
]
Json = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]
AT_THE_DESK = _("asked for on the command line")


@group.command("shift-briefing")
def print_shift_briefing(
    context: typer.Context,
    out: Out,
    audience: For,
    since: Annotated[
        str | None, typer.Option("--since", help=_("Start; else 12 hours before the end."))
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help=_("End; else now."))] = None,
    recipient: Recipient = None,
    reason: Reason = AT_THE_DESK,
    leave_out: LeaveOut = False,
    replace: Replace = False,
    layers: Layers = None,
    json: Json = False,
) -> None:
    """Print what one shift hands to the next."""
    frame = frame_of(context)
    with opened(frame) as database:
        now = database.now()
        end = moment("until", until, now, frame.zone) or now
        start = moment("since", since, now, frame.zone) or end - SHIFT
        desk = _desk(frame, database, layers)

        def gather(reading: Reading, reader: Audience) -> Gathered:
            return shift_briefing(reading, desk, reader, start, end)

        _print(database, gather, audience, _order(out, recipient, reason, leave_out, replace), json)


@group.command("incident-briefing")
def print_incident_briefing(
    context: typer.Context,
    out: Out,
    audience: For,
    incident: Annotated[int, typer.Option("--incident", metavar="NUMBER", help=_("The incident's number."))],
    recipient: Recipient = None,
    reason: Reason = AT_THE_DESK,
    leave_out: LeaveOut = False,
    replace: Replace = False,
    layers: Layers = None,
    json: Json = False,
) -> None:
    """Print one incident as ICS 201."""
    frame = frame_of(context)
    with opened(frame) as database:
        desk = _desk(frame, database, layers)

        def gather(reading: Reading, reader: Audience) -> Gathered:
            return incident_briefing(reading, desk, reader, incidents.numbered(reading, incident).id)

        _print(database, gather, audience, _order(out, recipient, reason, leave_out, replace), json)


@group.command("bolo-flyer")
def print_bolo_flyer(
    context: typer.Context,
    out: Out,
    audience: For,
    bulletin: Annotated[int, typer.Option("--bulletin", metavar="NUMBER", help=_("312 is B-0312."))],
    recipient: Recipient = None,
    reason: Reason = AT_THE_DESK,
    leave_out: LeaveOut = False,
    replace: Replace = False,
    layers: Layers = None,
    json: Json = False,
) -> None:
    """Print one bulletin as a flyer."""
    frame = frame_of(context)
    with opened(frame) as database:
        desk = _desk(frame, database, layers)

        def gather(reading: Reading, reader: Audience) -> Gathered:
            found = bulletins.by_number(reading, bulletin)
            if found is None:
                raise NotFound("bulletin", bulletin)
            return bolo_flyer(reading, desk, reader, found.id)

        _print(database, gather, audience, _order(out, recipient, reason, leave_out, replace), json)


def _order(out: Path, recipient: str | None, reason: str, leave_out: bool, replace: bool) -> Order:
    return Order(
        recipient=recipient or "",
        reason=reason,
        target=out.absolute(),
        paper=Paper.A4,
        leave_out=leave_out,
        replace_existing=replace,
    )


def _print(
    database: DeskDatabase,
    gather: Callable[[Reading, Audience], Gathered],
    audience: str,
    order: Order,
    json: bool,
) -> None:
    """Gather, say what is left out, print, and say which copy it is."""
    reader = database.ask(audience_named, audience)
    gathered = database.ask(gather, reader)
    if not order.recipient:
        order = replace(order, recipient=reader.words)
    for one in gathered.left_out:
        remark(
            _("Left out: {label} ({marking}), {why}.").format(
                label=one.label, marking=one.marking, why=label(one.reason)
            )
        )
    fonts = tuple(sorted({found.parent for place in _FONTS for found in place.rglob("NotoSans-Regular.ttf")}))
    issued = issue(database, gathered, order, Printing(fonts=(resource("fonts"), *fonts)))
    release = issued.release
    if json:
        keys = (
            "id",
            "title",
            "copy_number",
            "audience",
            "recipient",
            "marking",
            "left_out",
            "sha256",
            "size",
        )
        found = {name: getattr(release, name) for name in keys}
        say(
            as_json(found | {"path": issued.path, "journal": f"{release.journal_seq}:{release.journal_head}"})
        )
        return
    say(
        _("{path}: {title}, copy {copy}, {marking}, for {recipient}.").format(
            path=issued.path,
            title=release.title,
            copy=release.copy_number,
            marking=release.marking,
            recipient=release.recipient,
        )
    )


def _desk(frame: Frame, database: DeskDatabase, layers: list[Path] | None) -> Desk:
    own = database.ask(organizations.desk)
    for layer in layers or ():
        if not layer.is_file():
            raise BadInput.one("layer", "not_readable", path=str(layer), why=_("there is no such file"))
    ground = tuple(layers or _ground())
    return Desk(
        name=own.name if own else frame.settings.desk,
        day=ShiftDay.at(frame.zone, frame.settings.shift_start),
        telephone=own.telephone if own else None,
        base_map=ground,
    )


#: The order in which the layers of the built-in map are laid over each other.
_MAP = ("monaco.ground", "monaco.streets", "monaco.districts", "monaco.names")


def _ground() -> list[Path]:
    files = [resource("maps", f"{name}.geojson.gz") for name in _MAP]
    return [file for file in files if file.is_file()]
