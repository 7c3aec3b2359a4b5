"""The functions that say who is behind the session: of `session_user`, which no client can set."""

# ruff: noqa: E501, S608 - SQL made of names of our own, never of what somebody typed

from __future__ import annotations

from opsdesk.handling import Marking

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

_MINE = "FROM app.operator AS o WHERE o.login = session_user::text AND o.disabled_at IS NULL AND o.locked_at IS NULL"
_ORGANIZATION = (
    "FROM app.operator AS o JOIN app.organization AS g ON g.id = o.organization_id "
    "WHERE o.login = session_user::text AND o.disabled_at IS NULL AND o.locked_at IS NULL"
)
_RANKS = ", ".join(f"'{marking.value}'" for marking in Marking)
_RANK = f"array_position(ARRAY[{_RANKS}], "

#: What each function returns and asks; all are STABLE, of `session_user`, NULL or empty for nobody.
_ANSWERS = (
    ("my_operator", "uuid", f"(SELECT o.id {_MINE})"),
    ("my_name", "text", f"(SELECT o.name {_MINE})"),
    ("my_organization", "uuid", f"(SELECT o.organization_id {_MINE})"),
    ("my_sector", "text", f"(SELECT g.sector {_ORGANIZATION})"),
    (
        *("my_roles", "text[]"),
        f"coalesce((SELECT ARRAY(SELECT r FROM jsonb_array_elements_text(o.roles::jsonb) AS r) {_MINE}), '{{}}')",
    ),
    (
        *("my_clearance", "text"),
        (
            f"(SELECT (ARRAY[{_RANKS}])[least({_RANK}g.clearance::text), "
            f"{_RANK}coalesce(o.clearance, g.clearance)::text))] {_ORGANIZATION})"
        ),
    ),
    (
        *("my_markings", "text[]"),
        f"(ARRAY[{_RANKS}])[1:least({_RANK}app.my_clearance()), {Marking.AMBER.rank + 1})]",
    ),
)

# The command of this transaction: its row has the transaction's number and time (numbers begin anew where a
# backup is restored on another server).
_COMMAND = "FROM app.command AS c WHERE c.xid = pg_current_xact_id_if_assigned() AND c.at = app.now_us()"
_KIND = f"coalesce((SELECT c.kind {_COMMAND} LIMIT 1), 'raw')"


def statements() -> list[str]:
    """The functions, as `od_owner`."""
    made = [
        f"CREATE OR REPLACE FUNCTION app.{name}() RETURNS {kind} LANGUAGE plpgsql STABLE PARALLEL SAFE {DEFINER} "
        f"AS $$ BEGIN RETURN {answer}; END $$"
        for name, kind, answer in _ANSWERS
    ]
    made.append(
        f"CREATE OR REPLACE FUNCTION app.my_kind() RETURNS text LANGUAGE plpgsql STABLE {DEFINER} "
        f"AS $$ BEGIN RETURN {_KIND}; END $$"
    )
    return made


#: What every login may ask.
GRANTED = tuple(f"{name}()" for name in (*(answer[0] for answer in _ANSWERS), "my_kind"))
