"""Drafts in this desk's own file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opsdesk.errors import StoreUnavailable
from opsdesk.store.ids import new_id
from opsdesk.store.local import LocalFile


async def test_drafts_are_there_again_after_a_crash(tmp_path: Path) -> None:
    who = new_id()
    local = LocalFile(tmp_path / "desk", who)
    await local.save("observation/new", {"summary": "man in a dark hoodie", "priority": 2})
    await local.save("observation/new", {"summary": "two men in dark hoodies", "priority": 2})
    await local.save("entry", {"text": "sus person"})
    await local.drop("entry")
    await local.drop("entry")
    # No close: the desk was killed.
    again = LocalFile(tmp_path / "desk", who)
    assert await again.all() == {"observation/new": {"summary": "two men in dark hoodies", "priority": 2}}
    await again.close()
    await local.close()
    assert b"hoodie" not in b"".join(p.read_bytes() for p in (tmp_path / "desk").iterdir())


def like_desks(folder: Path) -> list[Path]:
    """What the dialog for opening a desk would offer."""
    return [path for path in folder.iterdir() if ".db" in path.name]


async def test_a_file_with_the_ending_of_a_desk_is_taken_over(tmp_path: Path) -> None:
    who = new_id()
    before = LocalFile(tmp_path, who)
    await before.save("entry", {"text": "mine"})
    # No close: its log stands beside it still.
    for part in ("", "-wal", "-shm"):
        (tmp_path / f"desk-{who}.local{part}").rename(tmp_path / f"desk-{who}.db{part}")
    now = LocalFile(tmp_path, who)
    assert await now.all() == {"entry": {"text": "mine"}}
    await now.close()
    assert not like_desks(tmp_path)
    before.shut()


async def test_another_operator_has_another_file(tmp_path: Path) -> None:
    one, other = LocalFile(tmp_path, new_id()), LocalFile(tmp_path, new_id())
    await one.save("entry", {"text": "mine"})
    assert await other.all() == {}
    await one.close()
    await other.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
async def test_the_key_is_this_users_alone(tmp_path: Path) -> None:
    who = new_id()
    local = LocalFile(tmp_path, who)
    await local.save("entry", {"text": "mine"})
    await local.close()
    key = tmp_path / f"desk-{who}.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert local.path.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    again = LocalFile(tmp_path, who)
    with pytest.raises(StoreUnavailable) as caught:
        await again.all()
    assert caught.value.reason == "key_open_to_others"
    await again.close()


async def test_a_key_that_is_gone_loses_the_drafts_and_says_so(tmp_path: Path) -> None:
    who = new_id()
    local = LocalFile(tmp_path, who)
    await local.save("entry", {"text": "mine"})
    await local.close()
    (tmp_path / f"desk-{who}.key").unlink()
    again = LocalFile(tmp_path, who)
    with pytest.raises(StoreUnavailable):
        await again.all()
    await again.close()
