"""Who may do what: ONE table of rules, for commands, for rows that are written, and for every query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from sqlalchemy import (
    ColumnElement,
    FromClause,
    MetaData,
    String,
    Table,
    and_,
    exists,
    false,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import True_

from opsdesk.handling import Marking, RecordClass, Role, Sector
from opsdesk.store.operator import NOBODY, Me

__all__ = ["NOBODY", "RULES", "Access", "Me", "Rule", "Verb"]


class Verb(StrEnum):
    """What a rule speaks of: giving a command, or a row."""

    DO = "do"
    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


#: SQL over the columns of `t` for the operator `me`; the rows for which the rule holds.
When = Callable[["Rows", Me], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows a condition speaks of: the table as declared, and its clause (maybe an alias)."""

    table: Table
    t: FromClause
    access: Access

    def has(self, name: str) -> bool:
        """Whether the table has such a column."""
        return name in self.table.c

    def other(self, name: str) -> Table:
        """Another table by its name: rules are data and import no subject."""
        return self.access.metadata.tables[name]


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission; what no rule grants is forbidden, and several rules for one thing are an OR.

    `table` is a table's name, or `*` for all that have no rule of their own for that verb. With the verb
    DO it is a subject, and `kinds` are the commands (`observation.report`, `incident.*`); the exact kind
    goes before a pattern. For the other verbs `kinds`, if given, are the commands under which the row may
    be written. Empty `roles` or `sectors`: any signed-in operator's.
    """

    table: str
    verbs: tuple[Verb, ...]
    roles: tuple[Role, ...] = ()
    sectors: tuple[Sector, ...] = ()
    kinds: tuple[str, ...] = ()
    when: When | None = None

    def speaks_to(self, me: Me) -> bool:
        """Whether the operator has a role and a sector of this rule."""
        if not me.roles:
            return False
        return (not self.roles or not me.roles.isdisjoint(self.roles)) and (
            not self.sectors or me.sector in self.sectors
        )


def mine(rows: Rows, me: Me) -> ColumnElement[bool]:
    """My organization originated it, or one of its operators wrote it down."""
    ways: list[ColumnElement[bool]] = [rows.t.c.created_by == me.operator_id]
    if me.organization_id is not None:
        if rows.has("originator_id"):
            ways.append(rows.t.c.originator_id == me.organization_id)
        if "operator" in rows.access.metadata.tables:
            operator = rows.other("operator")
            colleagues = select(operator.c.id).where(operator.c.organization_id == me.organization_id)
            ways.append(rows.t.c.created_by.in_(colleagues))
    return or_(*ways)


def named(rows: Rows, me: Me) -> ColumnElement[bool]:
    """I wrote it, or was named as its reader."""
    reader = rows.other("named_reader").alias()
    return or_(
        rows.t.c.created_by == me.operator_id,
        exists(
            select(reader.c.record_id).where(
                reader.c.subject == rows.table.name,
                reader.c.record_id == rows.t.c.id,
                reader.c.operator_id == me.operator_id,
            )
        ),
    )


def readable(rows: Rows, me: Me) -> ColumnElement[bool]:
    """The rule of the markings and classes (TLP 2.0, 28 CFR 23), or the rule of the record it belongs to.

    CLEAR to AMBER within my organization's clearance; AMBER+STRICT what is ours; RED what I wrote or am
    named on. Intelligence besides: public sector, supervisors and liaisons. A table with
    `info={"of": "observation"}` and a column `observation_id` is as readable as that record.
    """
    owner = rows.table.info.get("of")
    if owner is not None:
        parent = rows.other(owner)
        inner = parent.alias()
        return exists(
            select(inner.c.id).where(
                inner.c.id == rows.t.c[f"{owner}_id"],
                rows.access.criterion(Verb.SELECT, parent, me, clause=inner),
            )
        )
    tests: list[ColumnElement[bool]] = []
    if rows.has("marking"):
        open_to_us = [m for m in Marking if m.rank <= min(me.clearance.rank, Marking.AMBER.rank)]
        ways: list[ColumnElement[bool]] = [rows.t.c.marking.in_([_code(m) for m in open_to_us])]
        if Role.WALL not in me.roles:
            # Who stands before a wall is nobody's colleague: its own clearance is all that counts.
            ways.append(and_(rows.t.c.marking != _code(Marking.RED), mine(rows, me)))
            ways.append(and_(rows.t.c.marking == _code(Marking.RED), named(rows, me)))
        tests.append(or_(*ways))
    if rows.has("record_class") and not may_see_intelligence(me):
        tests.append(rows.t.c.record_class != _code(RecordClass.INTELLIGENCE))
    return and_(true(), *tests)


def _code(member: Marking | RecordClass) -> ColumnElement[str]:
    """A code as a constant of the SQL: it is the same for each run, and costs nothing then."""
    return literal_column(f"'{member.value}'", String())


def may_see_intelligence(me: Me) -> bool:
    """Intelligence is never readable by private or community partners (28 CFR 23)."""
    return me.sector is Sector.PUBLIC and not me.roles.isdisjoint((Role.SUPERVISOR, Role.LIAISON))


def writable(rows: Rows, me: Me) -> ColumnElement[bool]:
    """What I can read; a partner of the private or community sector besides only what is theirs."""
    if me.sector is Sector.PUBLIC or not rows.has("originator_id"):
        return readable(rows, me)
    return and_(readable(rows, me), rows.t.c.originator_id == me.organization_id)


def written_by_me(rows: Rows, me: Me) -> ColumnElement[bool]:
    """I wrote it down."""
    return rows.t.c.created_by == me.operator_id


def myself(rows: Rows, me: Me) -> ColumnElement[bool]:
    """The row is my own account."""
    return rows.t.c.id == me.operator_id


def keeps_partners(rows: Rows, me: Me) -> ColumnElement[bool]:
    """I am of the public sector, or of the organization that runs this desk."""
    if me.sector is Sector.PUBLIC:
        return true()
    organization = rows.other("organization").alias()
    runs_it = select(organization.c.id).where(organization.c.id == me.organization_id, organization.c.is_desk)
    return exists(runs_it)


def of_my_organization(rows: Rows, me: Me) -> ColumnElement[bool]:
    """The row belongs to the organization that I act for."""
    return rows.t.c.organization_id == me.organization_id


def issued(rows: Rows, me: Me) -> ColumnElement[bool]:
    """Partners were told of the bulletin, and its marking lets me read it."""
    return and_(_told(rows), readable(rows, me))


def ours(rows: Rows, me: Me) -> ColumnElement[bool]:
    """What I can read and my organization originated or wrote, drafts among it."""
    return and_(readable(rows, me), mine(rows, me))


def addressed(rows: Rows, me: Me) -> ColumnElement[bool]:
    """The bulletin was told to my organization: so AMBER+STRICT is read by each that it is addressed to."""
    told = rows.other("bulletin_audience").alias()
    to_us = select(told.c.bulletin_id).where(
        told.c.bulletin_id == rows.t.c.id,
        told.c.organization_id == me.organization_id,
        told.c.added_at.is_not(None),
    )
    return and_(_told(rows), rows.t.c.marking != _code(Marking.RED), exists(to_us))


def _told(rows: Rows) -> ColumnElement[bool]:
    return rows.t.c.published_at.is_not(None)


_D, _L, _S, _A = Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR
_STAFF = (_D, _L, _S, _A)
_ROW_WRITES = (Verb.INSERT, Verb.UPDATE, Verb.DELETE)


def do(subject: str, verbs: str, *roles: Role, sectors: tuple[Sector, ...] = ()) -> Rule:
    """The commands `subject.verb` for these roles."""
    kinds = tuple(f"{subject}.{verb}" for verb in verbs.split())
    return Rule(subject, (Verb.DO,), roles, sectors, kinds)


#: What may be given while nobody is signed in: the attempt itself.
DOORS = frozenset({"operator.sign_in"})

#: The one table. A subject's owner adds lines under its heading; order does not matter.
RULES: tuple[Rule, ...] = (
    # Every table of records that says nothing else.
    Rule("*", (Verb.SELECT,), when=readable),
    Rule("*", _ROW_WRITES, _STAFF, when=writable),
    # Accounts.
    do("operator", "begin add change disable enable release reset", _A),
    do("operator", "set_password sign_out", *_STAFF, Role.WALL),
    Rule("operator", (Verb.SELECT,)),
    Rule("operator", (Verb.INSERT, Verb.UPDATE), (_A,)),
    Rule("operator", (Verb.UPDATE,), kinds=("operator.set_password", "operator.sign_in"), when=myself),
    # Partners: organizations, contacts, agreements, licences, posts, coverage, engagements.
    do("partner", "*", _L, _S),
    do("organization", "*", _L, _S),
    do("contact", "*", _L, _S),
    do("agreement", "*", _L, _S),
    do("licence", "*", _L, _S),
    do("post", "*", _L, _S),
    do("coverage", "*", _D, _L, _S),
    do("engagement", "*", _L, _S),
    Rule("organization", _ROW_WRITES, _STAFF, when=keeps_partners),
    Rule("organization", (Verb.INSERT,), kinds=("operator.begin",)),
    Rule("contact", (Verb.SELECT,), _STAFF, (Sector.PUBLIC, Sector.PRIVATE)),
    Rule("contact", (Verb.SELECT,), _STAFF, when=of_my_organization),
    *(
        Rule(table, (Verb.SELECT,), _STAFF, when=when)
        for table in ("licence", "engagement")
        for when in (keeps_partners, of_my_organization)
    ),
    *(
        Rule(table, _ROW_WRITES, _STAFF, when=when)
        for table in ("contact", "licence", "post", "coverage", "engagement")
        for when in (keeps_partners, of_my_organization)
    ),
    # Observations, and who gave them: never read but by a supervisor and by whom took it in.
    do("observation", "*", _D, _L, _S),
    do("observation", "vet purge", _S),
    do("observation", "classify", _S, sectors=(Sector.PUBLIC,)),
    do("observation", "import withdraw_import", _D, _L, _S),
    Rule("observation_source", (Verb.SELECT, Verb.UPDATE, Verb.DELETE), (_S,)),
    Rule("observation_source", (Verb.SELECT, Verb.UPDATE), _STAFF, when=written_by_me),
    Rule("observation_source", (Verb.INSERT,), _STAFF),
    # Incidents and units.
    do("incident", "*", _D, _S),
    do("unit", "*", _D, _L, _S),
    # Bulletins: drafted by many, published by a supervisor; drafts are the public sector's and the author's.
    do("bulletin", "*", _D, _L, _S),
    do("bulletin", "publish", _S),
    do("bulletin", "extend", _L, _S),
    Rule("bulletin", (Verb.SELECT,), when=issued),
    Rule("bulletin", (Verb.SELECT,), _STAFF, (Sector.PUBLIC,), when=readable),
    Rule("bulletin", (Verb.SELECT,), _STAFF, when=ours),
    Rule("bulletin", (Verb.SELECT,), _STAFF, when=addressed),
    do("acknowledgement", "*", _D, _L, _S),
    # What leaves the desk.
    do("packet", "*", _D, _L, _S),
    do("release", "*", _D, _L, _S),
    # Evidence: originals are read by supervisors only.
    do("file", "*", _D, _L, _S),
    do("named_reader", "*", _S),
    do("journal", "*", _S, _A),
    do("backup", "*", _S, _A),
)


class Access:
    """Answers from the table of rules; conditions are built once for each operator and kept.

    Attributes:
        metadata: the tables that rules name.
        rules: the table of rules.
    """

    def __init__(self, metadata: MetaData, rules: Iterable[Rule] = RULES) -> None:
        self.metadata = metadata
        self.rules = tuple(rules)
        self._kept: dict[tuple[Verb, str, Me, str], ColumnElement[bool]] = {}
        self._may: dict[tuple[str, Me], bool] = {}

    def may(self, kind: str, me: Me) -> bool:
        """Whether the operator may give commands of this kind."""
        key = (kind, me)
        if key not in self._may:
            self._may[key] = kind in DOORS or any(rule.speaks_to(me) for rule in self._for_kind(kind))
        return self._may[key]

    def roles_for(self, kind: str) -> tuple[Role, ...]:
        """The roles that may give commands of this kind, for the sentence that says so."""
        found = {role for rule in self._for_kind(kind) for role in rule.roles or _STAFF}
        return tuple(role for role in Role if role in found)

    def criterion(
        self, verb: Verb, table: Table, me: Me, kind: str = "", clause: FromClause | None = None
    ) -> ColumnElement[bool]:
        """The rows of `table` on which `me` may use `verb` (under a command of `kind`), as SQL.

        `clause` is the table's alias in the statement; without it the condition is built once and kept.
        """
        if clause is not None:
            return self._build(verb, table, me, kind, clause)
        key = (verb, table.name, me, kind if verb in _ROW_WRITES else "")
        if key not in self._kept:
            self._kept[key] = self._build(verb, table, me, kind, table)
        return self._kept[key]

    def always(self, verb: Verb, table: Table, me: Me, kind: str = "") -> bool:
        """Whether the verb holds for every row, so that no row has to be looked at."""
        return isinstance(self.criterion(verb, table, me, kind), True_)

    def _build(self, verb: Verb, table: Table, me: Me, kind: str, clause: FromClause) -> ColumnElement[bool]:
        rows = Rows(table, clause, self)
        ways: list[ColumnElement[bool]] = []
        for rule in self._for_rows(verb, table.name):
            if not rule.speaks_to(me) or not _under(rule, kind):
                continue
            if rule.when is None:
                return true()
            ways.append(rule.when(rows, me))
        return or_(false(), *ways)

    def _for_rows(self, verb: Verb, name: str) -> list[Rule]:
        own = [rule for rule in self.rules if rule.table == name and verb in rule.verbs]
        return own or [rule for rule in self.rules if rule.table == "*" and verb in rule.verbs]

    def _for_kind(self, kind: str) -> list[Rule]:
        speaking = [rule for rule in self.rules if Verb.DO in rule.verbs]
        exact = [rule for rule in speaking if kind in rule.kinds]
        return exact or [rule for rule in speaking if _under(rule, kind)]


def _under(rule: Rule, kind: str) -> bool:
    return not rule.kinds or any(fnmatchcase(kind, pattern) for pattern in rule.kinds)
