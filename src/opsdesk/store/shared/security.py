"""STAND-IN until the server side is there; see __init__."""

from __future__ import annotations

from sqlalchemy import MetaData, Table


def roles() -> list[str]:
    return [
        f"DO $$ BEGIN IF to_regrole('{name}') IS NULL THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
        for name in ("od_owner", "od_operator")
    ]


def visible_sql(table: Table) -> str:
    return "true"


_D = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"


def statements(metadata: MetaData) -> list[str]:
    made = [
        "ALTER TABLE app.operator ADD COLUMN IF NOT EXISTS login name",
        *(
            f"CREATE OR REPLACE FUNCTION app.my_{n}() RETURNS {t} LANGUAGE sql STABLE {_D} AS $$ {q} $$"
            for n, t, q in (
                (
                    "operator",
                    "uuid",
                    "SELECT id FROM app.operator WHERE login = session_user AND disabled_at IS NULL",
                ),
                ("name", "text", "SELECT name FROM app.operator WHERE login = session_user"),
                (
                    "organization",
                    "uuid",
                    "SELECT organization_id FROM app.operator WHERE login = session_user",
                ),
                (
                    "sector",
                    "text",
                    "SELECT g.sector FROM app.operator o JOIN app.organization g ON g.id = o.organization_id WHERE o.login = session_user",
                ),
                (
                    "clearance",
                    "text",
                    "SELECT coalesce(o.clearance, g.clearance) FROM app.operator o JOIN app.organization g ON g.id = o.organization_id WHERE o.login = session_user",
                ),
                (
                    "roles",
                    "text[]",
                    "SELECT array(SELECT jsonb_array_elements_text(roles::jsonb)) FROM app.operator WHERE login = session_user",
                ),
            )
        ),
        "ALTER TABLE app.command ALTER COLUMN seq DROP NOT NULL",
        "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS desk text",
        "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS login name DEFAULT session_user",
        "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS operator_id uuid DEFAULT app.my_operator()",
        "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS xid xid8 DEFAULT pg_current_xact_id()",
        "ALTER TABLE app.command ADD COLUMN IF NOT EXISTS at bigint DEFAULT app.now_us()",
        "CREATE INDEX IF NOT EXISTS ix_command_xid ON app.command (xid)",
        f"""CREATE OR REPLACE FUNCTION app.line(subject text, record_id uuid, version integer, detail text, narrowed boolean) RETURNS void
        LANGUAGE plpgsql {_D} AS $$
        DECLARE h app.journal_head; c app.command; salt bytea; s bigint; dh bytea;
        BEGIN
            SELECT * INTO c FROM app.command x WHERE x.xid = pg_current_xact_id() LIMIT 1;
            LOCK TABLE app.journal_head IN SHARE ROW EXCLUSIVE MODE;
            SELECT * INTO h FROM app.journal_head;
            s := h.seq + 1;
            IF detail IS NOT NULL THEN
                salt := uuid_send(gen_random_uuid());
                dh := sha256(salt || convert_to(detail, 'UTF8'));
                INSERT INTO app.journal_detail VALUES (s, salt, detail);
            END IF;
            INSERT INTO app.journal (seq, command_id, kind, subject, record_id, version, operator_id, desk, at, narrowed, detail_hash, previous, hash)
            VALUES (s, coalesce(c.id, gen_random_uuid()), coalesce(c.kind, 'raw'), subject, record_id, version, coalesce(c.operator_id, app.my_operator()), coalesce(c.desk, 'raw'), app.now_us(), narrowed, dh, h.hash, h.hash);
            UPDATE app.journal_head SET seq = s;
            UPDATE app.command SET seq = s WHERE id = c.id;
            NOTIFY journal;
        END $$""",
        f"""CREATE OR REPLACE FUNCTION app.note(subject text, record_id uuid, version integer, detail text, narrowed boolean) RETURNS void
        LANGUAGE sql {_D} AS $$ SELECT app.line(subject, record_id, version, detail, narrowed) $$""",
        f"""CREATE OR REPLACE FUNCTION app.forget(subject text, record_id uuid) RETURNS void
        LANGUAGE sql {_D} AS $$ DELETE FROM app.journal_detail d USING app.journal j WHERE j.seq = d.seq AND j.subject = forget.subject AND j.record_id = forget.record_id $$""",
        f"CREATE OR REPLACE FUNCTION app.applied(id uuid) RETURNS bigint LANGUAGE sql STABLE {_D} AS $$ SELECT coalesce(c.seq, 0) FROM app.command c WHERE c.id = applied.id $$",
        f"CREATE OR REPLACE FUNCTION app.head() RETURNS bigint LANGUAGE sql STABLE {_D} AS $$ SELECT seq FROM app.journal_head $$",
        f"""CREATE OR REPLACE FUNCTION app.follow(after bigint, "limit" integer) RETURNS TABLE (seq bigint, subject text, record_id uuid) LANGUAGE sql STABLE {_D}
        AS $$ SELECT j.seq, j.subject, j.record_id FROM app.journal j WHERE j.seq > after ORDER BY j.seq LIMIT "limit" $$""",
        f"""CREATE OR REPLACE FUNCTION app.row_changed() RETURNS trigger LANGUAGE plpgsql {_D} AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                PERFORM app.line(TG_TABLE_NAME, NEW.id, NEW.version, '{{"after":{{}}}}', false);
            ELSIF TG_OP = 'UPDATE' THEN
                PERFORM app.line(TG_TABLE_NAME, NEW.id, NEW.version, '{{"after":{{}}}}', false);
            ELSE
                PERFORM app.line(TG_TABLE_NAME, OLD.id, NULL, '{{"deleted":true}}', true);
            END IF;
            RETURN NULL;
        END $$""",
    ]
    for table in metadata.sorted_tables:
        if "version" in table.c and table.name not in ("journal",):
            made.append(f'DROP TRIGGER IF EXISTS t_journal ON app."{table.name}"')
            made.append(
                f'CREATE CONSTRAINT TRIGGER t_journal AFTER INSERT OR UPDATE OR DELETE ON app."{table.name}" '
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.row_changed()"
            )
    made.append("GRANT USAGE ON SCHEMA app TO od_operator")
    made.append("GRANT ALL ON ALL TABLES IN SCHEMA app TO od_operator")
    return made
