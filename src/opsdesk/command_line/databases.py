"""`database`, `journal`, `backup`, `restore`: the file itself."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from opsdesk.accounts.signing import begin_desk, choices
from opsdesk.command_line import serving
from opsdesk.command_line.copying import admit, copy
from opsdesk.command_line.frame import (
    PASSPHRASE,
    as_json,
    frame_of,
    opened,
    progress,
    say,
)
from opsdesk.errors import OpsDeskError, Refused
from opsdesk.handling import Marking
from opsdesk.migrations.migrate import migrate, newest, revision_of
from opsdesk.releases.commands import FailRelease, IssueRelease, ReserveRelease
from opsdesk.releases.model import ReleaseKind
from opsdesk.store.addresses import is_shared
from opsdesk.store.backup import back_up, restore
from opsdesk.store.backup import check as whole
from opsdesk.store.database import Database
from opsdesk.store.place import path_of
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from opsdesk.wording.language import _
from opsdesk.wording.numbers import count, size

database_group = typer.Typer(no_args_is_help=True, help=_("Make, bring up to date and check a database."))
journal_group = typer.Typer(no_args_is_help=True, help=_("The journal of all that changed."))

Url = Annotated[
    str | None, typer.Argument(help=_("A path, or postgresql://LOGIN@HOST/NAME; else --database."))
]
Json = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]

database_group.command("copy")(copy)
database_group.command("admit")(admit)


@database_group.command("create")
def create(
    context: typer.Context,
    url: Url = None,
    organization: Annotated[
        str, typer.Option("--organization", help=_("The desk's own organization."))
    ] = "Operations desk",
    login: Annotated[
        str | None, typer.Option("--login", help=_("On a server: the first operator's login."))
    ] = None,
) -> None:
    """Make a new database with one operator, who has all roles.

    A file: the operator has no password yet; with OPSDESK_PASSPHRASE it is encrypted, and whoever loses the
    passphrase loses the data. A server (postgresql://OWNER@HOST/NAME): everything in an empty database; the
    operator gets a login with the password of OPSDESK_PASSWORD, or one that is asked for.
    """
    frame = frame_of(context)
    name = frame.settings.operator or "Operator"
    if is_shared(address := frame.database(url)):
        serving.create(frame, address, organization, name, login)
        return
    database = Database.create(
        address, migrate, passphrase=os.environ.get(PASSPHRASE) or None, desk=frame.settings.desk
    )
    try:
        begin_desk(database, organization=organization, name=name)
    finally:
        database.shut()
    say(
        _("{path} is made. Its operator is {name}, with all roles and no password yet.").format(
            path=database.path, name=name
        )
    )
    say(_("In this mode roles are kept by the program only: whoever has the file has all that is in it."))


@database_group.command("upgrade")
def upgrade(context: typer.Context, url: Url = None) -> None:
    """Bring a database up to this version of the program; it is changed whole or not at all."""
    frame = frame_of(context)
    address = frame.database(url)
    if is_shared(address):
        serving.upgrade(frame, address)
        return
    database = Database.open(address, migrate, passphrase=os.environ.get(PASSPHRASE) or None)
    try:
        found = database.ask(_revision)
    finally:
        database.shut()
    say(_("{path} is at revision {revision}.").format(path=path_of(address), revision=found))


@database_group.command("check")
def check(context: typer.Context, url: Url = None, json: Json = False) -> None:
    """Look whether a database can be opened, is up to date, and whether its journal holds."""
    frame = frame_of(context)
    if is_shared(address := frame.database(url)):
        serving.check(frame, address, json=json)
        return
    database = Database.open(address, passphrase=os.environ.get(PASSPHRASE) or None)
    try:
        revision = database.ask(_revision)
        operators = [operator.name for operator in choices(database)]
        held = whole(database.opener, database.now())
    finally:
        database.shut()
    found = {"path": database.path, "revision": revision, "newest": newest(), "operators": operators}
    if json:
        say(as_json(found | {"seq": held.seq, "hash": held.hash}))
        return
    say(_("{path} can be read.").format(path=database.path))
    if revision != newest():
        say(_("It is at an older revision. Run opsdesk database upgrade {path}.").format(path=database.path))
    say(_("The journal holds: {n} changes, head {hash}.").format(n=count(held.seq), hash=held.hash))
    say(_("Operators: {names}.").format(names=", ".join(operators)))


@journal_group.command("verify")
def journal_verify(
    context: typer.Context,
    against: Annotated[
        str | None, typer.Option("--against", metavar="SEQ:HASH", help=_("A head that was printed or noted."))
    ] = None,
    json: Json = False,
) -> None:
    """Check every row of the journal against its hash, the chain and its head."""
    frame = frame_of(context)
    with opened(frame) as database, progress(_("Checking the journal")) as bar:
        held = database.ask(
            verify,
            against,
            lambda done, of: bar.update(bar.task_ids[0], completed=done / of if of else 1.0),
        )
    if json:
        say(as_json({"seq": held.seq, "hash": held.hash, "purged": held.purged}))
        return
    say(
        _("The journal holds: {n} changes, head {seq}:{hash}.").format(
            n=count(held.seq), seq=held.seq, hash=held.hash
        )
    )
    if held.purged:
        say(_("Of {n} changes the detail was purged by law.").format(n=count(held.purged)))


def backup_to(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("Where the backup goes; nothing may stand there."))],
    recipient: Annotated[
        str | None, typer.Option("--recipient", help=_("Who keeps it; else the operator."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=_("Why it is made."))] = _("kept against loss"),
) -> None:
    """Write a backup while desks go on writing; it is checked before it gets its name."""
    with opened(frame_of(context)) as database, progress(_("Backing up")) as bar:
        if file.exists():
            raise Refused("file_exists", path=str(file))
        if not isinstance(database, Database):
            raise Refused("server_backs_up")
        reserve = ReserveRelease.of(
            release_kind=ReleaseKind.BACKUP,
            title=file.name,
            audience=database.me.name,
            recipient=recipient or database.me.name,
            reason=reason,
            marking=Marking.AMBER_STRICT,
        )
        database.run(reserve)
        try:
            made = back_up(
                database,
                file,
                lambda done, of: bar.update(bar.task_ids[0], completed=done / of if of else 1.0),
            )
        except OpsDeskError as error:
            database.run(FailRelease.of(release_id=reserve.release_id, why=type(error).__name__))
            raise
        length = made.path.stat().st_size
        database.run(IssueRelease.of(release_id=reserve.release_id, sha256=made.sha256, size=length))
    say(
        _("{path} is written and checked: {size}, {n} changes, SHA-256 {hash}.").format(
            path=made.path, size=size(length), n=count(made.journal.seq), hash=made.sha256
        )
    )


def restore_from(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The backup."))],
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Put it in the place of a database; that one is kept aside."))
    ] = False,
) -> None:
    """Put a backup where the database stands, after a check; the old file is kept under another name."""
    frame = frame_of(context)
    place = path_of(frame.database())
    kept = restore(
        file, place, datetime.now(UTC), passphrase=os.environ.get(PASSPHRASE) or None, replace=replace
    )
    say(_("{path} is restored from {file}.").format(path=place, file=file))
    if kept is not None:
        say(_("What stood there before is kept as {path}.").format(path=kept))


def _revision(reading: Reading) -> str | None:
    return revision_of(reading.connection)
