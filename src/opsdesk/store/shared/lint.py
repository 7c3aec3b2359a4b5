"""Is the server's side of access as it was made: tables, policies, triggers, functions, roles in the catalogue.

`opsdesk database check` asks it of a desk in use: what somebody changed by hand stands out by its name.
"""

# ruff: noqa: E501, S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import MetaData

from opsdesk.store.access import Access, Verb
from opsdesk.store.shared import logins, security
from opsdesk.store.shared.policies import OPERATOR, OWNER, WALL
from opsdesk.store.shared.session import Session, condition

#: Asks the catalogue: `asyncpg.Connection.fetch`.
Fetch = Callable[[str], Awaitable[Sequence[Any]]]

_SAFE_PATHS = "('search_path=pg_catalog, pg_temp', 'search_path=app, pg_catalog, pg_temp')"

#: Each asks for what must not be; one text for each finding.
_ASKED = (
    # Every table is guarded, against its owner too.
    (
        "SELECT 'unguarded ' || c.relname FROM pg_class AS c WHERE c.relnamespace = 'app'::regnamespace "
        "AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('schema_version', 'presence') "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    ),
    (
        "SELECT 'owner ' || c.relname FROM pg_class AS c WHERE c.relnamespace = 'app'::regnamespace "
        f"AND c.relkind IN ('r', 'p', 'v', 'S') AND c.relowner <> '{OWNER}'::regrole"
    ),
    (
        "SELECT 'view ' || c.relname FROM pg_class AS c WHERE c.relnamespace = 'app'::regnamespace "
        "AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))"
    ),
    # Nothing is PUBLIC's.
    (
        "SELECT 'public ' || c.relname FROM pg_class AS c, aclexplode(c.relacl) AS a "
        "WHERE c.relnamespace = 'app'::regnamespace AND a.grantee = 0"
    ),
    (
        "SELECT 'public ' || p.proname FROM pg_proc AS p, "
        "aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a "
        "WHERE p.pronamespace = 'app'::regnamespace AND a.grantee = 0 AND p.prorettype <> 'trigger'::regtype"
    ),
    (
        "SELECT 'schema app ' || coalesce(r.rolname, 'PUBLIC') FROM pg_namespace AS n, aclexplode(n.nspacl) AS a "
        "LEFT JOIN pg_roles AS r ON r.oid = a.grantee WHERE n.nspname = 'app' AND a.privilege_type = 'CREATE' "
        f"AND coalesce(r.rolname, '') <> '{OWNER}' AND a.grantee <> n.nspowner"
    ),
    # A function with its owner's rights says where its names are looked up, and belongs to who may have it.
    (
        "SELECT 'definer ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' FROM pg_proc AS p "
        "WHERE p.pronamespace = 'app'::regnamespace AND p.prosecdef "
        f"AND NOT coalesce(p.proconfig[1] IN {_SAFE_PATHS} AND array_length(p.proconfig, 1) = 1, false)"
    ),
    (
        "SELECT 'owner ' || p.proname FROM pg_proc AS p WHERE p.pronamespace = 'app'::regnamespace "
        f"AND p.proowner NOT IN ('{OWNER}'::regrole, '{logins.KEEPER}'::regrole)"
    ),
    # What was made stands as it was made.
    (
        "SELECT 'policy ' || c.relname || ' ' || p.polname FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid "
        "WHERE c.relnamespace = 'app'::regnamespace AND app.digest_of(p) <> obj_description(p.oid, 'pg_policy')"
    ),
    (
        "SELECT 'function ' || p.proname FROM pg_proc AS p WHERE p.pronamespace = 'app'::regnamespace "
        "AND md5(p.prosrc) <> obj_description(p.oid, 'pg_proc')"
    ),
    # Roles.
    (
        "SELECT 'role ' || r.rolname FROM pg_roles AS r WHERE r.rolname ~ '^od_' AND (r.rolsuper OR r.rolbypassrls "
        "OR r.rolreplication AND NOT r.rolname ~ '^od_standby' OR r.rolcreatedb "
        f"OR r.rolcreaterole AND r.rolname NOT IN ('{logins.KEEPER}', 'od_setup'))"
    ),
    "SELECT 'role ' || r.rolname FROM pg_roles AS r WHERE r.rolcanlogin AND r.rolname IN "
    f"('{OWNER}', '{logins.KEEPER}', '{OPERATOR}', '{WALL}', "
    + ", ".join(f"'{group}'" for group in logins.GROUPS.values())
    + ")",
    (
        "SELECT 'member ' || m.rolname || ' of ' || r.rolname FROM pg_auth_members AS g "
        "JOIN pg_roles AS r ON r.oid = g.roleid JOIN pg_roles AS m ON m.oid = g.member "
        f"WHERE r.rolname IN ('{OWNER}', '{logins.KEEPER}') AND NOT m.rolsuper "
        f"AND m.rolname NOT IN ('{OWNER}', 'od_setup') AND NOT m.rolcreaterole"
    ),
)

_GRANTS = """
SELECT c.relname AS name, r.rolname AS role, a.privilege_type AS verb
FROM pg_class AS c, aclexplode(c.relacl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
WHERE c.relnamespace = 'app'::regnamespace AND a.grantee <> c.relowner
UNION ALL
SELECT c.relname, r.rolname, a.privilege_type || ' ' || t.attname
FROM pg_attribute AS t JOIN pg_class AS c ON c.oid = t.attrelid, aclexplode(t.attacl) AS a
JOIN pg_roles AS r ON r.oid = a.grantee
WHERE c.relnamespace = 'app'::regnamespace AND a.grantee <> c.relowner
"""

_CALLS = """
SELECT p.proname AS name, r.rolname AS role
FROM pg_proc AS p, aclexplode(p.proacl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
WHERE p.pronamespace = 'app'::regnamespace AND a.grantee <> p.proowner
"""

_TRIGGERS = """
SELECT c.relname AS name, t.tgname AS trigger FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'app'::regnamespace AND NOT t.tgisinternal AND t.tgenabled = 'O'
"""

_POLICIES = "SELECT tablename AS name, policyname AS policy FROM pg_policies WHERE schemaname = 'app'"

# What a policy says, whoever asks and wherever they look names up.
_DIGEST = """
CREATE OR REPLACE FUNCTION app.digest_of(one pg_policy) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT md5(concat_ws('|', one.polpermissive, one.polcmd, coalesce(pg_get_expr(one.polqual, one.polrelid), ''),
        coalesce(pg_get_expr(one.polwithcheck, one.polrelid), ''),
        (SELECT string_agg(r.rolname, ',' ORDER BY r.rolname) FROM pg_roles AS r WHERE r.oid = ANY (one.polroles))))
$$
"""

_SEAL = """
DO $do$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT p.polname, c.relname, app.digest_of(p) AS digest FROM pg_policy AS p
            JOIN pg_class AS c ON c.oid = p.polrelid WHERE c.relnamespace = 'app'::regnamespace LOOP
        EXECUTE format('COMMENT ON POLICY %I ON app.%I IS %L', one.polname, one.relname, one.digest);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name, md5(p.prosrc) AS digest FROM pg_proc AS p
            WHERE p.pronamespace = 'app'::regnamespace AND pg_has_role(p.proowner, 'USAGE') LOOP
        EXECUTE format('COMMENT ON FUNCTION %s IS %L', one.name, one.digest);
    END LOOP;
END
$do$
"""

#: Functions that only others of the desk's own call.
_INNER = frozenset({"append", "later", "append_pending", "name_login", "group_login", "regroup_login"})


def sealed() -> list[str]:
    """Note of every policy and function how it was made; the last statements, as `od_owner`."""
    return [_DIGEST.strip(), "REVOKE ALL ON FUNCTION app.digest_of(pg_policy) FROM PUBLIC", _SEAL.strip()]


class Lint:
    """Compares a desk's catalogue with what these tables ask for; made once, asked as often as needed."""

    def __init__(self, metadata: MetaData) -> None:
        self._rights = _rights(metadata)
        made = security.statements(metadata)
        self._policies = _made(made, "CREATE POLICY")
        self._triggers = _made(made, "CREATE TRIGGER") | _made(made, "CREATE CONSTRAINT TRIGGER")
        self._tables = {table for table, _ in self._policies}

    async def findings(self, fetch: Fetch) -> list[str]:
        """What is not as it was made, each by what it is and its name; empty where all is well.

        For who may look functions up in the catalogue (the owner, a superuser). The first word is one of
        `unguarded`, `public`, `granted`, `view`, `definer`, `owner`, `function`, `trigger`, `policy`, `role`,
        `member`, `schema`.
        """
        found = [str(row[0]) for asked in _ASKED for row in await fetch(asked)]
        found += [
            f"granted {' '.join(row)}" for row in await fetch(_GRANTS) if tuple(row) not in self._rights
        ]
        found += [f"granted {row[0]} {row[1]}" for row in await fetch(_CALLS) if _too_far(row[0], row[1])]
        found += _missing("trigger", self._triggers, await fetch(_TRIGGERS))
        there = {(row[0], row[1]) for row in await fetch(_POLICIES) if row[0] in self._tables}
        found += _missing("policy", self._policies, there)
        return found + _missing("policy", there, self._policies)


def _too_far(name: str, role: str) -> bool:
    return name in _INNER and role not in (OWNER, logins.KEEPER)


def _rights(metadata: MetaData) -> set[tuple[str, str, str]]:
    """Table, role and verb (with its column) of every right that the rules give."""
    access = Access(metadata)
    both = (OPERATOR, WALL)
    given = {("operator", logins.KEEPER, f"SELECT {column}") for column in ("id", "login", "roles")}
    of_command = ("SELECT", *(f"INSERT {column}" for column in ("id", "kind", "desk")))
    given |= {("command", role, verb) for role in both for verb in of_command}
    given |= {("schema_version", role, "SELECT") for role in both}
    for table in metadata.sorted_tables:
        for verb in (Verb.SELECT, Verb.INSERT, Verb.UPDATE, Verb.DELETE):
            if condition(access, verb, table, Session(guarded=True)) != "false":
                walls = verb is Verb.SELECT or access.speaks_to_wall(verb, table)
                given |= {(table.name, role, verb.value.upper()) for role in (both if walls else (OPERATOR,))}
    return given


def _made(statements: Iterable[str], beginning: str) -> set[tuple[str, str]]:
    """The tables and names of what is made with statements that begin so."""
    made = set()
    last = beginning.rpartition(" ")[2]
    for statement in statements:
        if statement.startswith(beginning):
            words = statement.split()
            on = words[words.index("ON") + 1].removeprefix("app.").strip('"')
            made.add((on, words[words.index(last) + 1]))
    return made


def _missing(what: str, made: Iterable[Any], there: Iterable[Any]) -> list[str]:
    left = {tuple(one) for one in made} - {tuple(one) for one in there}
    return [f"{what} {table} {name}" for table, name in sorted(left)]
