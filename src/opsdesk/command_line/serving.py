"""A shared database on the command line: signing in by login, and what `database ...` does on a server."""

from __future__ import annotations

import os
import re
import sys

import typer

from opsdesk.accounts.records import name_key
from opsdesk.accounts.scram import verifier
from opsdesk.accounts.signing import arrived, begin_desk
from opsdesk.command_line.frame import PASSWORD, Frame, as_json, say
from opsdesk.errors import Refused
from opsdesk.handling import Role
from opsdesk.migrations.migrate import migrate, newest, revision_of
from opsdesk.store.addresses import Address
from opsdesk.store.shared import making
from opsdesk.store.shared.database import SharedDatabase
from opsdesk.store.shared.people import server_version
from opsdesk.store.transaction import Reading
from opsdesk.store.verification import verify
from opsdesk.wording.language import _
from opsdesk.wording.numbers import count


def signed_in(frame: Frame, url: str) -> SharedDatabase:
    """The shared database, open for the login of the address, else for the named operator.

    The password: that of the address, else OPSDESK_PASSWORD, else it is asked for where somebody sits there.
    """
    address = Address.of(url)
    login = address.login or frame.settings.operator
    if not login:
        raise Refused("operator_needed", known="")
    database = opened(frame, address, login)
    try:
        if arrived(database, login).must_set:
            raise Refused("password_one_time", name=database.me.name)
    except BaseException:
        database.shut()
        raise
    return database


def opened(frame: Frame, address: Address, login: str) -> SharedDatabase:
    """Open it, and ask for the password where the server wants one that was not given."""
    given = address.password or os.environ.get(PASSWORD)

    def enter(password: str) -> SharedDatabase:
        return SharedDatabase.open(address, migrate, login=login, password=password, desk=frame.settings.desk)

    try:
        return enter(given or "")
    except Refused as error:
        if given or error.reason != "password_wrong":
            raise
        if not sys.stdin.isatty():
            raise Refused("password_needed", name=login) from error
    return enter(typer.prompt(_("Password"), hide_input=True, err=True))


def create(frame: Frame, url: str, organization: str, name: str, login: str | None) -> None:
    """Make a shared database in an empty one, with its first operator and their login."""
    address = Address.of(url)
    chosen = login or login_of(name)
    secret = verifier(new_password(chosen), name)
    database = making.create(address, migrate, desk=frame.settings.desk)
    try:
        first = begin_desk(database, organization=organization, name=name)
        database.enrol(first.operator_id, chosen, secret)
    finally:
        database.shut()
    say(
        _("{path} is made. Its operator is {name}, with all roles; the login is {login}.").format(
            path=address.shown, name=name, login=chosen
        )
    )
    say(_("Here the server keeps the roles: a login gets what its operator may see and do, by any program."))


def login_of(name: str) -> str:
    """The login that an operator gets where no other is wanted."""
    return f"od_{re.sub('[^a-z0-9]+', '_', name_key(name)).strip('_') or 'operator'}"


def new_password(login: str) -> str:
    """The password of a login that is made: OPSDESK_PASSWORD, else asked for twice."""
    password = os.environ.get(PASSWORD)
    if password:
        return password
    if not sys.stdin.isatty():
        raise Refused("password_needed", name=login)
    asked = _("Password of {name}").format(name=login)
    return str(typer.prompt(asked, hide_input=True, err=True, confirmation_prompt=True))


def upgrade(frame: Frame, url: str) -> None:
    """Bring a shared database up to this version, by its owner."""
    address = Address.of(url)
    database = making.upgrade(address, migrate, desk=frame.settings.desk)
    try:
        found = database.ask(_revision)
    finally:
        database.shut()
    say(_("{path} is at revision {revision}.").format(path=address.shown, revision=found))


def check(frame: Frame, url: str, *, json: bool) -> None:
    """Look whether a login comes in, whether it is up to date, and, for who may read it, whether the journal
    holds."""
    database = signed_in(frame, url)
    try:
        found: dict[str, object] = {
            "path": database.address.shown,
            "revision": database.ask(_revision),
            "newest": newest(),
            "server": database.ask(_server),
            "operator": database.me.name,
            "roles": sorted(database.me.roles),
        }
        held = None
        if not database.me.roles.isdisjoint((Role.SUPERVISOR, Role.ADMINISTRATOR)):
            held = database.ask(verify)
            found |= {"seq": held.seq, "hash": held.hash}
    finally:
        database.shut()
    if json:
        say(as_json(found))
        return
    say(_("{path} can be read. The server is PostgreSQL {server}.").format(**found))
    say(_("You are {operator}.").format(**found))
    if held is None:
        say(_("Supervisors and administrators may check the journal."))
    else:
        say(_("The journal holds: {n} changes, head {hash}.").format(n=count(held.seq), hash=held.hash))


def _revision(reading: Reading) -> str | None:
    return revision_of(reading.connection)


def _server(reading: Reading) -> str:
    return server_version(reading)
