"""Ways to say in a test what happened at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from opsdesk.accounts.commands import AddOperator
from opsdesk.handling import Role
from opsdesk.observations import records
from opsdesk.observations.commands import ReportObservation
from opsdesk.observations.model import Observation
from opsdesk.store.access import Me
from opsdesk.store.database import Database

#: Reports something and gives its id.
Report = Callable[..., UUID]
#: Reads an observation as it stands now.
Read = Callable[[UUID], Observation]
#: Adds an operator of the desk with these roles.
Hire = Callable[..., Me]


@pytest.fixture
def report(database: Database) -> Report:
    def reported(summary: str = "Grey van circling", **values: Any) -> UUID:
        command = ReportObservation.of(summary=summary, **values)
        database.run(command)
        return command.observation_id

    return reported


@pytest.fixture
def read(database: Database) -> Read:
    def now(observation_id: UUID) -> Observation:
        return database.ask(records.get, observation_id)

    return now


@pytest.fixture
def hire(database: Database, me: Me) -> Hire:
    def hired(name: str, *roles: Role) -> Me:
        assert me.organization_id is not None
        asked = database.me
        database.sign_in(me)
        command = AddOperator.of(name=name, roles=frozenset(roles), organization_id=me.organization_id)
        database.run(command)
        database.sign_in(asked)
        return Me(command.operator_id, name, frozenset(roles), me.organization_id, me.sector, me.clearance)

    return hired
