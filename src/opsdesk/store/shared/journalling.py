"""The journal as the database keeps it: a line for whatever changes, chained as `store.journal` chains it.

Triggers write it, deferred to the commit, so that raw SQL cannot skip it and the head is locked last and for
as short as can be. A line that stands for no row goes through `app.pending`, for the same reason.
"""

# ruff: noqa: E501, S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

from sqlalchemy import LargeBinary, MetaData, Table

from opsdesk.store.detail import secret
from opsdesk.store.journal import PURGE
from opsdesk.store.schema import RECORD_COLUMNS, Json
from opsdesk.store.search import searchable
from opsdesk.store.shared.who import DEFINER
from opsdesk.store.transaction import NARROWING

#: Plain links, and under which record each is journalled: its subject (or the column that holds it) and id.
LINKS = {
    "incident_observation": ("'incident'", "incident_id"),
    "sighting": ("'bulletin'", "bulletin_id"),
    "named_reader": ("{row}.subject", "record_id"),
}

#: Columns that an import has in common, and that its one line tells.
_SHARED = ("import_id", "originator_id", "organization_id", "record_class", "vetting")

#: The channel on which a commit that moved the journal says so, with nothing in it.
CHANNEL = "journal"

_TAKEN = "{new}.import_id IS NOT NULL AND {old}.status <> 'withdrawn' AND {new}.status = 'withdrawn'"

_COMMAND = [
    "ALTER TABLE app.command ALTER COLUMN seq DROP NOT NULL",
    "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS desk text NOT NULL DEFAULT ''",
    "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS login name NOT NULL DEFAULT session_user",
    "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS operator_id uuid DEFAULT app.my_operator()",
    "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS at bigint NOT NULL DEFAULT app.now_us()",
    "ALTER TABLE app.command DROP CONSTRAINT IF EXISTS ck_command_text",
    (
        "ALTER TABLE app.command ADD CONSTRAINT ck_command_text "
        "CHECK (length(kind) <= 80 AND length(desk) <= 200 AND strpos(kind || desk, E'\\x1f') = 0)"
    ),
    "CREATE INDEX IF NOT EXISTS ix_command_xid ON app.command (xid)",
]

_PENDING = [
    (
        "CREATE UNLOGGED TABLE IF NOT EXISTS app.pending (id bigint GENERATED ALWAYS AS IDENTITY "
        "CONSTRAINT pk_pending PRIMARY KEY, purge boolean NOT NULL, subject text, record_id uuid, version integer, "
        "detail text, narrowed boolean NOT NULL)"
    ),
    "ALTER TABLE app.pending ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE app.pending FORCE ROW LEVEL SECURITY",
    "REVOKE ALL ON TABLE app.pending FROM PUBLIC",
    "DROP POLICY IF EXISTS owner ON app.pending",
    "CREATE POLICY owner ON app.pending TO od_owner USING (true) WITH CHECK (true)",
]

# The same text that `journal.link` hashes: fields joined by 0x1F, nothing for NULL, microseconds, hexadecimal.
_APPEND = f"""
CREATE OR REPLACE FUNCTION app.append(
    line_kind text, subject text, record_id uuid, version integer, detail text, narrowed boolean
) RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    head app.journal_head;
    given app.command;
    salt bytea;
    digest bytea;
    covered text;
BEGIN
    SELECT * INTO given FROM app.command AS c
        WHERE c.xid = pg_current_xact_id() AND c.at = app.now_us() LIMIT 1;
    IF NOT FOUND THEN
        INSERT INTO app.command (id, kind, desk)
            VALUES (gen_random_uuid(), 'raw', 'raw ' || coalesce(host(inet_client_addr()), 'socket'))
            RETURNING * INTO given;
    END IF;
    LOCK TABLE app.journal_head IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO STRICT head FROM app.journal_head;
    IF detail IS NOT NULL THEN
        salt := uuid_send(gen_random_uuid());
        digest := sha256(salt || convert_to(detail, 'UTF8'));
        INSERT INTO app.journal_detail (seq, salt, detail) VALUES (head.seq + 1, salt, append.detail);
    END IF;
    covered := array_to_string(ARRAY[
        (head.seq + 1)::text, given.id::text, coalesce(line_kind, given.kind), subject, record_id::text,
        version::text, given.operator_id::text, given.desk, app.now_us()::text,
        CASE WHEN narrowed THEN '1' ELSE '0' END, encode(digest, 'hex')
    ], E'\\x1f', '');
    IF length(covered) - length(replace(covered, E'\\x1f', '')) <> 10 THEN
        RAISE EXCEPTION 'a journal field holds the separator' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO app.journal (seq, command_id, kind, subject, record_id, version, operator_id, desk, at,
            narrowed, detail_hash, previous, hash)
        VALUES (head.seq + 1, given.id, coalesce(line_kind, given.kind), append.subject, append.record_id,
            append.version, given.operator_id, given.desk, app.now_us(), append.narrowed, digest, head.hash,
            sha256(head.hash || '\\x1f'::bytea || convert_to(covered, 'UTF8')))
        RETURNING hash INTO digest;
    UPDATE app.journal_head SET seq = head.seq + 1, hash = digest;
    UPDATE app.command AS c SET seq = head.seq + 1 WHERE c.id = given.id;
    PERFORM pg_notify('{CHANNEL}', '');
END $$
"""

_APPEND_PENDING = f"""
CREATE OR REPLACE FUNCTION app.append_pending() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF NEW.purge THEN
        DELETE FROM app.journal_detail AS d USING app.journal AS j
            WHERE j.seq = d.seq AND j.subject = NEW.subject AND j.record_id = NEW.record_id;
        PERFORM app.append('{PURGE}', NEW.subject, NEW.record_id, NULL, NULL, false);
    ELSE
        PERFORM app.append(NULL, NEW.subject, NEW.record_id, NEW.version, NEW.detail, NEW.narrowed);
    END IF;
    DELETE FROM app.pending AS p WHERE p.id = NEW.id;
    RETURN NULL;
END $$
"""

_LATER = f"""
CREATE OR REPLACE FUNCTION app.later(
    subject text, record_id uuid, version integer, detail text, narrowed boolean, purge boolean
) RETURNS void LANGUAGE sql {DEFINER} AS $$
    INSERT INTO app.pending (purge, subject, record_id, version, detail, narrowed)
        VALUES (later.purge, later.subject, later.record_id, later.version, later.detail, later.narrowed)
$$
"""

_NOTE = f"""
CREATE OR REPLACE FUNCTION app.note(
    subject text, record_id uuid, version integer, detail text, narrowed boolean
) RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF app.my_kind() = 'raw' THEN
        RAISE EXCEPTION 'a line without a command' USING ERRCODE = 'OD002', DETAIL = '{{"subject": "journal"}}';
    END IF;
    IF detail IS NOT NULL AND (length(detail) > 100000 OR jsonb_typeof(detail::jsonb) <> 'object') THEN
        RAISE EXCEPTION 'a detail that is none' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF subject IS NOT NULL AND to_regclass('app.' || quote_ident(subject)) IS NULL THEN
        RAISE EXCEPTION 'no such subject' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM app.later(subject, record_id, version, detail, coalesce(narrowed, false), false);
END $$
"""

_FORGET = f"""
CREATE OR REPLACE FUNCTION app.forget(subject text, record_id uuid) RETURNS void
LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF app.my_kind() !~ '\\.purge$' THEN
        RAISE EXCEPTION 'no purge' USING ERRCODE = 'OD002', DETAIL = '{{"subject": "journal"}}';
    END IF;
    PERFORM app.later(subject, record_id, NULL, NULL, false, true);
END $$
"""

_APPLIED = f"""
CREATE OR REPLACE FUNCTION app.applied(id uuid) RETURNS bigint LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN RETURN (SELECT coalesce(c.seq, 0) FROM app.command AS c WHERE c.id = applied.id); END $$
"""

_HEAD = f"""
CREATE OR REPLACE FUNCTION app.head() RETURNS bigint LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN RETURN (SELECT h.seq FROM app.journal_head AS h); END $$
"""

#: What every login may call.
GRANTED = (
    "note(text, uuid, integer, text, boolean)",
    "forget(text, uuid)",
    "applied(uuid)",
    "head()",
)


def statements(metadata: MetaData) -> list[str]:
    """The functions and triggers that write the journal, as `od_owner`; made anew each time."""
    made = [*_COMMAND, *_PENDING]
    made += [text.strip() for text in (_APPEND, _APPEND_PENDING, _LATER, _NOTE, _FORGET, _APPLIED, _HEAD)]
    made += _deferred("pending", "append", "AFTER INSERT", "", "append_pending")
    for table in metadata.sorted_tables:
        if "version" in table.c and "changed_by" in table.c:
            made += _of_record(table)
        elif table.name in LINKS:
            made += _of_link(table)
    return made


def _of_record(table: Table) -> list[str]:
    name = table.name
    events = [("journal_insert", "AFTER INSERT", ""), ("journal_delete", "AFTER DELETE", "")]
    changed = "(old.version IS DISTINCT FROM new.version"
    made = [_record_function(table)]
    if "import_id" in table.c and "status" in table.c:
        events[0] = ("journal_insert", "AFTER INSERT", "WHEN (new.import_id IS NULL)")
        made += _of_import(table)
        # Rows of an import that are taken back together have one line.
        changed += f" AND NOT ({_TAKEN.format(old='old', new='new')})"
    events.append(("journal_update", "AFTER UPDATE", f"WHEN {changed})"))
    for trigger, event, when in events:
        made += _deferred(name, trigger, event, when, f"journal_{name}")
    return made


def _record_function(table: Table) -> str:
    owner = table.info.get("of")
    if owner is None:
        about = "'{0}', {1}.id, {1}.version"
        part = ""
    else:
        about = f"'{owner}', {{1}}.{owner}_id, NULL"
        part = "jsonb_build_object('table', '{0}', 'id', {1}.id) || "
    new, old = (about.format(table.name, row) for row in ("NEW", "OLD"))
    of_new, of_old = (part.format(table.name, row) for row in ("NEW", "OLD"))
    narrowing = sorted(NARROWING & set(table.c.keys()))
    narrowed = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in narrowing) or "false"
    return f"""
CREATE OR REPLACE FUNCTION app.journal_{table.name}() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    was jsonb;
    now jsonb;
    told jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        now := {_told(table, "NEW")};
        told := jsonb_build_object('after', coalesce((SELECT jsonb_object_agg(e.key, e.value)
            FROM jsonb_each(now) AS e WHERE e.value <> 'null'), '{{}}'));
        PERFORM app.append(NULL, {new}, ({of_new}told)::text, false);
    ELSIF TG_OP = 'UPDATE' THEN
        was := {_told(table, "OLD")};
        now := {_told(table, "NEW")};
        SELECT jsonb_build_object('before', coalesce(jsonb_object_agg(e.key, was -> e.key), '{{}}'),
                'after', coalesce(jsonb_object_agg(e.key, e.value), '{{}}')) INTO told
            FROM jsonb_each(now) AS e WHERE e.value IS DISTINCT FROM was -> e.key;
        PERFORM app.append(NULL, {new}, ({of_new}told)::text, {narrowed});
    ELSE
        PERFORM app.append(NULL, {old}, ({of_old}'{{"deleted": true}}'::jsonb)::text, true);
    END IF;
    RETURN NULL;
END $$
""".strip()


def _of_link(table: Table) -> list[str]:
    subject, key = LINKS[table.name]
    steps = [
        f"PERFORM app.append(NULL, {subject.format(row=row)}, {row}.{key}, NULL, jsonb_build_object("
        f"'table', '{table.name}', '{when}', {_told(table, row)})::text, {narrowed});"
        for row, when, narrowed in (("NEW", "after", "false"), ("OLD", "before", "true"))
    ]
    function = (
        f"CREATE OR REPLACE FUNCTION app.journal_{table.name}() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$ "
        f"BEGIN IF TG_OP = 'INSERT' THEN {steps[0]} ELSE {steps[1]} END IF; RETURN NULL; END $$"
    )
    return [
        function,
        *_deferred(table.name, "journal_link", "AFTER INSERT OR DELETE", "", f"journal_{table.name}"),
    ]


def _of_import(table: Table) -> list[str]:
    """One line for all rows that a statement imported, and one for those that it took back."""
    name = table.name
    shared = ", ".join(
        f"'{c}', CASE WHEN count(DISTINCT f.{c}) = 1 THEN (array_agg(f.{c}))[1] END"
        for c in _SHARED
        if c in table.c and c != "import_id"
    )
    detail = (
        "jsonb_build_object('rows', count(*), 'first', min(f.n), 'last', max(f.n), 'all', "
        f"jsonb_strip_nulls(jsonb_build_object('import_id', f.import_id, {shared})))"
    )
    made = [
        (
            f"CREATE OR REPLACE FUNCTION app.journal_import_{name}() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$ "
            f"BEGIN PERFORM app.later('{name}', NULL, NULL, l.detail::text, false, false) FROM (SELECT {detail} "
            "AS detail FROM fresh AS f WHERE f.import_id IS NOT NULL GROUP BY f.import_id) AS l; RETURN NULL; END $$"
        ),
        f'DROP TRIGGER IF EXISTS journal_import ON app."{name}"',
        (
            f'CREATE TRIGGER journal_import AFTER INSERT ON app."{name}" REFERENCING NEW TABLE AS fresh '
            f"FOR EACH STATEMENT EXECUTE FUNCTION app.journal_import_{name}()"
        ),
    ]
    taken = _TAKEN.format(old="w", new="f")
    one = (
        "CASE WHEN count(*) = 1 THEN jsonb_build_object('before', jsonb_build_object('status', min(w.status)), "
        "'after', jsonb_build_object('status', min(f.status))) ELSE jsonb_build_object('rows', count(*), "
        "'withdrawn', count(*), 'import_id', f.import_id) END"
    )
    named = (
        "CASE WHEN count(*) = 1 THEN (array_agg(f.id))[1] END AS id, "
        "CASE WHEN count(*) = 1 THEN min(f.version) END AS version"
    )
    return [
        *made,
        (
            f"CREATE OR REPLACE FUNCTION app.journal_withdrawn_{name}() RETURNS trigger LANGUAGE plpgsql {DEFINER} "
            f"AS $$ BEGIN PERFORM app.later('{name}', l.id, l.version, l.detail::text, l.id IS NULL, false) "
            f"FROM (SELECT {one} AS detail, {named} FROM was AS w JOIN fresh AS f ON f.n = w.n WHERE {taken} "
            "GROUP BY f.import_id) AS l; RETURN NULL; END $$"
        ),
        f'DROP TRIGGER IF EXISTS journal_withdrawn ON app."{name}"',
        (
            f'CREATE TRIGGER journal_withdrawn AFTER UPDATE ON app."{name}" REFERENCING OLD TABLE AS was '
            f"NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION app.journal_withdrawn_{name}()"
        ),
    ]


def _told(table: Table, row: str) -> str:
    """The columns whose values the journal tells, as `detail.plain` has them."""
    kept = {*RECORD_COLUMNS, "words"}
    hidden = sorted(kept | {c.name for c in table.c if secret(table, c.name)})
    if searchable(table):
        hidden.append("words_index")
    told = f"(to_jsonb({row}) - '{{{', '.join(hidden)}}}'::text[])"
    for column in table.c:
        if column.name in hidden:
            continue
        if isinstance(column.type, Json):
            told += f" || jsonb_build_object('{column.name}', {row}.{column.name}::jsonb)"
        elif isinstance(column.type, LargeBinary):
            told += f" || jsonb_build_object('{column.name}', encode({row}.{column.name}, 'hex'))"
    return f"({told})"


def _deferred(table: str, trigger: str, event: str, when: str, function: str) -> list[str]:
    return [
        f'DROP TRIGGER IF EXISTS {trigger} ON app."{table}"',
        (
            f'CREATE CONSTRAINT TRIGGER {trigger} {event} ON app."{table}" DEFERRABLE INITIALLY DEFERRED '
            f"FOR EACH ROW {when} EXECUTE FUNCTION app.{function}()"
        ),
    ]
