"""Fixtures that open a fresh embedded database, and people to sign in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

import opsdesk
from opsdesk.accounts.signing import begin_desk
from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.access import Me
from opsdesk.store.database import Database
from opsdesk.store.ids import new_id
from opsdesk.store.making import make_tables

#: Rooms that declare tables, in any module of theirs that is called `records`.
SUBJECTS = ("partners", "accounts", "observations", "incidents", "bulletins", "plans", "releases")

ALL_ROLES = frozenset({Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR})


def load_tables() -> None:
    """Import every `records` module, so that `metadata` knows all tables."""
    there = {found.name for found in pkgutil.iter_modules(opsdesk.__path__)}
    for room in SUBJECTS:
        if room not in there:
            continue
        package = importlib.import_module(f"opsdesk.{room}")
        if "records" not in {found.name for found in pkgutil.iter_modules(package.__path__)}:
            continue
        try:
            records = importlib.import_module(f"opsdesk.{room}.records")
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("opsdesk."):
                raise
            continue
        for inner in pkgutil.walk_packages(getattr(records, "__path__", []), f"{records.__name__}."):
            importlib.import_module(inner.name)


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
    load_tables()
    made = Database.create(tmp_path / "desk.db", make_tables, desk="desk 1")
    begin_desk(made, organization="Port Police", name="Rowan Vale")
    yield made
    made.shut()


@pytest.fixture
def me(database: Database) -> Me:
    """The first operator: all roles, in the desk's own police organization."""
    return database.me
