"""Signing in: who is let in, what is recorded of it, and the first operator of a new desk."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from pydantic import SecretStr

from opsdesk.accounts import records
from opsdesk.accounts.commands import BeginDesk, RecordLock, RecordSignIn, RecordSignOut, SetPassword
from opsdesk.accounts.model import ALL_ROLES, FAILURE_WINDOW, Login, Operator, Outcome, SignedIn
from opsdesk.accounts.passwords import Passwords
from opsdesk.errors import NotFound, Refused
from opsdesk.handling import Marking, Sector
from opsdesk.store.database import Database
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.operator import NOBODY, Me


def begin_desk(
    database: DeskDatabase, *, organization: str = "Operations desk", name: str = "Operator"
) -> Me:
    """Make the desk's organization and first operator in a new database, and sign that operator in."""
    command = BeginDesk.of(organization=organization, name=name)
    first = Me(
        command.operator_id,
        command.name,
        ALL_ROLES,
        command.organization_id,
        Sector.PUBLIC,
        Marking.AMBER_STRICT,
    )
    database.run(command, first)
    database.sign_in(first)
    return first


def choices(database: Database) -> list[Operator]:
    """Who may sign in here, by name; blocking. One who is alone without a password is used unasked."""
    found = database.ask(records.logins)
    return [login.operator for login in found if login.operator.disabled_at is None]


def arrived(database: DeskDatabase, login: str) -> SignedIn:
    """Record the sign-in of whose login opened a shared database; blocking.

    The server has looked at the password. A login that is no operator's, or one who is disabled, is nobody
    there (`Refused`, `operator_disabled`).
    """
    me = database.me
    if me is NOBODY:
        raise Refused("operator_disabled", name=login)
    database.run(RecordSignIn(operator_id=me.operator_id, outcome=Outcome.RIGHT))
    who = database.ask(records.get, me.operator_id)
    return SignedIn(me, without_password=False, must_set=who.one_time)


#: Stands for a lock that ends by an administrator's release only.
_UNTIL_RELEASED = datetime.max.replace(tzinfo=UTC)


class Door:
    """Lets operators in and out; blocking methods for the command line, coroutines for the screen."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def sign_in(self, name: str | None, password: str | None = None) -> SignedIn:
        """Sign somebody in, or say why not (`Refused`); each attempt stands in the journal.

        Without a name the only operator of the desk is meant. An operator who has no password yet comes in
        without one, and is asked to set it.
        """
        login = self._login(name)
        me, who = login.me, login.operator
        if who.disabled_at is not None:
            self._record(login, Outcome.DISABLED)
            raise Refused("operator_disabled", name=who.name)
        if who.locked_at is not None and (until := self._locked(who)) is not None:
            self._record(login, Outcome.LOCKED)
            if until is _UNTIL_RELEASED:
                raise Refused("operator_locked", name=who.name)
            raise Refused("operator_locked_alone", name=who.name, until=until)
        if login.secret is not None:
            if password is None:
                raise Refused("password_needed", name=who.name)
            if not self._passwords.right(password, login.secret):
                self._record(login, Outcome.WRONG)
                raise Refused("password_wrong", name=who.name)
        self._record(login, Outcome.RIGHT)
        self._database.sign_in(me)
        return SignedIn(me, without_password=login.secret is None, must_set=who.one_time)

    def confirm(self, password: str) -> None:
        """Ask for the password again before a privileged act or after a lock; `Refused` when wrong."""
        self.sign_in(self._database.me.name, password)

    def set_password(self, password: str) -> None:
        """Set the password of who is signed in; `BadInput` says why it will not do."""
        me = self._database.me
        secret = self._passwords.hashed(password, me.name)
        self._database.run(SetPassword(operator_id=me.operator_id, secret=SecretStr(secret.value)))

    def record_lock(self, *, idle: bool) -> None:
        """Record that the desk was locked."""
        self._database.run(RecordLock(idle=idle))

    def sign_out(self) -> None:
        """Record it, and let nobody be signed in."""
        self._database.run(RecordSignOut())
        self._database.sign_out()

    async def sign_in_async(self, name: str | None, password: str | None = None) -> SignedIn:
        """`sign_in` in a thread: the hash takes tens of milliseconds."""
        return await asyncio.to_thread(self.sign_in, name, password)

    async def confirm_async(self, password: str) -> None:
        """`confirm` in a thread."""
        await asyncio.to_thread(self.confirm, password)

    async def record_lock_async(self, *, idle: bool) -> None:
        """`record_lock` in a thread."""
        await asyncio.to_thread(self.record_lock, idle=idle)

    async def set_password_async(self, password: str) -> None:
        """`set_password` in a thread."""
        await asyncio.to_thread(self.set_password, password)

    def _login(self, name: str | None) -> Login:
        known = [login for login in self._database.ask(records.logins) if not login.operator.disabled_at]
        listed = ", ".join(login.operator.name for login in known)
        if name is None:
            if len(known) != 1:
                raise Refused("operator_needed", known=listed)
            return known[0]
        try:
            return self._database.ask(records.login, name)
        except NotFound:
            self._database.run(RecordSignIn(operator_id=None, outcome=Outcome.UNKNOWN, name=name[:80]))
            raise Refused("operator_unknown", name=name, known=listed) from None

    def _locked(self, who: Operator) -> datetime | None:
        """Locked until an administrator releases; the only one, whom nobody could release, for 15 minutes.

        None once the time of the only administrator is over.
        """
        if self._database.ask(records.administrators) != {who.id}:
            return _UNTIL_RELEASED
        assert who.locked_at is not None
        until = who.locked_at + FAILURE_WINDOW
        return until if self._database.now() < until else None

    def _record(self, login: Login, outcome: Outcome) -> None:
        self._database.run(RecordSignIn(operator_id=login.operator.id, outcome=outcome), login.me)
