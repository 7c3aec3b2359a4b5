"""`opsdesk database ...` and `--database postgresql://` on a server: made by who owns it, used by login."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator

import pytest

from opsdesk.__main__ import main
from tests.servers import Elsewhere, Server, do, drop, execute, with_database

PASSWORD = "correct horse battery"
OWNER = f"odt_setup_{os.getpid()}"
LOGIN = f"odt_cli_{os.getpid()}"


@pytest.fixture
def empty(server: Server | Elsewhere) -> Iterator[str]:
    """The address of an empty database, as `packaging/postgresql` leaves it, for who sets the desk up."""
    name = f"cli_{os.getpid()}"
    roles = "DO $$ BEGIN IF to_regrole('{0}') IS NULL THEN CREATE ROLE {0} NOLOGIN; END IF; END $$"
    do(
        execute(
            server.url,
            *(roles.format(role) for role in ("od_owner", "od_operator")),
            f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD}'",
            # Others may have made some of the roles before, on this server.
            "DO $$ DECLARE r name; BEGIN FOR r IN SELECT rolname FROM pg_roles WHERE rolname ~ '^od_' LOOP "
            f"EXECUTE format('GRANT %I TO {OWNER} WITH ADMIN OPTION', r); END LOOP; END $$",
            f'CREATE DATABASE "{name}" OWNER od_owner',
        )
    )
    yield with_database(server.url, name, OWNER, PASSWORD)
    do(drop(server.url, name))
    do(execute(server.url, f"DROP OWNED BY {OWNER} CASCADE", f"DROP ROLE IF EXISTS {LOGIN}"))
    do(execute(server.url, f"REASSIGN OWNED BY {OWNER} TO postgres"))


Say = Callable[..., str]


@pytest.fixture
def answer(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """What the command line says, on either stream."""

    def run(*arguments: str, password: str = PASSWORD, code: int = 0) -> str:
        monkeypatch.setenv("OPSDESK_PASSWORD", password)
        ended = main([*arguments])
        told = "".join(capfd.readouterr())
        assert ended == code, told
        return told

    return run


def test_a_desk_is_made_upgraded_checked_and_used(empty: str, answer: Say) -> None:
    made = answer("--operator", "Kim Lee", "database", "create", empty, "--login", LOGIN)
    assert LOGIN in made
    assert PASSWORD not in made
    assert "there already" in answer("database", "create", empty, "--login", LOGIN, code=1)
    assert "is at revision" in answer("database", "upgrade", empty)
    mine = with_database(empty, empty.rpartition("/")[2], LOGIN, None)
    told = json.loads(answer("--operator", LOGIN, "database", "check", mine, "--json"))
    assert told["operator"] == "Kim Lee"
    assert told["revision"] == told["newest"]
    assert "supervisor" in told["roles"]
    wrong = answer("database", "check", mine, password="no such password", code=1)
    assert "not the password" in wrong
    held = answer("--database", mine, "journal", "verify")
    assert "The journal holds" in held
    listed = answer("--database", mine, "list", "observations")
    assert "Traceback" not in listed
