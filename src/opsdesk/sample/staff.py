"""The people who work at the sample desk, and the clock that runs while its past is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opsdesk.accounts.commands import AddOperator
from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.access import Me
from opsdesk.store.command import Applied, Command
from opsdesk.store.database import Database

#: Who works at the sample desk besides its first operator.
_STAFF = {
    "M. Rossi": (Role.DISPATCHER,),
    "T. Novak": (Role.DISPATCHER,),
    "J. Okafor": (Role.SUPERVISOR,),
    "L. Bianchi": (Role.LIAISON,),
}


class Clock:
    """A clock that stands where it was set; the store asks it for the time of each command."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Staff:
    """The sample desk's operators, and the one way in which they write: at a time, as somebody.

    `first` has all roles; it opens the sample.
    """

    database: Database
    clock: Clock
    first: Me
    people: dict[str, Me]

    @classmethod
    def hire(cls, database: Database, clock: Clock, first: Me) -> Staff:
        """Add the people as the first operator."""
        people = {first.name: first}
        organization_id = first.organization_id
        assert organization_id is not None
        for name, roles in _STAFF.items():
            command = AddOperator(name=name, roles=frozenset(roles), organization_id=organization_id)
            database.run(command, first)
            people[name] = Me(
                command.operator_id,
                name,
                frozenset(roles),
                organization_id,
                Sector.PUBLIC,
                Marking.AMBER_STRICT,
            )
        return cls(database, clock, first, people)

    @property
    def desk_organization(self) -> UUID:
        """The desk's own organization."""
        return UUID(str(self.first.organization_id))

    def does(self, who: str, at: datetime, command: Command) -> Applied:
        """Apply the command as that person at that time."""
        self.clock.at = max(at, self.clock.at)
        return self.database.run(command, self.people[who])
