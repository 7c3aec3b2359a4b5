"""What every subcommand stands in: the settings, the database, the operator, and how answers are written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from opsdesk.errors import Refused
from opsdesk.settings import Folders, Settings, load, user_folders
from opsdesk.wording.facts import visible
from opsdesk.wording.language import _

if TYPE_CHECKING:
    from rich.progress import Progress

    from opsdesk.store.database import Database
    from opsdesk.store.desk_database import DeskDatabase

PASSWORD, PASSPHRASE = "OPSDESK_PASSWORD", "OPSDESK_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class Frame:
    """What was said before the subcommand, with the settings that come of it."""

    settings: Settings
    folders: Folders

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are read and shown."""
        return self.settings.zone()

    def database(self, url: str | None = None) -> str:
        """The database's address: the argument, else `--database`, the variable or the settings file."""
        found = url or self.settings.database
        if not found:
            raise Refused("database_unnamed")
        return found


def framed(database: str | None, operator: str | None) -> Frame:
    """Settings, where the command line wins over the environment, and that over the file."""
    folders = user_folders()
    return Frame(load(folders, given={"database": database, "operator": operator}), folders)


def frame_of(context: typer.Context) -> Frame:
    """The frame that the root command made."""
    found = context.find_object(Frame)
    assert found is not None, "the root callback runs first"
    return found


@contextmanager
def opened(frame: Frame, url: str | None = None, *, upgrade: bool = False) -> Iterator[DeskDatabase]:
    """The database, with the operator signed in; closed again in any case.

    A password comes from OPSDESK_PASSWORD, else it is asked for where somebody sits there.
    """
    from opsdesk.migrations.migrate import migrate, require_current
    from opsdesk.store.addresses import is_shared
    from opsdesk.store.database import Database

    address = frame.database(url)
    if is_shared(address):
        from opsdesk.command_line.serving import signed_in

        database: DeskDatabase = signed_in(frame, address)
        try:
            yield database
        finally:
            database.shut()
        return
    file = Database.open(
        address,
        migrate if upgrade else partial(require_current, shown=str(address)),
        passphrase=os.environ.get(PASSPHRASE) or None,
        desk=frame.settings.desk,
    )
    try:
        sign_in(file, frame.settings.operator)
        yield file
    finally:
        file.shut()


def sign_in(database: Database, name: str | None) -> None:
    """Act as the named operator; without a name as the only one."""
    from opsdesk.accounts.passwords import Passwords
    from opsdesk.accounts.signing import Door

    door = Door(database, Passwords())
    try:
        signed = door.sign_in(name, os.environ.get(PASSWORD) or None)
    except Refused as error:
        if error.reason != "password_needed" or not sys.stdin.isatty():
            raise
        signed = door.sign_in(name, typer.prompt(_("Password"), hide_input=True, err=True))
    if signed.must_set:
        database.sign_out()
        raise Refused("password_one_time", name=signed.me.name)


def plain(value: object) -> Any:
    """A record as JSON has it: codes, ISO times in UTC, ids as text."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case UUID() | Path():
            return str(value)
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case str() | int() | float() | None:
            return value
        case list() | tuple() | set() | frozenset():
            return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return str(value)


def as_json(value: object) -> str:
    """One line of JSON."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(", ", ": "))


def say(text: str) -> None:
    """A line of the answer, on standard output; what a person wrote cannot steer the terminal."""
    typer.echo(visible(text))


def remark(text: str) -> None:
    """A line beside the answer, on standard error."""
    typer.echo(visible(text), err=True)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        bar.add_task(what, total=1.0)
        yield bar
