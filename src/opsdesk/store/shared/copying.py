"""What the server has for a desk that moves up: where it came from, and the door for its journal.

Only the owner may use either: no operator's login is granted anything here.
"""

from __future__ import annotations

#: One row: the file that is copied here, how far its journal went then, and when it was all here.
_MOVED = """
CREATE TABLE IF NOT EXISTS app.moved_from (
    one boolean CONSTRAINT pk_moved_from PRIMARY KEY DEFAULT true CONSTRAINT ck_moved_from_one CHECK (one),
    source bytea NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz
)
"""

# The hash as `journal.link` makes it, and the detail's as `journal.salted` does. What does not fit on the end
# that is here, or not to its own hash, does not come in, and nothing of its chunk does.
_IMPORT = """
CREATE OR REPLACE FUNCTION app.import_journal(
    seqs bigint[], command_ids uuid[], kinds text[], subjects text[], record_ids uuid[], versions integer[],
    operator_ids uuid[], desks text[], ats bigint[], narroweds boolean[], detail_hashes bytea[],
    previouses bytea[], hashes bytea[], salts bytea[], details text[]
) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last bigint;
    wrong bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM app.moved_from WHERE finished_at IS NULL) THEN
        RAISE EXCEPTION 'no copy is under way' USING ERRCODE = 'OD001',
            DETAIL = '{"reason": "target_not_empty"}';
    END IF;
    LOCK TABLE app.journal_head IN SHARE ROW EXCLUSIVE MODE;
    SELECT min(r.seq) INTO wrong FROM (
        SELECT u.*, coalesce(lag(u.seq) OVER w, h.seq) + 1 AS due,
            coalesce(lag(u.hash) OVER w, h.hash) AS before
        FROM unnest(seqs, command_ids, kinds, subjects, record_ids, versions, operator_ids, desks, ats,
            narroweds, detail_hashes, previouses, hashes, salts, details) AS u(seq, command_id, kind, subject,
            record_id, version, operator_id, desk, at, narrowed, detail_hash, previous, hash, salt, detail)
        CROSS JOIN app.journal_head AS h
        WINDOW w AS (ORDER BY u.seq)
    ) AS r
    WHERE r.seq <> r.due OR r.previous <> r.before
        OR r.hash <> sha256(r.previous || '\\x1f'::bytea || convert_to(array_to_string(ARRAY[
            r.seq::text, r.command_id::text, r.kind, coalesce(r.subject, ''), coalesce(r.record_id::text, ''),
            coalesce(r.version::text, ''), coalesce(r.operator_id::text, ''), r.desk, r.at::text,
            CASE WHEN r.narrowed THEN '1' ELSE '0' END, coalesce(encode(r.detail_hash, 'hex'), '')
        ], E'\\x1f'), 'UTF8'))
        OR (r.detail IS NOT NULL AND sha256(r.salt || convert_to(r.detail, 'UTF8'))
            IS DISTINCT FROM r.detail_hash);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the journal does not hold at %', wrong USING ERRCODE = 'OD001',
            DETAIL = json_build_object('reason', 'journal_broken', 'seq', wrong, 'fault', 'edited')::text;
    END IF;
    INSERT INTO app.journal (seq, command_id, kind, subject, record_id, version, operator_id, desk, at,
            narrowed, detail_hash, previous, hash)
        SELECT * FROM unnest(seqs, command_ids, kinds, subjects, record_ids, versions, operator_ids, desks,
            ats, narroweds, detail_hashes, previouses, hashes);
    INSERT INTO app.journal_detail (seq, salt, detail)
        SELECT * FROM unnest(seqs, salts, details) AS u(seq, salt, detail) WHERE u.detail IS NOT NULL;
    last := seqs[array_upper(seqs, 1)];
    UPDATE app.journal_head SET seq = last, hash = hashes[array_upper(hashes, 1)];
    RETURN last;
END $$
"""

#: The columns of the journal and its detail, in the order in which `app.import_journal` takes them.
IMPORTED = (
    *("seq", "command_id", "kind", "subject", "record_id", "version", "operator_id", "desk", "at"),
    *("narrowed", "detail_hash", "previous", "hash", "salt", "detail"),
)


def statements() -> list[str]:
    """The table and the function, to be run as `od_owner` behind the migrations; may be run again."""
    return [
        _MOVED.strip(),
        "ALTER TABLE app.moved_from ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE app.moved_from FORCE ROW LEVEL SECURITY",
        "DROP POLICY IF EXISTS moved_from_owner ON app.moved_from",
        "CREATE POLICY moved_from_owner ON app.moved_from TO od_owner USING (true) WITH CHECK (true)",
        "REVOKE ALL ON app.moved_from FROM PUBLIC, od_operator",
        _IMPORT.strip(),
        "REVOKE ALL ON FUNCTION app.import_journal FROM PUBLIC",
    ]
