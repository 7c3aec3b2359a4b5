"""The catalogue of a desk's database: what no table, function, role or view in it may be."""

from __future__ import annotations

from typing import Any

import pytest

from opsdesk.store.schema import metadata
from opsdesk.store.shared.lint import Lint
from tests.access.conftest import Served
from tests.servers import do

#: What somebody might plant, and what the lint calls it.
FAULTS = (
    ("ALTER TABLE app.observation DISABLE ROW LEVEL SECURITY", "unguarded observation"),
    ("ALTER TABLE app.incident NO FORCE ROW LEVEL SECURITY", "unguarded incident"),
    ("CREATE TABLE app.loose (id uuid)", "unguarded loose"),
    ("GRANT SELECT ON app.observation TO PUBLIC", "public observation"),
    ("GRANT SELECT ON app.operator TO od_dispatcher", "granted operator od_dispatcher"),
    ("GRANT DELETE ON app.journal TO od_operator", "granted journal od_operator"),
    ("GRANT UPDATE (seq) ON app.command TO od_operator", "granted command od_operator"),
    ("GRANT SELECT ON app.file_original TO od_liaison", "granted file_original od_liaison"),
    ("CREATE VIEW app.all_of_it AS SELECT * FROM app.observation", "view all_of_it"),
    (
        "CREATE FUNCTION app.loose() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "definer loose()",
    ),
    (
        "GRANT EXECUTE ON FUNCTION app.append(text, text, uuid, integer, text, boolean) TO PUBLIC",
        "public append",
    ),
    (
        "GRANT EXECUTE ON FUNCTION app.later(text, uuid, integer, text, boolean, boolean) TO od_operator",
        "granted later",
    ),
    ("ALTER FUNCTION app.my_operator() SET search_path = public", "definer my_operator()"),
    ("ALTER FUNCTION app.follow(bigint, integer) OWNER TO postgres", "owner follow"),
    ("ALTER TABLE app.observation OWNER TO postgres", "owner observation"),
    ("ALTER TABLE app.observation DISABLE TRIGGER journal_update", "trigger observation journal_update"),
    ("DROP TRIGGER stamp ON app.bulletin", "trigger bulletin stamp"),
    ("CREATE POLICY more ON app.observation USING (true)", "policy observation more"),
    ("DROP POLICY insert_begins ON app.observation", "policy observation insert_begins"),
    ("ALTER POLICY select_by_rule ON app.incident USING (true)", "policy incident select_by_rule"),
    ("ALTER ROLE od_liaison SUPERUSER", "role od_liaison"),
    ("ALTER ROLE od_operator CREATEROLE", "role od_operator"),
    ("ALTER ROLE od_operator BYPASSRLS", "role od_operator"),
    ("ALTER ROLE od_owner LOGIN", "role od_owner"),
    ("GRANT od_owner TO oda_desk_su", "member oda_desk_su of od_owner"),
    ("GRANT od_keeper TO oda_desk_ad", "member oda_desk_ad of od_keeper"),
    ("GRANT CREATE ON SCHEMA app TO od_operator", "schema app od_operator"),
    ("GRANT USAGE ON SEQUENCE app.n_counter TO PUBLIC", "public n_counter"),
)


def test_a_desk_has_no_finding(served: Served) -> None:
    async def look(connection: Any) -> list[str]:
        return await Lint(metadata).findings(connection.fetch)

    assert served.ask(look) == []


def test_what_is_planted_is_found(served: Served) -> None:
    missed: list[str] = []
    lint = Lint(metadata)

    async def plant() -> None:
        async with served.session() as connection:
            for fault, told in FAULTS:
                inside = connection.transaction()
                await inside.start()
                await connection.execute(fault)
                found = await lint.findings(connection.fetch)
                if not any(one.startswith(told) for one in found):
                    missed.append(f"{told}: {found}")
                await inside.rollback()

    do(plant())
    assert missed == []


@pytest.mark.parametrize("who", ["od_owner", "od_keeper", "od_operator", "od_wall", "od_administrator"])
def test_no_role_of_the_desk_logs_in(served: Served, who: str) -> None:
    async def look(connection: Any) -> bool:
        return bool(await connection.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = $1", who))

    assert served.ask(look) is False
