"""Logins of the server for operators: made, given another password, closed and opened by administrators.

The functions belong to `od_keeper`, who cannot log in and whose one right is to make roles: nobody who signs in
has that. Where the server gave it to nobody (a managed one may not), each says so with `OD001`
(`no_logins_here`), and whoever runs the server makes the roles.
"""

# ruff: noqa: E501, S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

from opsdesk.handling import Role
from opsdesk.store.shared.who import DEFINER

KEEPER = "od_keeper"

#: The session of whoever counts wrong passwords (`packaging/postgresql/watcher.py`), and its comment.
WATCHER, _LOCKED = "opsdesk watcher", "opsdesk: locked "

#: The group roles that a login has for the roles of its operator.
GROUPS = {role: f"od_{role.value}" for role in Role}
_STAFF = ", ".join(f"'{group}'" for role, group in GROUPS.items() if role is not Role.WALL)
_ALL = ", ".join(f"'{group}'" for group in [*GROUPS.values(), "od_operator"])

# Who may, under which command, and that what is given is a verifier: a password never comes here.
_REQUIRE = f"""
CREATE OR REPLACE FUNCTION app.require_login_kind(kinds text, secret text) RETURNS void
LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    IF NOT pg_has_role(session_user, 'od_owner', 'MEMBER')
            AND NOT ('administrator' = ANY (app.my_roles()) AND app.my_kind() ~ kinds) THEN
        RAISE EXCEPTION 'only an administrator' USING ERRCODE = 'OD002',
            DETAIL = '{{"reason": "login", "subject": "operator", "roles": ["administrator"]}}';
    END IF;
    IF secret IS NOT NULL AND secret !~ '^SCRAM-SHA-256\\$[0-9]+:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=:]+$' THEN
        RAISE EXCEPTION 'a password in clear' USING ERRCODE = 'OD001',
            DETAIL = '{{"reason": "password_in_clear"}}';
    END IF;
END $$
"""

_NAME = f"""
CREATE OR REPLACE FUNCTION app.name_login(operator_id uuid, login text) RETURNS text
LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    named app.operator;
BEGIN
    SELECT * INTO named FROM app.operator AS o WHERE o.id = operator_id FOR UPDATE;
    IF NOT FOUND OR named.login IS NOT NULL THEN
        RAISE EXCEPTION 'no such operator, or with a login' USING ERRCODE = 'OD001',
            DETAIL = jsonb_build_object('reason', 'login_taken', 'login', named.login)::text;
    END IF;
    UPDATE app.operator AS o SET login = name_login.login WHERE o.id = operator_id;
    IF named.created_at <> app.now_us() THEN
        PERFORM app.later('operator', operator_id, named.version,
            jsonb_build_object('after', jsonb_build_object('login', login))::text, false, false);
    END IF;
    RETURN named.roles;
END $$
"""

_ADD = f"""
CREATE OR REPLACE FUNCTION app.add_login(operator_id uuid, login text, secret text) RETURNS void
LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    PERFORM app.require_login_kind('^operator\\.(add|reset)$', coalesce(secret, ''));
    IF login !~ '^od[a-z0-9]*_[a-z0-9_]+$' OR length(login) > 63 OR login = ANY (ARRAY[{_ALL}, 'od_owner', '{KEEPER}'])
            OR to_regrole(quote_ident(login)) IS NOT NULL THEN
        RAISE EXCEPTION 'that login is taken' USING ERRCODE = 'OD001',
            DETAIL = jsonb_build_object('reason', 'login_taken', 'login', login)::text;
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT PASSWORD %L', login, secret);
    PERFORM app.group_login(login, app.name_login(operator_id, login));
EXCEPTION WHEN insufficient_privilege THEN
    {{no_logins}}
END $$
"""

_CHANGE = f"""
CREATE OR REPLACE FUNCTION app.{{name}} RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    found text;
BEGIN
    {{require}}
    SELECT o.login INTO found FROM app.operator AS o WHERE o.id = operator_id;
    IF found IS NULL OR to_regrole(quote_ident(found)) IS NULL THEN
        RETURN;
    END IF;
    {{change}}
EXCEPTION WHEN insufficient_privilege THEN
    {{no_logins}}
END $$
"""

_NO_LOGINS = """RAISE EXCEPTION 'this server lets nobody make logins' USING ERRCODE = 'OD001',
        DETAIL = '{"reason": "no_logins_here"}';"""

_REPLACE = """IF operator_id IS DISTINCT FROM app.my_operator() OR app.my_kind() <> 'operator.set_password' THEN
        PERFORM app.require_login_kind('^operator\\.reset$', NULL);
    END IF;
    IF secret IS NULL OR secret !~ '^SCRAM-SHA-256\\$' THEN
        RAISE EXCEPTION 'a password in clear' USING ERRCODE = 'OD001', DETAIL = '{"reason": "password_in_clear"}';
    END IF;"""

_CLOSE = """EXECUTE format('ALTER ROLE %I NOLOGIN', found);
    IF pg_has_role(current_user, 'pg_signal_backend', 'MEMBER') THEN
        PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity AS a
            WHERE a.usename = found AND a.pid <> pg_backend_pid();
    END IF;"""

_OPEN = """EXECUTE format('ALTER ROLE %I LOGIN', found);
    EXECUTE format('COMMENT ON ROLE %I IS NULL', found);"""

_LOCKED_LOGINS = f"""
CREATE OR REPLACE FUNCTION app.locked_logins() RETURNS TABLE (operator_id uuid, locked_at bigint)
LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    IF NOT 'administrator' = ANY (app.my_roles()) THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT o.id, (extract(epoch FROM substr(d.description, {len(_LOCKED) + 1}, 20)::timestamptz)
            * 1000000)::bigint
        FROM app.operator AS o JOIN pg_roles AS r ON r.rolname = o.login
        JOIN pg_shdescription AS d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
        WHERE d.description ~ '^{_LOCKED}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:]{{8}}Z';
END $$
"""

_WATCHED = f"""
CREATE OR REPLACE FUNCTION app.watched() RETURNS boolean LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_stat_activity AS a JOIN pg_roles AS r ON r.oid = a.usesysid
        WHERE a.application_name = '{WATCHER}' AND r.rolsuper);
END $$
"""

# Groups say what may be called and read at all; which rows, the policies say by `app.my_roles()`.
_GROUP = f"""
CREATE OR REPLACE FUNCTION app.group_login(login text, roles text) RETURNS void LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    role text;
    wanted text[] := ARRAY(SELECT 'od_' || r FROM jsonb_array_elements_text(roles::jsonb) AS r);
BEGIN
    IF wanted && ARRAY[{_STAFF}] THEN
        wanted := wanted || 'od_operator'::text;
    END IF;
    FOREACH role IN ARRAY ARRAY[{_ALL}] LOOP
        IF role = ANY (wanted) THEN
            EXECUTE format('GRANT %I TO %I', role, login);
        ELSIF pg_has_role(login, role, 'MEMBER') THEN
            EXECUTE format('REVOKE %I FROM %I', role, login);
        END IF;
    END LOOP;
END $$
"""

# Where the server's own people made the login, they group it.
_REGROUP = f"""
CREATE OR REPLACE FUNCTION app.regroup_login() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF to_regrole(quote_ident(NEW.login)) IS NOT NULL THEN
        PERFORM app.group_login(NEW.login, NEW.roles);
    END IF;
    RETURN NULL;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN NULL;
END $$
"""

_CHANGES = (
    (
        "set_login_secret(operator_id uuid, secret text)",
        _REPLACE,
        "EXECUTE format('ALTER ROLE %I PASSWORD %L', found, secret);",
    ),
    (
        "close_login(operator_id uuid)",
        "PERFORM app.require_login_kind('^operator\\.disable$', NULL);",
        _CLOSE,
    ),
    (
        "open_login(operator_id uuid)",
        "PERFORM app.require_login_kind('^operator\\.(enable|release|reset)$', NULL);",
        _OPEN,
    ),
)

#: What every login may call; who may, and under which command, is asked inside.
GRANTED = (
    "add_login(uuid, text, text)",
    "set_login_secret(uuid, text)",
    "close_login(uuid)",
    "open_login(uuid)",
    "locked_logins()",
    "watched()",
)
_KEEPERS = ("group_login(text, text)", "regroup_login()", *GRANTED)
_CALLED = (
    "require_login_kind(text, text)",
    "name_login(uuid, text)",
    "my_roles()",
    "my_operator()",
    "my_kind()",
)


def statements() -> list[str]:
    """The functions, as `od_owner`; those that make roles then belong to the keeper."""
    changes = [
        _CHANGE.format(name=name, require=require, change=change, no_logins=_NO_LOGINS).strip()
        for name, require, change in _CHANGES
    ]
    return [
        # One that belongs to the keeper already is made anew by the owner.
        *(f"DROP FUNCTION IF EXISTS app.{name} CASCADE" for name in _KEEPERS),
        *(text.strip() for text in (_REQUIRE, _NAME, _GROUP, _LOCKED_LOGINS, _WATCHED, _REGROUP)),
        _ADD.replace("{no_logins}", _NO_LOGINS).strip(),
        *changes,
        "DROP TRIGGER IF EXISTS regroup ON app.operator",
        (
            "CREATE TRIGGER regroup AFTER UPDATE OF roles ON app.operator FOR EACH ROW "
            "WHEN (new.login IS NOT NULL AND old.roles <> new.roles) EXECUTE FUNCTION app.regroup_login()"
        ),
    ]


def handed_over() -> list[str]:
    """The keeper gets the functions that make roles, and what they call."""
    return [
        f"GRANT CREATE, USAGE ON SCHEMA app TO {KEEPER}",
        *(f"ALTER FUNCTION app.{name} OWNER TO {KEEPER}" for name in _KEEPERS),
        f"REVOKE CREATE ON SCHEMA app FROM {KEEPER}",
        *(f"GRANT EXECUTE ON FUNCTION app.{name} TO {KEEPER}" for name in _CALLED),
        f"GRANT SELECT (id, login, roles) ON TABLE app.operator TO {KEEPER}",
        "DROP POLICY IF EXISTS keeper ON app.operator",
        f"CREATE POLICY keeper ON app.operator FOR SELECT TO {KEEPER} USING (true)",
    ]


def keeper(owner: str, groups: str) -> str:
    """Make `od_keeper`, by who may make roles: it makes logins and puts them into groups.

    Where whoever makes the desk may not give that right, it is there without.
    """
    return f"""
DO $do$
DECLARE
    newer boolean := current_setting('server_version_num')::integer >= 160000;
BEGIN
    IF to_regrole('{KEEPER}') IS NULL THEN
        BEGIN
            CREATE ROLE {KEEPER} NOLOGIN CREATEROLE;
        EXCEPTION WHEN insufficient_privilege THEN
            CREATE ROLE {KEEPER} NOLOGIN;
        END;
    END IF;
    BEGIN
        EXECUTE 'GRANT {groups} TO {KEEPER} WITH ADMIN '
            || CASE WHEN newer THEN 'TRUE, INHERIT FALSE, SET FALSE' ELSE 'OPTION' END;
        EXECUTE 'GRANT {KEEPER} TO {owner}'
            || CASE WHEN newer THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'logins cannot be made here by the desk itself';
    END;
    BEGIN
        GRANT pg_signal_backend, pg_read_all_stats TO {KEEPER};
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'closing a login does not end its sessions here';
    END;
END
$do$
""".strip()
