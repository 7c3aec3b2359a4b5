"""The client side's functions in the database: the time, `n`, numbers, search, and which desks are here.

Each statement may be run again on a database that has it all. They are owned by `od_owner`; what an operator
may reach is granted to `od_operator`, and nothing to PUBLIC.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import MetaData, Table

from opsdesk.store.search import searchable

OWNER, OPERATOR = "od_owner", "od_operator"

#: Counters of one millisecond: the lower half for single records, the upper for those of an import.
_COUNTER_BITS = 20
_HALF = 1 << (_COUNTER_BITS - 1)

#: A desk that did not say so for this long is not here any more, in seconds.
PRESENT_FOR = 20

_DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

_NOW = """
CREATE OR REPLACE FUNCTION app.now_us() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint $$
"""

_NEXT_N = f"""
CREATE OR REPLACE FUNCTION app.next_n() RETURNS bigint {_DEFINER} AS $$
BEGIN
    RETURN ((extract(epoch FROM clock_timestamp()) * 1000)::bigint << {_COUNTER_BITS})
        | (nextval('app.n_counter') & {_HALF - 1});
END $$
"""

# Rows of an import stand in one unbroken run: no two imports may share a millisecond. The lock is held for
# as long as this takes, not to the end of the transaction.
_TAKE_N = f"""
CREATE OR REPLACE FUNCTION app.take_n(count integer) RETURNS bigint {_DEFINER} AS $$
DECLARE
    at bigint;
BEGIN
    IF count < 1 OR count > {_HALF} THEN
        RAISE EXCEPTION 'a run of % rows', count USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_lock(hashtextextended('app.n_run', 0));
    at := greatest((extract(epoch FROM clock_timestamp()) * 1000)::bigint,
        (SELECT last_value FROM app.n_run) + 1);
    PERFORM setval('app.n_run', at);
    PERFORM pg_advisory_unlock(hashtextextended('app.n_run', 0));
    RETURN (at << {_COUNTER_BITS}) | {_HALF};
END $$
"""  # noqa: S608 - names and numbers of our own

_TAKE_NUMBERS = f"""
CREATE OR REPLACE FUNCTION app.take_numbers(series text, count integer) RETURNS bigint {_DEFINER} AS $$
DECLARE
    taken bigint;
BEGIN
    IF app.my_operator() IS NULL AND NOT pg_has_role(session_user, 'od_owner', 'MEMBER') THEN
        RAISE EXCEPTION 'nobody' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO app.series AS s (name, last) VALUES (series, count)
        ON CONFLICT (name) DO UPDATE SET last = s.last + excluded.last RETURNING s.last INTO taken;
    RETURN taken;
END $$
"""  # noqa: S608 - names and numbers of our own

_HERE = f"""
CREATE OR REPLACE FUNCTION app.here(desk_id uuid, desk text) RETURNS integer {_DEFINER} AS $$
DECLARE
    at bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
    INSERT INTO app.presence AS p (desk_id, login, desk, seen_at)
        VALUES (here.desk_id, session_user, left(here.desk, 80), at)
        ON CONFLICT ON CONSTRAINT pk_presence DO UPDATE SET seen_at = at WHERE p.login = session_user;
    DELETE FROM app.presence AS p WHERE p.seen_at < at - 3600 * 1000000::bigint;
    RETURN (SELECT count(*) FROM app.presence AS p WHERE p.seen_at > at - {PRESENT_FOR} * 1000000::bigint);
END $$
"""  # noqa: S608 - names and numbers of our own

_GONE = f"""
CREATE OR REPLACE FUNCTION app.gone(desk_id uuid) RETURNS void {_DEFINER} AS $$
BEGIN
    DELETE FROM app.presence AS p WHERE p.desk_id = gone.desk_id AND p.login = session_user;
END $$
"""  # noqa: S608 - names and numbers of our own

_PRESENCE = """
CREATE UNLOGGED TABLE IF NOT EXISTS app.presence (
    desk_id uuid CONSTRAINT pk_presence PRIMARY KEY, login name NOT NULL, desk text NOT NULL,
    seen_at bigint NOT NULL
)
"""

_GRANTED = (
    "now_us()",
    "next_n()",
    "take_n(integer)",
    "take_numbers(text, integer)",
    "here(uuid, text)",
    "gone(uuid)",
)


def statements(metadata: MetaData) -> list[str]:
    """What stands before privileges and policies; run as `od_owner`, behind the migrations."""
    made = [
        f"CREATE SEQUENCE IF NOT EXISTS app.n_counter MAXVALUE {_HALF - 1} MINVALUE 0 START 0 CYCLE CACHE 1",
        "CREATE SEQUENCE IF NOT EXISTS app.n_run MINVALUE 0 START 1",
        _PRESENCE,
        *(function.strip() for function in (_NOW, _NEXT_N, _TAKE_N, _HERE, _GONE)),
    ]
    for table in metadata.sorted_tables:
        if "n" in table.primary_key.columns:
            made.append(f'ALTER TABLE app."{table.name}" ALTER COLUMN n SET DEFAULT app.next_n()')
        if searchable(table):
            made += _index(table)
    return made


def guarded(metadata: MetaData, visible: Callable[[Table], str]) -> list[str]:
    """What asks who the caller is, so it stands behind the server side's statements.

    `visible` gives the SELECT rule of a searchable table as SQL over the table's own name.
    """
    made = [_TAKE_NUMBERS.strip()]
    granted = [*_GRANTED]
    for table in metadata.sorted_tables:
        if searchable(table):
            made.append(_find(table, visible(table)))
            granted.append(f"{_find_name(table)}(text)")
            if "import_id" in table.c:
                made.append(_changed(table))
                granted.append(f"changed_{table.name}()")
    for name in granted:
        made.append(f"REVOKE ALL ON FUNCTION app.{name} FROM PUBLIC")
        made.append(f"GRANT EXECUTE ON FUNCTION app.{name} TO {OPERATOR}")
    return made


def _index(table: Table) -> list[str]:
    """The search index: the words as they are, so that no parser of the server's splits them otherwise."""
    name = table.name
    made = "array_to_tsvector(array_remove(string_to_array(words, ' '), ''))"
    column = f"words_index tsvector GENERATED ALWAYS AS ({made}) STORED"
    return [
        f'ALTER TABLE app."{name}" ADD COLUMN IF NOT EXISTS {column}',
        f'CREATE INDEX IF NOT EXISTS "ix_{name}_words" ON app."{name}" USING gin (words_index)',
    ]


def _changed(table: Table) -> str:
    """`app.changed_TABLE()`: the `n` of imported rows that are not as their import wrote them.

    Also of those that the caller may not read any more: what a desk keeps packed must not show them.
    """
    return f"""
CREATE OR REPLACE FUNCTION app.changed_{table.name}() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT t.n FROM app."{table.name}" AS t
      WHERE t.import_id IS NOT NULL AND (t.version > 1 OR t.marking = 'TLP:RED') $$
""".strip()  # noqa: S608 - names of our own


def _find_name(table: Table) -> str:
    return f"find_{table.name}"


def _find(table: Table, visible: str) -> str:
    """`app.find_TABLE(asked)`: the `n` of rows with these words that the caller may read.

    Under row security the index would not be used: the rule is inside instead (STORE.md).
    """
    return f"""
CREATE OR REPLACE FUNCTION app.{_find_name(table)}(asked text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, pg_temp
AS $$ SELECT "{table.name}".n FROM app."{table.name}"
      WHERE "{table.name}".words_index @@ $1::tsquery AND ({visible}) $$
""".strip()  # noqa: S608 - names of our own
