"""A database file that is none, is newer, or cannot be written: a sentence, exit 1, the file as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsdesk.__main__ import main
from tests.hostile.inputs import many

pytestmark = pytest.mark.hostile

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return run


def refused(say: Say, *arguments: object) -> str:
    code, out, err = say(*arguments)
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    assert err.strip().endswith(".")
    return err


def test_no_database_at_all(say: Say, tmp_path: Path) -> None:
    assert "database create" in refused(say, "--database", tmp_path / "none.db", "list", "observations")
    assert "No database is named" in refused(say, "list", "observations")
    assert not list(tmp_path.glob("none*"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 5000,
        b"SQLite format 3\0" + b"\xff" * 8000,
        b"a,b\n1,2\n" * 900,
    ],
)
def test_a_file_that_is_no_database_is_left_alone(say: Say, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(data)
    for command in (
        ("list", "observations"),
        ("journal", "verify"),
        ("database", "check"),
        ("database", "upgrade"),
    ):
        refused(say, "--database", path, *command)
    assert path.read_bytes() == data


@many
@given(data=st.binary(max_size=300))
def test_any_bytes_as_a_database(tmp_path: Path, capfd: pytest.CaptureFixture[str], data: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(data)
    assert main(["--database", str(path), "list", "observations", "--count"]) == 1
    assert "Traceback" not in capfd.readouterr().err
    assert path.read_bytes() == data


def test_a_database_of_a_newer_version(say: Say, tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    path = tmp_path / "desk.db"
    assert say("database", "create", path)[0] == 0
    connection = dbapi2.connect(str(path))
    connection.execute("UPDATE schema_version SET version_num = 'from_the_future'")
    connection.commit()
    connection.close()
    assert "newer version" in refused(say, "database", "upgrade", path)
    # Nothing reads or writes what it does not know, either.
    assert "newer version" in refused(say, "--database", path, "list", "observations")
    assert "newer version" in refused(say, "--database", path, "import", "partners", path)


def test_a_database_of_another_program(say: Say, tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    path = tmp_path / "photos.db"
    connection = dbapi2.connect(str(path))
    connection.execute("CREATE TABLE photo (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    refused(say, "--database", path, "list", "observations")
    refused(say, "database", "upgrade", path)
    assert path.read_bytes()[100:] == before[100:] or path.read_bytes() == before


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_database(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    assert say("database", "create", path)[0] == 0
    path.chmod(0o400)
    assert "cannot be written" in refused(say, "--database", path, "list", "observations")


def test_what_is_there_already_is_not_written_over(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    assert say("database", "create", path)[0] == 0
    before = path.read_bytes()
    assert "there already" in refused(say, "database", "create", path)
    backup = tmp_path / "b.db"
    assert say("--database", path, "backup", backup)[0] == 0
    assert "there already" in refused(say, "--database", path, "backup", backup)
    assert "there already" in refused(say, "--database", path, "restore", backup)
    assert before[:16] == path.read_bytes()[:16]


def test_a_cut_database_says_so(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    assert say("database", "create", path)[0] == 0
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    refused(say, "database", "check", path)
