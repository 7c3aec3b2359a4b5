"""Who may do what: ONE table of rules, for commands, for rows that are written, and for every query.

The embedded database asks `Access`; on PostgreSQL row security and triggers are made from the same tables
(`store.shared.policies`), so that a raw login gets exactly what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import ColumnElement, FromClause, MetaData, Table

from opsdesk.handling import Role, Sector
from opsdesk.store.asking import Asking, Known, all_of, any_of, is_always, is_never, speaks
from opsdesk.store.conditions import (
    Rows,
    When,
    about_me,
    act_recorded,
    addressed,
    brought_by_me,
    imported_by_us,
    issued,
    keeps_partners,
    line_readable,
    linked,
    myself,
    nameable,
    named_by_author,
    never,
    of_my_organization,
    ours,
    past_readable,
    readable,
    shown,
    shown_by_nothing,
    source_known,
    source_written,
    writable,
)
from opsdesk.store.judgement import Judgement, by_table
from opsdesk.store.judgements import JUDGEMENTS
from opsdesk.store.operator import NOBODY, Me

__all__ = ["JUDGEMENTS", "NOBODY", "RULES", "Access", "Judgement", "Me", "Rule", "Verb", "do"]


class Verb(StrEnum):
    """What a rule speaks of: giving a command, or a row."""

    DO = "do"
    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


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
        return is_always(speaks(Known(me), self.roles, self.sectors))

    def holds(self, rows: Rows, asking: Asking) -> ColumnElement[bool]:
        """The rows for which the rule grants it to whoever asks."""
        granted = speaks(asking, self.roles, self.sectors)
        if self.kinds:
            granted = all_of(granted, asking.gives(*self.kinds))
        if self.when is None or is_never(granted):
            return granted
        return all_of(granted, self.when(rows, asking))


_D, _L, _S, _A = Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.ADMINISTRATOR
_STAFF = (_D, _L, _S, _A)
_ROW_WRITES = (Verb.INSERT, Verb.UPDATE, Verb.DELETE)
_STORES = ("journal", "journal_detail", "journal_head", "command", "series")


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
    Rule("*", (Verb.INSERT, Verb.UPDATE), _STAFF, when=writable),
    # Records are taken out for good by a purge only; parts that are only chosen come and go.
    Rule("*", (Verb.DELETE,), (_S,), kinds=("*.purge",), when=writable),
    *(
        Rule(table, (Verb.DELETE,), _STAFF, when=writable)
        for table in ("acknowledgement", "bulletin_audience", "bulletin_photo")
    ),
    # The store's own tables: written by its functions alone.
    *(Rule(table, _ROW_WRITES, when=never) for table in _STORES),
    Rule("journal", (Verb.SELECT,), (_S, _A), when=keeps_partners),
    Rule("journal", (Verb.SELECT,), when=line_readable),
    Rule("journal_detail", (Verb.SELECT,), (_S, _A), when=act_recorded),
    Rule("journal_detail", (Verb.SELECT,), when=past_readable),
    Rule("journal_head", (Verb.SELECT,)),
    *(Rule(table, (Verb.SELECT,), when=never) for table in ("command", "series")),
    Rule("sign_in_failure", (Verb.SELECT,), (_A,)),
    Rule("sign_in_failure", (Verb.SELECT, Verb.INSERT, Verb.DELETE), when=about_me),
    Rule("sign_in_failure", (Verb.DELETE,), (_A,), kinds=("operator.release", "operator.reset")),
    Rule("sign_in_failure", (Verb.UPDATE,), when=never),
    # Who is named on a TLP:RED record.
    Rule("named_reader", (Verb.SELECT,), when=nameable),
    Rule("named_reader", (Verb.INSERT, Verb.DELETE), (_S,), when=nameable),
    Rule("named_reader", (Verb.INSERT, Verb.DELETE), _STAFF, when=named_by_author),
    Rule("named_reader", (Verb.UPDATE,), when=never),
    # Links of two records are as readable as both.
    *(
        rule
        for table in ("incident_observation", "sighting")
        for rule in (
            Rule(table, (Verb.SELECT,), when=linked),
            Rule(table, (Verb.INSERT, Verb.DELETE), _STAFF, when=linked),
            Rule(table, (Verb.UPDATE,), when=never),
        )
    ),
    # Accounts.
    do("operator", "begin add change disable enable release reset exempt", _A),
    do("operator", "set_password sign_out lock", *_STAFF, Role.WALL),
    Rule("operator", (Verb.SELECT,)),
    Rule("operator", (Verb.INSERT, Verb.UPDATE), (_A,)),
    Rule("operator", (Verb.DELETE,), when=never),
    Rule("secured_desk", (Verb.SELECT,)),
    Rule("secured_desk", (Verb.INSERT, Verb.UPDATE), (_A,), kinds=("operator.exempt",)),
    Rule("secured_desk", (Verb.DELETE,), when=never),
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
    Rule("organization", (Verb.INSERT, Verb.UPDATE), _STAFF, when=keeps_partners),
    Rule("organization", (Verb.DELETE,), when=never),
    Rule("organization", (Verb.INSERT,), kinds=("operator.begin",)),
    Rule("contact", (Verb.SELECT,), _STAFF, (Sector.PUBLIC, Sector.PRIVATE)),
    Rule("contact", (Verb.SELECT,), _STAFF, when=of_my_organization),
    *(
        Rule(table, (Verb.SELECT,), _STAFF, when=when)
        for table in ("licence", "engagement")
        for when in (keeps_partners, of_my_organization)
    ),
    *(
        Rule(table, (Verb.INSERT, Verb.UPDATE), _STAFF, when=when)
        for table in ("contact", "licence", "post", "coverage", "engagement")
        for when in (keeps_partners, of_my_organization)
    ),
    # Observations, and who gave them: never read but by a supervisor and by whom took it in.
    do("observation", "*", _D, _L, _S),
    do("observation", "vet purge", _S),
    do("observation", "classify", _S, sectors=(Sector.PUBLIC,)),
    do("observation", "import withdraw_import", _D, _L, _S),
    Rule("observation_source", (Verb.SELECT, Verb.UPDATE, Verb.DELETE), (_S,), when=source_known),
    Rule("observation_source", (Verb.SELECT, Verb.UPDATE), _STAFF, when=source_written),
    Rule("observation_source", (Verb.INSERT,), _STAFF, when=readable),
    *(Rule(table, (Verb.UPDATE,), when=never) for table in ("observation_packed", "observation_known")),
    Rule("observation_packed", (Verb.DELETE,), _STAFF, kinds=("observation.withdraw_import",), when=writable),
    Rule("observation_known", (Verb.SELECT,), _STAFF, when=imported_by_us),
    Rule("observation_known", (Verb.INSERT,), _STAFF),
    Rule(
        *("observation_known", (Verb.DELETE,), _STAFF),
        kinds=("observation.withdraw_import",),
        when=imported_by_us,
    ),
    # Incidents and units.
    do("incident", "*", _D, _S),
    *(do(subject, "purge", _S) for subject in ("incident", "bulletin", "file")),
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
    do("release", "*", _D, _L, _S, _A),
    # Evidence: originals are read by supervisors only.
    do("file", "*", _D, _L, _S),
    Rule("file", (Verb.SELECT,), when=shown),
    Rule("file", (Verb.SELECT, Verb.DELETE), (_S,), when=shown_by_nothing),
    Rule("file", (Verb.INSERT,), _STAFF),
    Rule("file", (Verb.UPDATE,), when=never),
    Rule("file_copy", (Verb.SELECT,), when=shown),
    Rule("file_original", (Verb.SELECT,), (_S,), when=shown),
    *(Rule(table, (Verb.INSERT,), _STAFF, when=brought_by_me) for table in ("file_copy", "file_original")),
    *(Rule(table, (Verb.UPDATE, Verb.DELETE), when=never) for table in ("file_copy", "file_original")),
    do("named_reader", "*", _S),
    do("journal", "*", _S, _A),
    do("journal", "purge", _S),
    do("backup", "*", _S, _A),
    # What desks saved while the server was away: taken over by a supervisor, with both names in the journal.
    do("outbox", "recover adopt", _S),
    do("outbox", "rejected", *_STAFF),
)


class Access:
    """Answers from the table of rules; conditions are built once for each operator and kept.

    Attributes:
        metadata: the tables that rules name.
        rules: the table of rules.
    """

    def __init__(
        self,
        metadata: MetaData,
        rules: Iterable[Rule] = RULES,
        judgements: Iterable[Judgement] = JUDGEMENTS,
    ) -> None:
        self.metadata = metadata
        self.rules = tuple(rules)
        self.judgements = by_table(judgements)
        self._judged = {
            table: frozenset(name for one in judged for name in one.columns)
            for table, judged in self.judgements.items()
        }
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
            return self.condition(verb, table, Known(me, kind), clause)
        key = (verb, table.name, me, kind if verb in _ROW_WRITES else "")
        if key not in self._kept:
            self._kept[key] = self.condition(verb, table, Known(me, kind), table)
        return self._kept[key]

    def condition(self, verb: Verb, table: Table, asking: Asking, clause: FromClause) -> ColumnElement[bool]:
        """The same for whoever asks, known to the program or to the database only."""
        rows = Rows(table, clause, self)
        return any_of(*(rule.holds(rows, asking) for rule in self._for_rows(verb, table.name)))

    def read(self, table: Table, asking: Asking, clause: FromClause) -> ColumnElement[bool]:
        """The rows of the clause that may be read."""
        return self.condition(Verb.SELECT, table, asking, clause)

    def always(self, verb: Verb, table: Table, me: Me, kind: str = "") -> bool:
        """Whether the verb holds for every row, so that no row has to be looked at."""
        return is_always(self.criterion(verb, table, me, kind))

    def speaks_to_wall(self, verb: Verb, table: Table) -> bool:
        """Whether the login of a wall has any use for the verb on the table."""
        return any(not rule.roles or Role.WALL in rule.roles for rule in self._for_rows(verb, table.name))

    def judged(
        self, table: Table, kind: str, before: Mapping[str, Any], changed: Mapping[str, Any], me: Me
    ) -> bool:
        """Whether the columns of judgement among what changes may be changed so, by `me` under that kind."""
        of_table = self._judged.get(table.name)
        if of_table is None or of_table.isdisjoint(changed):
            return True
        return all(one.allows(kind, before, changed, me) for one in self.judgements[table.name])

    def begun(self, table: Table, kind: str, values: Mapping[str, Any]) -> bool:
        """Whether a new row holds what it may in its columns of judgement."""
        return all(one.begun(kind, values) for one in self.judgements.get(table.name, ()))

    def _for_rows(self, verb: Verb, name: str) -> list[Rule]:
        own = [rule for rule in self.rules if rule.table == name and verb in rule.verbs]
        return own or [rule for rule in self.rules if rule.table == "*" and verb in rule.verbs]

    def _for_kind(self, kind: str) -> list[Rule]:
        speaking = [rule for rule in self.rules if Verb.DO in rule.verbs]
        exact = [rule for rule in speaking if kind in rule.kinds]
        return exact or [rule for rule in speaking if _under(rule, kind)]


def _under(rule: Rule, kind: str) -> bool:
    return not rule.kinds or any(fnmatchcase(kind, pattern) for pattern in rule.kinds)
