"""The recovery key of a shared database: it opens what an operator's desk kept when their password is gone.

Every desk wraps the key of its outbox with the public half (`store.keys`). The private half leaves the
database only after the request for it stands in the journal, in a transaction that is over: who rolls back
has nothing.
"""

from __future__ import annotations

from sqlalchemy import text

from opsdesk.store.keys import new_recovery_pair
from opsdesk.store.transaction import Reading

#: The act that is journalled before the private half is given out (`database.record`); it holds five minutes.
RECOVER = "outbox.recover"

_TABLE = """
CREATE TABLE IF NOT EXISTS app.recovery (
    one boolean CONSTRAINT pk_recovery PRIMARY KEY DEFAULT true CONSTRAINT ck_recovery_one CHECK (one),
    public bytea NOT NULL CONSTRAINT ck_recovery_public CHECK (length(public) = 32),
    private bytea NOT NULL CONSTRAINT ck_recovery_private CHECK (length(private) = 32)
)
"""

_PUBLIC = """
CREATE OR REPLACE FUNCTION app.recovery_public() RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT r.public FROM app.recovery AS r $$
"""

_KEY = """
CREATE OR REPLACE FUNCTION app.recovery_key() RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT coalesce('supervisor' = ANY (app.my_roles()), false) THEN
        RAISE EXCEPTION 'only a supervisor' USING ERRCODE = 'OD002',
            DETAIL = '{"reason": "recover", "subject": "outbox", "roles": ["supervisor"]}';
    END IF;
    IF NOT EXISTS (
        SELECT FROM app.command AS c
        WHERE c.kind = 'outbox.recover' AND c.login = session_user AND c.seq IS NOT NULL
            AND c.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
            AND c.at > app.now_us() - 5 * 60000000::bigint
    ) THEN
        RAISE EXCEPTION 'not journalled' USING ERRCODE = 'OD001',
            DETAIL = '{"reason": "recovery_not_recorded"}';
    END IF;
    RETURN (SELECT r.private FROM app.recovery AS r);
END $$
"""


def statements() -> list[str]:
    """The table and both functions, to be run as `od_owner` behind the journal's; may be run again."""
    return [
        _TABLE.strip(),
        "ALTER TABLE app.recovery ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE app.recovery FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS recovery_owner ON app.recovery",
        "CREATE POLICY recovery_owner ON app.recovery TO od_owner USING (true) WITH CHECK (true)",
        "REVOKE ALL ON app.recovery FROM PUBLIC",
        _PUBLIC.strip(),
        _KEY.strip(),
        *(
            statement
            for name in ("recovery_public()", "recovery_key()")
            for statement in (
                f"REVOKE ALL ON FUNCTION app.{name} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION app.{name} TO od_operator",
            )
        ),
        _first_pair(),
    ]


def _first_pair() -> str:
    """Put in a pair where none is; one that is there stays, or every outbox would be lost with it."""
    public, private = new_recovery_pair()
    halves = f"'\\x{public.hex()}', '\\x{private.hex()}'"
    return f"INSERT INTO app.recovery (public, private) VALUES ({halves}) ON CONFLICT (one) DO NOTHING"  # noqa: S608 - own


def public_half(reading: Reading) -> bytes | None:
    """The half that every desk wraps with; None where the database has none."""
    found = reading.scalar(text("SELECT app.recovery_public()"))
    return None if found is None else bytes(found)


def private_half(reading: Reading) -> bytes:
    """The other one, for a supervisor, within five minutes of `record(RECOVER, ...)`."""
    return bytes(reading.scalar(text("SELECT app.recovery_key()")))
