"""The conditions of the table of rules: for which rows a rule holds, as SQL over their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, MetaData, Table, and_, exists, false, select, true

from opsdesk.handling import Marking, RecordClass, Role, Sector
from opsdesk.store.asking import Asking, all_of, any_of, code, is_never, none_of

#: SQL over the columns of `t` for whoever asks; the rows for which the rule holds.
When = Callable[["Rows", Asking], ColumnElement[bool]]


class Readers(Protocol):
    """Says of the rows of another table which may be read."""

    metadata: MetaData

    def read(self, table: Table, asking: Asking, clause: FromClause) -> ColumnElement[bool]:
        """The rows of the clause (the table or its alias) that may be read."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows a condition speaks of: the table as declared, and its clause (maybe an alias)."""

    table: Table
    t: FromClause
    access: Readers

    def has(self, name: str) -> bool:
        """Whether the table has such a column."""
        return name in self.table.c

    def other(self, name: str) -> Table:
        """Another table by its name: rules are data and import no subject."""
        return self.access.metadata.tables[name]

    def seen(
        self, table: Table, column: str, value: ColumnElement[object], me: Asking
    ) -> ColumnElement[bool]:
        """There is a row of another table with that value in that column which may be read."""
        inner = table.alias()
        read = true() if me.guarded else self.access.read(table, me, inner)
        if is_never(read):
            return false()
        return exists(select(next(iter(inner.c))).where(inner.c[column] == value, read))


def mine(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """My organization originated it, or one of its operators wrote it down."""
    ways: list[ColumnElement[bool]] = [rows.t.c.created_by == me.operator]
    if rows.has("originator_id"):
        ways.append(me.acts_for(rows.t.c.originator_id))
    if "operator" in rows.access.metadata.tables:
        operator = rows.other("operator")
        ours = me.acts_for(operator.c.organization_id)
        ways.append(me.among(rows.t.c.created_by, operator.c.id, "my_colleagues", ours))
    return any_of(*ways)


def named(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I wrote it, or was named as its reader."""
    reader = rows.other("named_reader").alias()
    subject = rows.table.name
    to_me = (reader.c.subject == subject, reader.c.operator_id == me.operator)
    return any_of(
        rows.t.c.created_by == me.operator,
        me.among(rows.t.c.id, reader.c.record_id, f"naming_me_in_{subject}", *to_me),
    )


def readable(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The rule of the markings and classes (TLP 2.0, 28 CFR 23), or the rule of the record it belongs to.

    CLEAR to AMBER within my organization's clearance; AMBER+STRICT what is ours; RED what I wrote or am
    named on. Intelligence besides: public sector, supervisors and liaisons. A table with
    `info={"of": "observation"}` and a column `observation_id` is as readable as that record.
    """
    owner = rows.table.info.get("of")
    if owner is not None:
        return rows.seen(rows.other(owner), "id", rows.t.c[f"{owner}_id"], me)
    tests: list[ColumnElement[bool]] = []
    if rows.has("marking"):
        red = rows.t.c.marking == code(Marking.RED)
        # Who stands before a wall is nobody's colleague: its own clearance is all that counts.
        ours = all_of(
            none_of(me.is_one_of(Role.WALL)),
            any_of(
                all_of(rows.t.c.marking != code(Marking.RED), mine(rows, me)), all_of(red, named(rows, me))
            ),
        )
        tests.append(any_of(me.cleared_for(rows.t.c.marking), ours))
    if rows.has("record_class"):
        harmless = rows.t.c.record_class != code(RecordClass.INTELLIGENCE)
        tests.append(any_of(may_see_intelligence(me), harmless))
    return all_of(*tests)


def may_see_intelligence(me: Asking) -> ColumnElement[bool]:
    """Intelligence is never readable by private or community partners (28 CFR 23)."""
    return all_of(me.is_of(Sector.PUBLIC), me.is_one_of(Role.SUPERVISOR, Role.LIAISON))


def writable(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """What I can read; a partner of the private or community sector besides only what is theirs."""
    if not rows.has("originator_id"):
        return readable(rows, me)
    return all_of(readable(rows, me), any_of(me.is_of(Sector.PUBLIC), me.acts_for(rows.t.c.originator_id)))


def written_by_me(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I wrote it down."""
    return _same(rows.t.c.created_by, me)


def myself(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The row is my own account."""
    return _same(rows.t.c.id, me)


def _same(column: ColumnElement[Any], me: Asking) -> ColumnElement[bool]:
    same: ColumnElement[bool] = column == me.operator
    return same


def about_me(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The row speaks of me."""
    return all_of(me.anybody(), _same(rows.t.c.operator_id, me))


def keeps_partners(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I am of the public sector, or of the organization that runs this desk."""
    organization = rows.other("organization").alias()
    runs_it = me.holds(
        "i_run_the_desk", organization.c.id, me.acts_for(organization.c.id), organization.c.is_desk
    )
    return any_of(me.is_of(Sector.PUBLIC), runs_it)


def of_my_organization(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The row belongs to the organization that I act for."""
    return me.acts_for(rows.t.c.organization_id)


def source_known(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """Who gave it: of what I can read, and ours to know; a partner's supervisor knows of their own only."""
    return all_of(readable(rows, me), any_of(keeps_partners(rows, me), mine(rows, me)))


def source_written(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I took it in myself, and can still read what was told."""
    return all_of(readable(rows, me), written_by_me(rows, me))


def imported_by_us(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """By what imported rows are known again: a partner's own imports, or all for who keeps the partners."""
    return any_of(keeps_partners(rows, me), mine(rows, me))


def issued(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """Partners were told of the bulletin, and its marking lets me read it."""
    return all_of(_told(rows), readable(rows, me))


def ours(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """What I can read and my organization originated or wrote, drafts among it."""
    return all_of(readable(rows, me), mine(rows, me))


def addressed(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The bulletin was told to my organization: so AMBER+STRICT is read by each that it is addressed to."""
    told = rows.other("bulletin_audience").alias()
    to_us = (me.acts_for(told.c.organization_id), told.c.added_at.is_not(None))
    return all_of(
        _told(rows),
        rows.t.c.marking != code(Marking.RED),
        any_of(may_see_intelligence(me), rows.t.c.record_class != code(RecordClass.INTELLIGENCE)),
        me.among(rows.t.c.id, told.c.bulletin_id, "bulletins_told_us", *to_us),
    )


def _told(rows: Rows) -> ColumnElement[bool]:
    told: ColumnElement[bool] = rows.t.c.published_at.is_not(None)
    return told


def linked(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """A link is as readable as all that it joins."""
    joined = [
        rows.seen(rows.other(name), "id", rows.t.c[f"{name}_id"], me)
        for name in ("incident", "bulletin", "observation")
        if rows.has(f"{name}_id")
    ]
    return all_of(*joined)


def nameable(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """Who is named on a record is known to, and decided by, who may read the record themselves."""
    return about_readable(rows, rows.t, me)


def named_by_author(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """The record whose readers are named is my own, and I may still read it."""
    ways: list[ColumnElement[bool]] = []
    for table in subjects(rows.access.metadata):
        if "marking" in table.c:
            inner = table.alias()
            own = (inner.c.id == rows.t.c.record_id, _same(inner.c.created_by, me))
            ways.append(and_(rows.t.c.subject == code(table.name), exists(select(inner.c.n).where(*own))))
    return all_of(about_readable(rows, rows.t, me), any_of(*ways))


def about_readable(rows: Rows, t: FromClause, me: Asking) -> ColumnElement[bool]:
    """`subject` and `record_id` of a row name a record that may be read."""
    ways = (
        all_of(t.c.subject == code(table.name), rows.seen(table, "id", t.c.record_id, me))
        for table in subjects(rows.access.metadata)
    )
    return me.may_read(t.c.subject, t.c.record_id, ways)


def subjects(metadata: MetaData) -> list[Table]:
    """The tables that the journal names as subjects: of records that are no part of another one."""
    return [t for t in metadata.sorted_tables if {"id", "version"} <= set(t.c.keys()) and "of" not in t.info]


def line_readable(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """A line of the journal: about what I may read, or about many records at once."""
    return _line_readable(rows, rows.t, me)


def past_readable(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """What changed: as the line itself, so that nothing is read here that could not be read there."""
    journal = rows.other("journal").alias()
    about = _line_readable(rows, journal, me)
    if is_never(about):
        return false()
    return exists(select(journal.c.seq).where(journal.c.seq == rows.t.c.seq, about))


def act_recorded(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """What stands for no record (a denied attempt, a backup), for who keeps the journal."""
    journal = rows.other("journal").alias()
    line = select(journal.c.seq).where(journal.c.seq == rows.t.c.seq, journal.c.subject.is_(None))
    return all_of(keeps_partners(rows, me), exists(line))


def _line_readable(rows: Rows, t: FromClause, me: Asking) -> ColumnElement[bool]:
    many = and_(t.c.record_id.is_(None), t.c.subject.is_not(None))
    return any_of(all_of(me.anybody(), many), about_readable(rows, t, me))


def shown(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I brought the file, or may read a record that shows it."""
    key, brought = _file(rows, me)
    return any_of(brought, *(rows.seen(table, "file_id", key, me) for table in _showing(rows)))


def shown_by_nothing(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """No record shows the file (any more), as far as I may know."""
    key, _ = _file(rows, me)
    return all_of(
        keeps_partners(rows, me),
        *(none_of(me.is_used(key, table.c.file_id)) for table in _showing(rows)),
    )


def brought_by_me(rows: Rows, me: Asking) -> ColumnElement[bool]:
    """I brought the file."""
    return _file(rows, me)[1]


def _file(rows: Rows, me: Asking) -> tuple[ColumnElement[object], ColumnElement[bool]]:
    """The column that names the file, and the condition that I brought it."""
    if rows.table.name == "file":
        return rows.t.c.id, rows.t.c.created_by == me.operator
    file = rows.other("file").alias()
    brought = me.among(rows.t.c.file_id, file.c.id, "files_of_mine", file.c.created_by == me.operator)
    return rows.t.c.file_id, brought


def _showing(rows: Rows) -> Iterator[Table]:
    """The tables of records that refer to files."""
    for table in rows.access.metadata.sorted_tables:
        if "file_id" in table.c and "of" in table.info:
            yield table


def never(_rows: Rows, _me: Asking) -> ColumnElement[bool]:
    """Nobody by themselves: the store's own functions do it."""
    return false()
