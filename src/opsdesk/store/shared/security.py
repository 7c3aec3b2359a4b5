"""Access kept by the server: roles, row security, triggers and the journal's functions, in their order."""

from __future__ import annotations

from sqlalchemy import MetaData, Table

from opsdesk.store.access import Access
from opsdesk.store.shared import journalling, logins, policies, stamping, telling, who
from opsdesk.store.shared.policies import OPERATOR, OWNER, WALL
from opsdesk.store.shared.session import visible

#: The functions of the client side that the wall's login needs too.
_WALL_ALSO = ("now_us()", "here(uuid, text)", "gone(uuid)")


def roles() -> list[str]:
    """The cluster's roles, made where they are not there, by who may make roles."""
    groups = [OPERATOR, WALL, *logins.GROUPS.values()]
    named = ", ".join(dict.fromkeys(groups))
    made = [_role(name, "NOLOGIN") for name in (OWNER, *dict.fromkeys(groups))]
    return [
        *made,
        logins.keeper(OWNER, named),
        # Who makes the desk acts for the owner; a superuser does so already.
        (
            f"DO $$ BEGIN IF NOT pg_has_role(current_user, '{OWNER}', 'MEMBER') THEN "
            f"EXECUTE format('GRANT {OWNER} TO %I', current_user); END IF; END $$"
        ),
        (
            "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I "
            "TO od_operator, od_wall', current_database()); "
            "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        ),
    ]


def visible_sql(table: Table) -> str:
    """The SELECT rule of a table for the inside of a definer function, over the table's own name."""
    return visible(Access(table.metadata), table)


def statements(metadata: MetaData) -> list[str]:
    """Everything else, as `od_owner`; may be run again."""
    access = Access(metadata)
    granted = [
        *policies.granted(access, metadata),
        *journalling.GRANTED,
        *telling.GRANTED,
        *logins.GRANTED,
    ]
    return [
        *who.statements(),
        *journalling.statements(metadata),
        *policies.functions(access, metadata),
        *telling.statements(),
        *stamping.triggers(access, metadata),
        *policies.policies(access, metadata),
        *logins.statements(),
        # Nothing is PUBLIC's; what each may call is named.
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC",
        "REVOKE ALL ON ALL TABLES IN SCHEMA app FROM PUBLIC",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA app FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA app TO {OPERATOR}, {WALL}",
        *(f"GRANT EXECUTE ON FUNCTION app.{name} TO {OPERATOR}, {WALL}" for name in granted),
        *(f"GRANT EXECUTE ON FUNCTION app.{name} TO {WALL}" for name in _WALL_ALSO),
        *logins.handed_over(),
    ]


def _role(name: str, attributes: str) -> str:
    return f"DO $$ BEGIN IF to_regrole('{name}') IS NULL THEN CREATE ROLE {name} {attributes}; END IF; END $$"
