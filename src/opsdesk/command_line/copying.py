"""`database copy` and `admit`: an embedded desk moves up to a shared database; who comes in there first."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from opsdesk.accounts.records import name_key
from opsdesk.accounts.scram import verifier
from opsdesk.command_line.frame import PASSPHRASE, PASSWORD, as_json, frame_of, progress, remark, say
from opsdesk.command_line.serving import login_of, new_password
from opsdesk.migrations import declared
from opsdesk.migrations.migrate import migrate
from opsdesk.store.place import path_of
from opsdesk.store.shared.address import Address
from opsdesk.store.shared.admitting import admit as let_in
from opsdesk.store.shared.moving_up import MovedUp, move_up
from opsdesk.wording.language import _
from opsdesk.wording.numbers import count

#: So many digits of a hash are enough to compare by eye.
_DIGITS = 16


def copy(
    source: Annotated[str, typer.Argument(help=_("The desk's file: a path, or sqlite:///PATH."))],
    target: Annotated[
        str,
        typer.Argument(help=_("The shared database: postgresql://…, as who may act for its owner.")),
    ],
    json: Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))] = False,
) -> None:
    """Copy everything of a desk's file to a shared database: records, files, and the journal with its chain.

    Counts and hashes of each table are compared at the end. A copy that broke off goes on when it is run
    again. The file is left as it is; from then on desks open the shared database.
    """
    declared.load()
    path = path_of(source)
    address = Address.of(target)
    password = os.environ.get(PASSWORD)
    if address.password is None and address.login is not None and password:
        address = address.signing_in(address.login, password)
    with progress(_("Copying")) as bar:

        def told(table: str, done: int, of: int) -> None:
            shown = _("Copying {table}").format(table=table)
            bar.update(bar.task_ids[0], description=shown, completed=done / of if of else 1.0)

        moved = move_up(path, address, migrate, passphrase=os.environ.get(PASSPHRASE) or None, progress=told)
    if json:
        say(as_json(_facts(moved)))
        return
    if moved.went_on:
        remark(_("An earlier copy had broken off; it was gone on with."))
    for table in moved.tables:
        content = table.content
        say(f"{table.name:22} {count(content.rows):>9}  {content.hash[:_DIGITS]}")
    say(
        _("All {n} rows are the same on both sides. The journal holds there: head {seq}:{hash}.").format(
            n=count(moved.rows), seq=moved.journal.seq, hash=moved.journal.hash
        )
    )
    say(_("Operators are there disabled, without a login. Let in an administrator, who lets in the others:"))
    say(_("opsdesk database admit postgresql://… NAME, with the same address."))
    say(_("{path} is left as it was. What is written to it from now on is not copied.").format(path=path))


def admit(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help=_("The shared database, as who may act for its owner."))],
    name: Annotated[str, typer.Argument(help=_("The administrator."))],
    login: Annotated[str | None, typer.Option("--login", help=_("The login, else of the name."))] = None,
) -> None:
    """Let an administrator in by the owner: after a copy, or when every administrator is locked out.

    The password is that of OPSDESK_PASSWORD, or one that is asked for; it replaces the one there is.
    """
    frame = frame_of(context)
    address = Address.of(target)
    chosen = login or login_of(name)
    secret = verifier(new_password(chosen), name)
    found = let_in(address, name_key(name), login=chosen, verifier=secret, desk=frame.settings.desk)
    say(_("{name} comes in as {login}.").format(name=name, login=found))


def _facts(moved: MovedUp) -> dict[str, object]:
    return {
        "tables": {
            table.name: {"rows": table.content.rows, "sha256": table.content.hash} for table in moved.tables
        },
        "rows": moved.rows,
        "journal": {"seq": moved.journal.seq, "hash": moved.journal.hash, "purged": moved.journal.purged},
        "went_on": moved.went_on,
    }
