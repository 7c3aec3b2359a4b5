"""Row security and privileges, made from the table of rules: a raw login gets exactly what stands there."""

# ruff: noqa: E501 - SQL reads best in one piece

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import MetaData, Table

from opsdesk.store.access import DOORS, Access, Rule, Verb
from opsdesk.store.asking import speaks
from opsdesk.store.conditions import subjects
from opsdesk.store.feed import READS
from opsdesk.store.shared import who
from opsdesk.store.shared.session import Session, asked, compiled, condition, pattern, visible
from opsdesk.store.writing import DENIED

OWNER, OPERATOR, WALL = "od_owner", "od_operator", "od_wall"

#: An import's time may differ from the server's by so much, in milliseconds.
_NEAR = 3_600_000

_VERBS = (Verb.SELECT, Verb.INSERT, Verb.UPDATE, Verb.DELETE)


def functions(access: Access, metadata: MetaData) -> list[str]:
    """What the policies call besides `who`: lists of one's own, tests of use, and `app.may_read`."""
    asking = asked(access, metadata)
    made = [
        f"CREATE OR REPLACE FUNCTION app.{name}() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE "
        f"{who.DEFINER} AS $$ BEGIN RETURN QUERY {query}; END $$"
        for name, query in sorted(asking.lists.items())
    ]
    made += [
        f"CREATE OR REPLACE FUNCTION app.{name}(one uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE "
        f"{who.DEFINER} AS $$ BEGIN RETURN ({query}); END $$"
        for name, query in sorted(asking.uses.items())
    ]
    made += [
        f"CREATE OR REPLACE FUNCTION app.{name}() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE "
        f"{who.DEFINER} AS $$ BEGIN RETURN ({query}); END $$"
        for name, query in sorted(asking.facts.items())
    ]
    return [*made, _may_read(access, metadata), _may_give(access)]


def granted(access: Access, metadata: MetaData) -> list[str]:
    """The functions that every login may call, as they are named in a GRANT."""
    asking = asked(access, metadata)
    return [
        *who.GRANTED,
        *(f"{name}()" for name in sorted({*asking.lists, *asking.facts})),
        *(f"{name}(uuid)" for name in sorted(asking.uses)),
        "may_read(text, uuid)",
        "may_give(text)",
    ]


def policies(access: Access, metadata: MetaData) -> list[str]:
    """Row security of every table: the owner's functions see all, whoever signs in what the rules grant."""
    made: list[str] = []
    for table in metadata.sorted_tables:
        made += [
            f'ALTER TABLE app."{table.name}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE app."{table.name}" FORCE ROW LEVEL SECURITY',
            f'REVOKE ALL ON TABLE app."{table.name}" FROM PUBLIC, {OPERATOR}, {WALL}',
            *_policy(table.name, "owner", f"TO {OWNER} USING (true) WITH CHECK (true)"),
        ]
        made += _of_command() if table.name == "command" else _of(access, table)
    return made


def _of(access: Access, table: Table) -> list[str]:
    made: list[str] = []
    for verb in _VERBS:
        where = condition(access, verb, table, Session(guarded=True))
        name = f"{verb.value}_by_rule"
        made.append(f'DROP POLICY IF EXISTS {name} ON app."{table.name}"')
        if where == "false":
            continue
        who_may = f"{OPERATOR}, {WALL}" if access.speaks_to_wall(verb, table) else OPERATOR
        if verb is Verb.INSERT:
            rule = f"WITH CHECK ({where})"
        elif verb is Verb.UPDATE:
            rule = f"USING ({where}) WITH CHECK ({where})"
        else:
            rule = f"USING ({where})"
        made += _policy(table.name, name, f"FOR {verb.value.upper()} TO {who_may} {rule}")
        # A table that is not granted would be an error for the wall, where a file answers with no row.
        granted = f"{OPERATOR}, {WALL}" if verb is Verb.SELECT else who_may
        made.append(f'GRANT {verb.value.upper()} ON TABLE app."{table.name}" TO {granted}')
    made += _beginning(access, table)
    return made


def _beginning(access: Access, table: Table) -> list[str]:
    """What a new row holds in its columns of judgement, and what an import says of itself."""
    tests: list[str] = []
    for judged in access.judgements.get(table.name, ()):
        if not judged.begins:
            continue
        held = " AND ".join(f"{name} IS NOT DISTINCT FROM {_literal(v)}" for name, v in judged.begins.items())
        born = f" OR (SELECT app.my_kind() ~ '{pattern(judged.born)}')" if judged.born else ""
        tests.append(f"({held}{born})")
    if "import_id" in table.c and "version" in table.c:
        tests.append(
            "(import_id IS NULL OR (version = 1 AND changed_at = created_at AND changed_by = created_by "
            "AND created_by = (SELECT app.my_operator()) AND created_at = (SELECT app.now_us())))"
        )
    if "n" in table.c:
        now = "(SELECT app.now_us()) / 1000"
        tests.append(f"((n >> 20) BETWEEN {now} - {_NEAR} AND {now} + {_NEAR})")
    if not tests:
        return []
    rule = f"AS RESTRICTIVE FOR INSERT TO {OPERATOR} WITH CHECK ({' AND '.join(tests)})"
    return _policy(table.name, "insert_begins", rule)


def _of_command() -> list[str]:
    """A command is given by whom the rules allow it, and its row is seen by who gave it."""
    both = f"{OPERATOR}, {WALL}"
    return [
        *_policy("command", "give", f"FOR INSERT TO {both} WITH CHECK (app.may_give(kind))"),
        *_policy("command", "given", f"FOR SELECT TO {both} USING (login = (SELECT session_user))"),
        f"GRANT SELECT, INSERT (id, kind, desk) ON TABLE app.command TO {both}",
    ]


def _may_give(access: Access) -> str:
    """`app.may_give(kind)`: the rules of DO; an exact kind goes before the patterns."""
    asking = Session(guarded=False)
    doing = [rule for rule in access.rules if Verb.DO in rule.verbs]
    exact: dict[str, list[Rule]] = {}
    patterns: dict[tuple[str, ...], list[Rule]] = {}
    for rule in doing:
        for kind in rule.kinds:
            if "*" not in kind:
                exact.setdefault(kind, []).append(rule)
        if any("*" in kind for kind in rule.kinds):
            patterns.setdefault(rule.kinds, []).append(rule)
    freely = ", ".join(f"'{kind}'" for kind in sorted({*DOORS, *READS, DENIED}))
    steps = [f"IF kind IN ({freely}) THEN RETURN true; END IF;"]
    steps += [
        f"IF kind = '{kind}' THEN RETURN {_speaks(rules, asking)}; END IF;" for kind, rules in exact.items()
    ]
    steps += [
        f"IF kind ~ '{pattern(kinds)}' AND {_speaks(rules, asking)} THEN RETURN true; END IF;"
        for kinds, rules in patterns.items()
    ]
    return (
        f"CREATE OR REPLACE FUNCTION app.may_give(kind text) RETURNS boolean LANGUAGE plpgsql STABLE {who.DEFINER} "
        f"AS $$ BEGIN {' '.join(steps)} RETURN false; END $$"
    )


def _speaks(rules: Iterable[Rule], asking: Session) -> str:
    return (
        "(" + " OR ".join(f"({compiled(speaks(asking, rule.roles, rule.sectors))})" for rule in rules) + ")"
    )


def _may_read(access: Access, metadata: MetaData) -> str:
    """`app.may_read(subject, id)`: whether the caller may read a record that the journal names."""
    steps = [
        f"IF subject = '{table.name}' THEN RETURN EXISTS (SELECT FROM app.\"{table.name}\" "
        f'WHERE app."{table.name}".id = record_id AND ({visible(access, table)})); END IF;'
        for table in subjects(metadata)
    ]
    return (
        "CREATE OR REPLACE FUNCTION app.may_read(subject text, record_id uuid) RETURNS boolean LANGUAGE plpgsql "
        f"STABLE PARALLEL SAFE {who.DEFINER} AS $$ BEGIN {' '.join(steps)} RETURN false; END $$"
    )


def _policy(table: str, name: str, rule: str) -> list[str]:
    """A policy, made anew."""
    return [
        f'DROP POLICY IF EXISTS {name} ON app."{table}"',
        f'CREATE POLICY {name} ON app."{table}" {rule}',
    ]


def _literal(value: str | bool | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    return "'" + value.replace("'", "''") + "'"
