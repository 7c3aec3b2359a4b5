"""Fixtures that open a fresh embedded database, and people to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from opsdesk.accounts.signing import begin_desk
from opsdesk.handling import Marking, Role, Sector
from opsdesk.migrations import declared
from opsdesk.store.access import Me
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.making import make_tables

ALL_ROLES = frozenset({Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR})


def person(
    name: str = "Rowan Vale",
    *roles: Role,
    sector: Sector = Sector.PUBLIC,
    clearance: Marking = Marking.AMBER_STRICT,
    like: Me | None = None,
    organization_id: UUID | None = None,
) -> Me:
    """Somebody who can be signed in without a row of their own; `like` another one: of that organization.

    Without either they are of an organization that has no row.
    """
    if organization_id is None:
        organization_id = like.organization_id if like is not None else new_id()
    return Me(new_id(), name, frozenset(roles) or ALL_ROLES, organization_id, sector, clearance)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A fresh database of all subjects: its police organization and first operator are made and signed in."""
    declared.load()
    made = Database.create(tmp_path / "desk.db", make_tables, desk="desk 1")
    begin_desk(made, organization="Port Police", name="Rowan Vale")
    yield made
    made.shut()


@pytest.fixture
def me(database: Database) -> Me:
    """The first operator: all roles, in the desk's own police organization."""
    return database.me
