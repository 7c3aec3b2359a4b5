"""What is opened, what is refused, and what is said about it."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from opsdesk.accounts.commands import RecordSignOut
from opsdesk.accounts.signing import begin_desk
from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store.backup import check
from opsdesk.store.backups import name_beside
from opsdesk.store.database import Database, utc_now
from opsdesk.store.making import make_tables
from opsdesk.store.opener import Opener
from opsdesk.store.place import kind_of_mount, path_of, require_local
from opsdesk.store.verification import verify

PASSPHRASE = "a passphrase of the desk"


def reason(path: Path, passphrase: str | None = None) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught:
        Database.open(path, passphrase=passphrase)
    return caught.value


def closed_desk(path: Path, passphrase: str | None = None) -> Path:
    made = Database.create(path, make_tables, passphrase=passphrase)
    begin_desk(made)
    for _ in range(50):
        made.run(RecordSignOut())
    made.shut()
    return path


def test_a_passphrase_encrypts_all_of_it(tmp_path: Path) -> None:
    path = closed_desk(tmp_path / "closed.db", PASSPHRASE)
    assert b"Operations desk" not in path.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite")
    again = Database.open(path, passphrase=PASSPHRASE)
    assert again.ask(verify).seq == again.last()
    again.shut()
    assert reason(path).reason == "passphrase_needed"
    assert reason(path, "another one").reason == "passphrase_wrong"


def test_any_sqlcipher_opens_it_with_the_passphrase(tmp_path: Path) -> None:
    path = closed_desk(tmp_path / "closed.db", PASSPHRASE)
    with dbapi2.connect(str(path)) as connection:
        connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
        assert connection.execute("SELECT count(*) FROM operator").fetchone() == (1,)
    connection.close()


def test_the_key_shows_nowhere(tmp_path: Path) -> None:
    opened = Opener(tmp_path / "closed.db", PASSPHRASE)
    key = opened._key
    assert key is not None
    for text in (repr(opened), str(opened), str(vars(opened) | {"_key": ""})):
        assert PASSPHRASE not in text
        assert key not in text


def test_a_plain_desk_needs_no_passphrase(tmp_path: Path) -> None:
    assert reason(closed_desk(tmp_path / "plain.db"), PASSPHRASE).reason == "not_encrypted"


def test_every_connection_holds_what_must_hold(tmp_path: Path) -> None:
    connection = Opener(closed_desk(tmp_path / "plain.db"))()
    for pragma, wanted in {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }.items():
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (wanted,), pragma
    connection.close()


@pytest.mark.parametrize("content", [b"", b"hello, I am a letter" * 400, b"\x89PNG\r\n\x1a\n" + b"\0" * 9000])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    assert reason(path).reason == "not_a_database"
    assert path.read_bytes() == content


def test_no_file_is_made_by_opening(tmp_path: Path) -> None:
    assert reason(tmp_path / "nowhere.db").reason == "no_database"
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_by_creating(tmp_path: Path) -> None:
    path = closed_desk(tmp_path / "desk.db")
    before = path.read_bytes()
    with pytest.raises(Refused, match="database_exists"):
        Database.create(path, make_tables)
    assert path.read_bytes() == before


def test_a_desk_that_cannot_be_made_leaves_no_file(tmp_path: Path) -> None:
    def fails(_connection: object) -> None:
        raise StoreUnavailable("migration_failed")

    with pytest.raises(StoreUnavailable):
        Database.create(tmp_path / "desk.db", fails)
    assert not list(tmp_path.iterdir())


def damage(path: Path) -> StoreUnavailable | Refused | None:
    """What is said when the file is opened and its journal checked."""
    try:
        opened = Database.open(path)
    except StoreUnavailable as error:
        return error
    try:
        opened.ask(verify)
    except (StoreUnavailable, Refused) as error:
        return error
    finally:
        opened.shut()
    return None


def test_a_damaged_file_names_the_newest_backup(tmp_path: Path) -> None:
    """Whatever page is hit: a message with the backup, or nothing that is read; never a trace."""
    path = closed_desk(tmp_path / "desk.db")
    backup = name_beside(path, utc_now())
    backup.touch()
    whole = path.read_bytes()
    chance = random.Random(7)
    told = 0
    for _ in range(25):
        data = bytearray(whole)
        start = chance.randrange(100, len(data) - 4096)
        data[start : start + 3000] = chance.randbytes(3000)
        path.write_bytes(bytes(data))
        found = damage(path)
        if isinstance(found, StoreUnavailable):
            assert found.reason in ("damaged", "not_a_database", "disk_error")
            assert found.facts["backup"] == str(backup)
        told += found is not None
    assert told >= 1


def test_an_encrypted_file_that_was_touched_is_told(tmp_path: Path) -> None:
    path = closed_desk(tmp_path / "closed.db", PASSPHRASE)
    data = bytearray(path.read_bytes())
    data[4096 * 3 + 1000] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(StoreUnavailable) as caught:
        check(Opener(path, PASSPHRASE), utc_now())
    assert caught.value.reason in ("damaged", "passphrase_wrong")


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(StoreUnavailable) as caught:
        Database.create(tmp_path / "desk.db", make_tables)
    assert caught.value.reason == "sqlite_too_old"


MOUNTS = """\
/dev/vda1 / ext4 rw 0 0
server:/export /mnt/desk\\040files nfs4 rw 0 0
//nas/share /mnt/nas cifs rw 0 0
tmpfs /mnt/nas/fast tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home", "ext4"),
        ("/mnt/desk files/x", "nfs4"),
        ("/mnt/nas", "cifs"),
        ("/mnt/nas/fast/y", "tmpfs"),
        ("/mnt/nasty", "ext4"),
    ],
)
def test_the_mount_above_a_folder(folder: str, kind: str) -> None:
    assert kind_of_mount(folder, MOUNTS) == kind


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsdesk.store.place.file_system", lambda _path: "nfs4")
    with pytest.raises(StoreUnavailable) as caught:
        require_local(tmp_path / "desk.db")
    assert caught.value.reason == "network_file_system"


def test_addresses() -> None:
    assert path_of("sqlite:///desk.db") == Path("desk.db")
    assert path_of("sqlite:////var/desk.db") == Path("/var/desk.db")
    assert path_of("/var/desk.db") == Path("/var/desk.db")
    for wrong in ("postgresql://kim:secret@server/desk", "", "sqlite:///"):
        with pytest.raises(StoreUnavailable) as caught:
            path_of(wrong)
        assert "secret" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_file_is_told(tmp_path: Path) -> None:
    path = closed_desk(tmp_path / "desk.db")
    path.chmod(0o400)
    assert reason(path).reason == "read_only"
