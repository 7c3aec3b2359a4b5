"""`import observations` and `import partners`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from threading import Event
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from opsdesk.command_line.frame import Frame, as_json, frame_of, opened, progress, remark, say
from opsdesk.errors import BadInput
from opsdesk.exchange.csv_file import CsvFile
from opsdesk.exchange.import_preview import Preview, mapping, preview
from opsdesk.exchange.mapping import FIELDS, Columns, Mapped
from opsdesk.exchange.observations_import import HISTORY, ObservationsImport, Outcome, Plan, source_name
from opsdesk.exchange.partners_file import PartnersImport
from opsdesk.exchange.rejects import place_of
from opsdesk.wording.language import _
from opsdesk.wording.numbers import count

group = typer.Typer(no_args_is_help=True, help=_("Bring records in from a file."))

Rejected = Annotated[
    Path | None, typer.Option("--rejects", help=_("Where rejected rows go; else beside the file."))
]


@group.command("observations")
def observations(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("A table: CSV, TSV, with ; or |, also packed with gzip."))],
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help=_("FIELD=COLUMN, FIELD=COLUMN+COLUMN, FIELD==constant. Fields: {fields}.").format(
                fields=" ".join(FIELDS)
            ),
        ),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option("--time-zone", help=_("The zone of the file's times, such as Europe/Monaco.")),
    ] = None,
    look: Annotated[bool, typer.Option("--preview", help=_("Show the first rows; write nothing."))] = False,
    source: Annotated[
        str | None, typer.Option("--source", help=_("Where the rows come from; else the file's name."))
    ] = None,
    rejects: Rejected = None,
    keep_open: Annotated[
        bool,
        typer.Option("--keep-open", help=_("Leave reports that are older than a week open, to be triaged.")),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))] = False,
) -> None:
    """Import observations from a table; the same file twice adds nothing."""
    frame = frame_of(context)
    zone = _zone(time_zone, frame)
    with opened(frame) as database:
        if look:
            _show(preview(file, maps or (), zone, database.now()), json)
            return
        plan = Plan(
            path=file,
            fields=mapping(CsvFile(file), maps or ()),
            zone=zone,
            source=source or source_name(file),
            closed_before=None if keep_open else database.now() - HISTORY,
            rejects=rejects or place_of(file),
        )
        with progress(_("Importing {name}").format(name=file.name)) as bar, _interrupted() as cancelled:
            outcome = ObservationsImport(database, plan).run(
                lambda _outcome, share: bar.update(bar.task_ids[0], completed=share), cancelled.is_set
            )
    _end(outcome, plan.fields, json)
    if outcome.cancelled:
        raise typer.Exit(1)


@group.command("partners")
def partners(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("A CSV of organizations and contacts, or a vCard file."))],
    country: Annotated[
        str | None, typer.Option("--country", help=_("The country of numbers without +, such as MC or US."))
    ] = None,
    rejects: Rejected = None,
    json: Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))] = False,
) -> None:
    """Import organizations and contacts from a CSV or a vCard file; what is there already is left alone."""
    with opened(frame_of(context)) as database:
        done = PartnersImport(database, file, country, rejects).run()
    for sentence in done.problems:
        remark(sentence)
    if json:
        say(as_json(done))
    else:
        say(
            _("{read} read; added: organizations {organizations}, contacts {contacts}; ").format(
                read=count(done.read),
                organizations=count(done.organizations),
                contacts=count(done.contacts),
            )
            + _("{known} known, {rejected} rejected.").format(
                known=count(done.known), rejected=count(done.rejected)
            )
        )
        _tell_rejects(done.rejects)


def _zone(name: str | None, frame: Frame) -> tzinfo:
    if name is None:
        return frame.zone
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError on some builds
        raise BadInput.one("time_zone", "unknown_zone", given=name) from error
    except KeyError as error:
        raise BadInput.one("time_zone", "unknown_zone", given=name) from error


@contextmanager
def _interrupted() -> Iterator[Event]:
    """Ctrl+C sets the event instead of breaking off, so that the chunk in hand is finished."""
    asked = Event()
    before = signal.signal(signal.SIGINT, lambda _number, _frame: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _end(outcome: Outcome, fields: Mapped, json: bool) -> None:
    if json:
        counts = ("read", "added", "known", "rejected", "changed", "no_position", "twice", "cancelled")
        found = {name: getattr(outcome, name) for name in counts}
        say(as_json(found | {"rejects": outcome.rejects, "import_id": outcome.import_id}))
        return
    parts = [
        _("{n} read").format(n=count(outcome.read)),
        _("{n} added").format(n=count(outcome.added)),
        _("{n} known").format(n=count(outcome.known)),
        _("{n} rejected").format(n=count(outcome.rejected)),
    ]
    if outcome.changed:
        parts.append(_("{n} of them changed since").format(n=count(outcome.changed)))
    if {"latitude", "longitude"} <= set(fields):
        parts.append(_("{n} without a position").format(n=count(outcome.no_position)))
    if outcome.twice:
        parts.append(
            _("{n} of a time that was there twice: the first was taken").format(n=count(outcome.twice))
        )
    if outcome.cancelled:
        parts.append(_("cancelled; what is in stays"))
    say(", ".join(parts) + ".")
    _tell_rejects(outcome.rejects)


def _tell_rejects(place: Path | None) -> None:
    if place is not None:
        remark(_("The rejected rows and their reasons are in {path}.").format(path=place))


def _show(found: Preview, json: bool) -> None:
    """The mapping, and the first rows as they would come in."""
    fields = {
        name: "+".join(source.names) if isinstance(source, Columns) else f"={source.text}"
        for name, source in found.fields.items()
    }
    if json:
        rows = [None if row is None else row for row in found.mapped]
        keys = {"columns": found.columns, "encoding": found.encoding, "separator": found.separator}
        say(as_json(keys | {"map": fields, "rows": rows, "problems": found.problems}))
        return
    say(_("Columns: {columns}").format(columns=", ".join(found.columns)))
    say(
        _("Mapping: {mapping}").format(
            mapping=" ".join(f"{name}={column}" for name, column in fields.items())
        )
    )
    for row in found.mapped:
        if row is not None:
            at = row["occurred_at"]
            where = "" if row["latitude"] is None else f"{row['latitude']} {row['longitude']}"
            say("  ".join(str(part) for part in (at or "–", row["category"], row["summary"], where) if part))
    for sentence in found.problems:
        remark(sentence)
