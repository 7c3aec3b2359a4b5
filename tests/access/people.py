"""The people and the rows by which access is compared: every role, sector, marking, class, owner, reader."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, Table

from opsdesk.handling import Marking, RecordClass, Role, Sector
from opsdesk.store.operator import NOBODY, Me
from opsdesk.store.schema import Coded, Id, Instant, Json, metadata

NOW = datetime.now(UTC).replace(microsecond=0)
_SPACE = UUID("01a206aa-578a-762e-b613-967178946c0e")

D, L, S, A, W = Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.WALL

#: Whose rights are compared: each role by itself, and sets whose rights add up or take away.
ROLE_SETS = ((D,), (L,), (S,), (A,), (W,), (D, S), (L, A), (D, L, S, A), (D, W))


def some_id(*parts: object) -> UUID:
    """An id that is the same in each run."""
    return uuid5(_SPACE, "/".join(map(str, parts)))


@dataclass(frozen=True)
class Organization:
    name: str
    sector: Sector
    clearance: Marking
    is_desk: bool = False

    @property
    def id(self) -> UUID:
        return some_id("organization", self.name)


DESK = Organization("desk", Sector.PUBLIC, Marking.AMBER_STRICT, is_desk=True)
COUNTY = Organization("county", Sector.PUBLIC, Marking.AMBER)
GUARDS = Organization("guards", Sector.PRIVATE, Marking.GREEN)
MALL = Organization("mall", Sector.PRIVATE, Marking.AMBER_STRICT)
STREET = Organization("street", Sector.COMMUNITY, Marking.CLEAR)
ORGANIZATIONS = (DESK, COUNTY, GUARDS, MALL, STREET)


@dataclass(frozen=True)
class Person:
    """An operator with a login; `away` is why nobody is behind it."""

    organization: Organization
    roles: tuple[Role, ...]
    clearance: Marking | None = None
    away: str = ""

    @property
    def name(self) -> str:
        return "_".join([self.organization.name, *(role.value[:2] for role in self.roles), *self._own])

    @property
    def _own(self) -> list[str]:
        own = [] if self.clearance is None else [self.clearance.name.lower()]
        return [*own, *([self.away] if self.away else [])]

    @property
    def id(self) -> UUID:
        return some_id("operator", self.name)

    @property
    def login(self) -> str:
        return f"oda_{self.name}"

    @property
    def me(self) -> Me:
        if self.away:
            return NOBODY
        granted = self.organization.clearance
        clearance = min(granted, self.clearance or granted, key=lambda marking: marking.rank)
        roles = frozenset(self.roles)
        return Me(self.id, self.name, roles, self.organization.id, self.organization.sector, clearance)


PEOPLE = (
    *(Person(organization, roles) for organization in ORGANIZATIONS for roles in ROLE_SETS),
    Person(DESK, (S,), Marking.GREEN),
    Person(MALL, (S, L), Marking.GREEN),
    Person(DESK, (S,), away="disabled"),
    Person(DESK, (S,), away="locked"),
)
#: Enough of them for each run: every role in every sector; `OPSDESK_TEST_WIDE=1` compares all.
FEW = tuple(
    person
    for person in PEOPLE
    if person.away
    or person.clearance
    or person.organization is DESK
    or (person.organization, person.roles)
    in {(GUARDS, (D, S)), (GUARDS, (L, A)), (STREET, (S,)), (STREET, (D, W)), (MALL, (S,)), (COUNTY, (L, A))}
)
#: Who wrote the rows: of the desk, of a partner, and one whom nobody knows.
WRITERS = (some_id("operator", "desk_di"), some_id("operator", "guards_su"), some_id("stranger"))
ORIGINATORS = (None, DESK.id, GUARDS.id)


def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table; values as Python has them."""
    made: dict[str, list[dict[str, Any]]] = {}
    for table in sorted(metadata.sorted_tables, key=lambda table: _LATE.get(table.name, 0)):
        variants = [*_variants(table, made)]
        made[table.name] = [_filled(table, number, given) for number, given in enumerate(variants)]
    return made


def _variants(table: Table, made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    if table.name in _OWN:
        yield from _OWN[table.name](made)
    elif "of" in table.info:
        yield from _parts(table, made)
    elif "marking" in table.c:
        yield from _marked(table)
    elif "created_by" in table.c:
        for writer, organization in itertools.product(WRITERS, (DESK, GUARDS, STREET)):
            yield {"created_by": writer, "organization_id": organization.id}


def _marked(table: Table) -> Iterator[dict[str, Any]]:
    classes: list[RecordClass | None] = [None]
    if "record_class" in table.c:
        other = RecordClass.BULLETIN if table.name == "bulletin" else RecordClass.OBSERVATION
        classes = [other, RecordClass.INTELLIGENCE]
    drafted = (False, True) if table.name == "bulletin" else (False,)
    originators = ORIGINATORS if "originator_id" in table.c else (None,)
    for marking, kind, originator, writer, draft in itertools.product(
        Marking, classes, originators, WRITERS, drafted
    ):
        given = {"marking": marking, "record_class": kind, "originator_id": originator, "created_by": writer}
        yield given | ({} if draft else {"published_at": NOW, "organization_id": None})


def _parts(table: Table, made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    owner = table.info["of"]
    for number, row in enumerate(made[owner]):
        given = {f"{owner}_id": row["id"], "created_by": WRITERS[number % 3], "file_id": some_id("f", number)}
        if table.name == "bulletin_audience":
            told = (GUARDS, STREET, COUNTY)[number % 3]
            given |= {"organization_id": told.id, "added_at": None if number % 4 == 0 else NOW}
        yield given


def _organizations(_made: object) -> Iterator[dict[str, Any]]:
    for one in ORGANIZATIONS:
        yield {
            "id": one.id,
            "name": one.name,
            "sector": one.sector,
            "clearance": one.clearance,
            "is_desk": one.is_desk,
            "created_by": WRITERS[0],
        }


def _operators(_made: object) -> Iterator[dict[str, Any]]:
    for one in PEOPLE:
        yield {
            "id": one.id,
            "name": one.name,
            "name_key": one.name.replace("_", " "),
            "roles": sorted(role.value for role in one.roles),
            "organization_id": one.organization.id,
            "clearance": one.clearance,
            "login": one.login,
            "disabled_at": NOW if one.away == "disabled" else None,
            "locked_at": NOW if one.away == "locked" else None,
            "created_by": WRITERS[0],
        }


def _files(_made: object) -> Iterator[dict[str, Any]]:
    """One for each photo of an observation, and some that nothing shows."""
    for number in range(100):
        yield {"id": some_id("f", number), "created_by": WRITERS[number % 3], "sha256": f"{number:064}"}


def _file_parts(made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for row in made["file"]:
        yield {"file_id": row["id"]}


def _named(made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for subject in ("observation", "incident", "bulletin", "release"):
        red = [row for row in made[subject] if row["marking"] is Marking.RED]
        for row, one in zip(red, itertools.cycle(PEOPLE)):
            yield {"subject": subject, "record_id": row["id"], "operator_id": one.id}


def _links(first: str) -> Any:
    def made_of(made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        for one, other in zip(made[first], reversed(made["observation"]), strict=False):
            yield {f"{first}_id": one["id"], "observation_id": other["id"]}

    return made_of


def _journal(made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    seq = 0
    for subject in ("observation", "incident", "bulletin", "release", "operator", "file", None):
        for row in [*made.get(subject or "", [])[:90:7], {"id": None}]:
            seq += 1
            yield {"seq": seq, "subject": subject, "record_id": row["id"], "kind": f"{subject}.test"}


def _details(made: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for row in made["journal"]:
        yield {"seq": row["seq"], "detail": "{}"}


_OWN: dict[str, Any] = {
    "organization": _organizations,
    "operator": _operators,
    "file": _files,
    "file_copy": _file_parts,
    "file_original": _file_parts,
    "named_reader": _named,
    "incident_observation": _links("incident"),
    "sighting": _links("bulletin"),
    "journal": _journal,
    "journal_detail": _details,
    "journal_head": lambda made: iter([{"one": 1}]),
    "command": lambda made: iter([]),
    "series": lambda made: iter([{"name": "observation"}]),
    "sign_in_failure": lambda made: iter({"operator_id": one.id} for one in PEOPLE),
}


#: What speaks of rows of other tables comes after them.
_LATE = {"named_reader": 1, "incident_observation": 1, "sighting": 1, "journal": 1, "journal_detail": 2}


def _filled(table: Table, number: int, given: dict[str, Any]) -> dict[str, Any]:
    row = {column.name: _plain(table, column, number) for column in table.c}
    row |= {name: value for name, value in given.items() if name in table.c and value is not None}
    return row | {name: None for name, value in given.items() if value is None and _may_be_empty(table, name)}


def _may_be_empty(table: Table, name: str) -> bool:
    return name in table.c and bool(table.c[name].nullable)


_PLAIN: tuple[tuple[Any, Any], ...] = (
    (Json, []),
    (Boolean, False),
    (Float, 0.0),
    (Date, date(2026, 1, 1)),
)


def _plain(table: Table, column: Column[Any], number: int) -> Any:
    """A value that the column takes; NULL where it may be."""
    kind = column.type
    if column.name == "n":
        return (int(NOW.timestamp() * 1000) << 20) + number
    if column.name == "id":
        return some_id(table.name, number)
    if column.nullable:
        return None
    if isinstance(kind, Instant):
        return NOW
    if isinstance(kind, Coded):
        return _begins(table, column) or next(iter(kind.members))
    if isinstance(kind, Id):
        return some_id(table.name, column.name, number)
    if isinstance(kind, Integer):
        return 1 if column.name == "version" else number
    if isinstance(kind, LargeBinary):
        return number.to_bytes(32, "big")
    return next((value for of, value in _PLAIN if isinstance(kind, of)), f"{number}")


def _begins(table: Table, column: Column[Any]) -> Any:
    from opsdesk.store.access import JUDGEMENTS

    for one in JUDGEMENTS:
        if one.table == table.name and one.begins.get(column.name) is not None:
            assert isinstance(column.type, Coded)
            return column.type.members(one.begins[column.name])
    return None
