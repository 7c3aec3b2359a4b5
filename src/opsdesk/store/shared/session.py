"""Whoever asks on PostgreSQL: only the database knows, by the login of the session."""

# ruff: noqa: S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, MetaData, Table, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.dialects.postgresql.asyncpg import dialect as postgresql
from sqlalchemy.sql.elements import ClauseElement
from typing_extensions import override

from opsdesk.handling import Role, Sector
from opsdesk.store.access import Access, Verb
from opsdesk.store.asking import Asking, constant
from opsdesk.store.schema import Id

SCHEMA = "app"


class Session(Asking):
    """The operator behind `session_user`, as functions of the database say: never a setting of the client's.

    Each answer stands in a sub-select of its own, which runs once for each statement and not for each row.

    Attributes:
        lists: the lists of ids that conditions asked for by name, each as the SELECT that makes it.
        facts: what holds or not whichever row is asked about, each as its SELECT.
        uses: the tests whether an id is in use anywhere, each as its SELECT of $1.
    """

    def __init__(self, *, guarded: bool) -> None:
        self.guarded = guarded
        self.lists: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.uses: dict[str, str] = {}

    @property
    @override
    def operator(self) -> ColumnElement[UUID]:
        return literal_column("(SELECT app.my_operator())", Id())

    @override
    def anybody(self) -> ColumnElement[bool]:
        return literal_column("(SELECT app.my_roles() <> '{}')", Boolean())

    @override
    def is_one_of(self, *roles: Role) -> ColumnElement[bool]:
        listed = ", ".join(sorted(f"'{role.value}'" for role in roles))
        return literal_column(f"(SELECT app.my_roles() && ARRAY[{listed}])", Boolean())

    @override
    def is_of(self, *sectors: Sector) -> ColumnElement[bool]:
        listed = ", ".join(sorted(f"'{sector.value}'" for sector in sectors))
        return literal_column(f"(SELECT app.my_sector() IN ({listed}))", Boolean())

    @override
    def acts_for(self, column: ColumnElement[UUID]) -> ColumnElement[bool]:
        same: ColumnElement[bool] = column == literal_column("(SELECT app.my_organization())", Id())
        return same

    @override
    def cleared_for(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        cleared = literal_column("((SELECT app.my_markings())::text[])", ARRAY(TEXT))
        return cast(column, TEXT) == func.any(cleared)

    @override
    def gives(self, *kinds: str) -> ColumnElement[bool]:
        return literal_column(f"(SELECT app.my_kind() ~ '{pattern(kinds)}')", Boolean())

    @override
    def among(
        self, column: ColumnElement[Any], listed: ColumnElement[Any], name: str, *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        self.lists[name] = compiled(select(listed).where(*where))
        return column.op("IN", is_comparison=True, return_type=Boolean())(
            literal_column(f"(SELECT app.{name}())")
        )

    @override
    def holds(
        self, name: str, listed: ColumnElement[Any], *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        self.facts[name] = f"SELECT EXISTS ({compiled(select(listed).where(*where))})"
        return literal_column(f"(SELECT app.{name}())", Boolean())

    @override
    def is_used(self, column: ColumnElement[Any], listed: ColumnElement[Any]) -> ColumnElement[bool]:
        name = f"is_{listed.name}_of_{listed.table.name}"
        self.uses[name] = (
            f"SELECT EXISTS (SELECT FROM app.{listed.table.name} AS t WHERE t.{listed.name} = $1)"
        )
        return literal_column(f"app.{name}({compiled(column)})", Boolean())

    @override
    def may_read(
        self, subject: ColumnElement[Any], record_id: ColumnElement[Any], ways: Iterable[ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        return func.app.may_read(cast(subject, TEXT), record_id, type_=Boolean())


def pattern(kinds: Iterable[str]) -> str:
    """Patterns of kinds (`observation.*`) as one regular expression of PostgreSQL's."""
    listed = (re.escape(kind).replace(r"\*", ".*") for kind in kinds)
    return f"^({'|'.join(listed)})$"


def condition(access: Access, verb: Verb, table: Table, asking: Session) -> str:
    """The rows of `app.TABLE` on which the verb may be used, as SQL over the table's own name.

    Compiled inside of a SELECT: an EXISTS by itself would not be joined to the table's row.
    """
    where = access.condition(verb, table, asking, table)
    if verb in (Verb.UPDATE, Verb.DELETE):
        seen = access.condition(Verb.SELECT, table, asking, table)
        where = constant(False) if compiled(where) == "false" else (seen & where)
    text = compiled(select(literal_column("1")).select_from(table).where(where))
    return text.partition("\nWHERE ")[2] or "true"


def visible(access: Access, table: Table) -> str:
    """The SELECT rule for the inside of a definer function, where nothing else guards the tables."""
    return condition(access, Verb.SELECT, table, Session(guarded=False))


def asked(access: Access, metadata: MetaData) -> Session:
    """Whoever asks, after all conditions of all tables: with every list and test that they ask for."""
    asking = Session(guarded=False)
    for table in metadata.sorted_tables:
        for verb in (Verb.SELECT, Verb.INSERT, Verb.UPDATE, Verb.DELETE):
            access.condition(verb, table, asking, table)
    return asking


def compiled(clause: ClauseElement) -> str:
    """SQL for PostgreSQL with its values inside and the schema before each table."""
    return str(
        clause.compile(
            dialect=postgresql(),  # type: ignore[no-untyped-call] # SQLAlchemy gives it no types
            schema_translate_map={None: SCHEMA},
            compile_kwargs={"literal_binds": True},
            render_schema_translate=True,
        )
    )
