"""What the journal tells to whom: every number to each desk, names only of what its operator may read."""

# ruff: noqa: E501, S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

from opsdesk.store.feed import READS
from opsdesk.store.shared.who import DEFINER

_READS = ", ".join(f"'{kind}'" for kind in sorted(READS))

# As `feed.changes_after`: a read is told to no desk; what went out of sight is named to all.
_FOLLOW = f"""
CREATE OR REPLACE FUNCTION app.follow(after bigint, "limit" integer)
RETURNS TABLE (seq bigint, subject text, record_id uuid) LANGUAGE plpgsql STABLE {DEFINER} AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT l.seq, CASE WHEN l.told THEN l.subject::text END, CASE WHEN l.told THEN l.record_id END
        FROM (
            SELECT j.seq, j.subject, j.record_id, CASE
                WHEN j.kind IN ({_READS}) THEN false
                WHEN j.record_id IS NULL OR j.narrowed THEN true
                ELSE coalesce(app.may_read(j.subject, j.record_id), false) END AS told
            FROM app.journal AS j WHERE j.seq > $1 ORDER BY j.seq LIMIT least($2, 10000)
        ) AS l;
END $$
"""

# For `verification.verify`: the chain without content, so that whoever checks it reads nothing by it.
_ROWS = f"""
CREATE OR REPLACE FUNCTION app.journal_rows(after bigint, most integer) RETURNS TABLE (
    seq bigint, command_id uuid, kind text, subject text, record_id uuid, version integer, operator_id uuid,
    desk text, at bigint, narrowed boolean, detail_hash bytea, previous bytea, hash bytea, told bytea
) LANGUAGE plpgsql STABLE {DEFINER} AS $$
#variable_conflict use_column
BEGIN
    PERFORM app.require_keeper();
    RETURN QUERY
        SELECT j.seq, j.command_id, j.kind::text, j.subject::text, j.record_id, j.version, j.operator_id,
            j.desk::text, j.at, j.narrowed, j.detail_hash, j.previous, j.hash,
            CASE WHEN d.seq IS NOT NULL THEN sha256(d.salt || convert_to(d.detail, 'UTF8')) END
        FROM app.journal AS j LEFT JOIN app.journal_detail AS d ON d.seq = j.seq
        WHERE j.seq > $1 ORDER BY j.seq LIMIT $2;
END $$
"""

_ALONE = f"""
CREATE OR REPLACE FUNCTION app.journal_alone() RETURNS bigint LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    PERFORM app.require_keeper();
    RETURN (SELECT min(d.seq) FROM app.journal_detail AS d
        WHERE NOT EXISTS (SELECT FROM app.journal AS j WHERE j.seq = d.seq));
END $$
"""

_KEEPER = f"""
CREATE OR REPLACE FUNCTION app.require_keeper() RETURNS void LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    IF NOT app.my_roles() && ARRAY['supervisor', 'administrator']
            AND NOT pg_has_role(session_user, 'od_owner', 'MEMBER') THEN
        RAISE EXCEPTION 'only who keeps the journal' USING ERRCODE = 'OD002',
            DETAIL = '{{"reason": "verify", "subject": "journal", "roles": ["supervisor", "administrator"]}}';
    END IF;
END $$
"""

# Whoever has the bytes may know that they are kept, and rows of an import that they are there already: neither
# can be asked for without having the thing itself.
_KEPT = f"""
CREATE OR REPLACE FUNCTION app.kept(sha256 text) RETURNS SETOF app.file LANGUAGE plpgsql STABLE {DEFINER} AS $$
BEGIN
    IF app.my_roles() = '{{}}' THEN RETURN; END IF;
    RETURN QUERY SELECT f.* FROM app.file AS f WHERE f.sha256 = $1;
END $$
"""

_KNOWN = f"""
CREATE OR REPLACE FUNCTION app.known_imports(keys bytea[]) RETURNS TABLE (import_key bytea, content_hash bytea)
LANGUAGE plpgsql STABLE {DEFINER} AS $$
#variable_conflict use_column
BEGIN
    IF app.my_roles() = '{{}}' THEN RETURN; END IF;
    RETURN QUERY SELECT o.import_key, o.content_hash FROM app.observation AS o
        WHERE o.import_key = ANY ($1) AND o.import_key IS NOT NULL;
END $$
"""

#: What every login may call; who keeps the journal is asked inside.
GRANTED = (
    "follow(bigint, integer)",
    "journal_rows(bigint, integer)",
    "journal_alone()",
    "kept(text)",
    "known_imports(bytea[])",
)


def statements() -> list[str]:
    """The functions, as `od_owner`."""
    return [text.strip() for text in (_KEEPER, _FOLLOW, _ROWS, _ALONE, _KEPT, _KNOWN)]
