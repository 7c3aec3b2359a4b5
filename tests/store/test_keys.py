"""The key of an outbox: two ways to it, and no third."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from opsdesk.errors import Refused, StoreUnavailable
from opsdesk.store.ids import new_id
from opsdesk.store.keys import KeyFolder, new_recovery_pair
from tests.store.outboxes import QUICK


def test_the_password_opens_it_and_no_other_does(tmp_path: Path) -> None:
    keys, who = KeyFolder(tmp_path / "keys", QUICK), new_id()
    key = keys.make(who, "M. Rossi", "pâssword of mine", None)
    assert len(key) == 32
    assert keys.unlock(who, "pâssword of mine") == key
    with pytest.raises(Refused) as caught:
        keys.unlock(who, "password of mine")
    assert caught.value.reason == "password_wrong"
    assert key not in keys.path_of(who).read_bytes()
    assert [(one.operator_id, one.name) for one in keys.known()] == [(who, "M. Rossi")]


def test_the_recovery_key_opens_it_after_the_password_was_reset(tmp_path: Path) -> None:
    keys, who = KeyFolder(tmp_path, QUICK), new_id()
    public, private = new_recovery_pair()
    key = keys.make(who, "M. Rossi", "the old password", public)
    assert keys.recover(who, private) == key
    with pytest.raises(Refused) as caught:
        keys.recover(who, new_recovery_pair()[1])
    assert caught.value.reason == "recovery_key_wrong"
    keys.wrap(who, "M. Rossi", key, "the new password", public)
    assert keys.unlock(who, "the new password") == key


def test_a_key_without_the_recovery_key_says_so(tmp_path: Path) -> None:
    keys, who = KeyFolder(tmp_path, QUICK), new_id()
    keys.make(who, "M. Rossi", "a password", None)
    with pytest.raises(Refused) as caught:
        keys.recover(who, new_recovery_pair()[1])
    assert caught.value.reason == "outbox_not_recoverable"


def test_a_wrapped_key_is_bound_to_its_operator(tmp_path: Path) -> None:
    keys, one, other = KeyFolder(tmp_path, QUICK), new_id(), new_id()
    public, private = new_recovery_pair()
    keys.make(one, "M. Rossi", "a password", public)
    keys.path_of(other).write_bytes(keys.path_of(one).read_bytes())
    with pytest.raises(Refused):
        keys.unlock(other, "a password")
    with pytest.raises(Refused):
        keys.recover(other, private)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 9}'])
def test_a_damaged_key_is_told_as_such_and_offers_nobody(tmp_path: Path, text: str) -> None:
    keys, who = KeyFolder(tmp_path, QUICK), new_id()
    keys.path_of(who).write_text(text)
    assert keys.known() == []
    with pytest.raises(StoreUnavailable) as caught:
        keys.unlock(who, "a password")
    assert caught.value.reason == "key_damaged"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_only_this_user_of_the_machine_can_read_it(tmp_path: Path) -> None:
    keys, who = KeyFolder(tmp_path / "keys", QUICK), new_id()
    keys.make(who, "M. Rossi", "a password", None)
    assert keys.path_of(who).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert json.loads(keys.path_of(who).read_text())["recovery"] is None
