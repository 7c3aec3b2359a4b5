"""A directory to test on: a clock that can be turned, and short ways to enter things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from opsdesk.partners import records
from opsdesk.partners.commands import AddContact, AddLicence, AddOrganization, AddPost, PlanCoverage
from opsdesk.partners.model import PartnerFilter, ShiftDay
from opsdesk.store.access import Me
from opsdesk.store.command import Command
from opsdesk.store.database import Database
from tests.databases import begun

#: The desk of the tests: Monaco, first shift from six.
DAY = ShiftDay(zone="Europe/Monaco")


@dataclass
class Clock:
    """The database's time, turned by hand."""

    now: datetime = datetime(2026, 6, 13, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Directory:
    """An open database and its clock; 13 June 2026 is a Saturday, 14:00 in Monaco."""

    database: Database
    me: Me
    clock: Clock

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**by)

    @property
    def now(self) -> datetime:
        """The time of the database."""
        return self.clock.now

    @property
    def today(self) -> date:
        """The date at the desk."""
        return DAY.today(self.now)

    def run(self, command: Command, me: Me | None = None) -> Command | None:
        """Apply a command; what takes it back."""
        self.database.sign_in(me or self.me)
        try:
            return self.database.run(command).undo
        finally:
            self.database.sign_in(self.me)

    def organization(self, name: str = "Port Hercule Watch", **fields: Any) -> UUID:
        """Enter an organization."""
        command = AddOrganization.of(**{"name": name, "organization_kind": "contract_security", **fields})
        self.run(command)
        return command.organization_id

    def contact(self, organization_id: UUID, name: str = "L. Marin", **fields: Any) -> UUID:
        """Enter a contact."""
        command = AddContact.of(organization_id=organization_id, name=name, **fields)
        self.run(command)
        return command.contact_id

    def licence(self, organization_id: UUID, days: int | None, **fields: Any) -> UUID:
        """Enter a licence that expires in so many days."""
        expires = None if days is None else self.today + timedelta(days=days)
        command = AddLicence.of(
            organization_id=organization_id, **{"licence_kind": "CCTV", "expires": expires, **fields}
        )
        self.run(command)
        return command.licence_id

    def post(self, code: str = "P-07", name: str = "Rascasse", **fields: Any) -> UUID:
        """Enter a post."""
        command = AddPost.of(code=code, name=name, **fields)
        self.run(command)
        return command.post_id

    def plan(self, post_id: UUID, officer: str, first: float, last: float, **fields: Any) -> UUID:
        """Plan an officer from so many hours after now until so many."""
        command = PlanCoverage.of(
            post_id=post_id,
            officer=officer,
            starts=self.now + timedelta(hours=first),
            ends=self.now + timedelta(hours=last),
            **fields,
        )
        self.run(command)
        return command.coverage_id

    def names(self, **asked: Any) -> list[str]:
        """The names that a filter shows."""
        page = self.database.ask(records.page, PartnerFilter(**{"day": DAY, **asked}))
        return [one.name for one in page.items]


@contextmanager
def opened(folder: Path) -> Iterator[Directory]:
    """A directory on a fresh database with a clock of its own."""
    clock = Clock()
    database = begun(folder / "desk.db", clock)
    try:
        yield Directory(database, database.me, clock)
    finally:
        database.shut()
