"""The lock after five wrong passwords: what the server's log says, and whom it locks."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent.parent / "packaging" / "postgresql"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def loaded(name: str) -> Any:
    """A program of that folder; it runs on the server, outside the package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


failures = loaded("failures")


def line(
    login: str, *, minutes: float = 0, host: str = "10.1.0.7", right: bool = False, **changed: object
) -> str:
    """A line of the server's JSON log, as PostgreSQL 15 writes it."""
    at = NOON + timedelta(minutes=minutes)
    said = (
        f"connection authorized: user={login} database=opsdesk SSL enabled"
        if right
        else f'password authentication failed for user "{login}"'
    )
    told: dict[str, object] = {
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC",
        "user": login,
        "dbname": "opsdesk",
        "pid": 4711,
        "remote_host": host,
        "remote_port": 50522,
        "error_severity": "LOG" if right else "FATAL",
        "message": said,
    }
    if not right:
        told["state_code"] = "28P01"
    return json.dumps(told | changed)


def locked(*lines: str) -> list[bool]:
    """For each attempt, whether it locks."""
    counted = failures.Failures()
    return [counted.take(failures.attempt_of(text)) for text in lines]


def test_the_fifth_wrong_password_in_15_minutes_locks() -> None:
    assert locked(*(line("od_kim", minutes=3 * n) for n in range(5))) == [False] * 4 + [True]


def test_five_in_more_than_15_minutes_do_not() -> None:
    assert not any(locked(*(line("od_kim", minutes=3.75 * n) for n in range(12))))


def test_wherever_they_come_from() -> None:
    assert locked(*(line("od_kim", host=f"10.1.0.{n}") for n in range(5)))[-1]


def test_each_login_by_itself() -> None:
    assert not any(locked(*(line(f"od_{n % 2}", minutes=n / 10) for n in range(8))))


def test_a_right_one_forgives_the_same_machine_only() -> None:
    guesses = [line("od_kim", host="10.9.9.9", minutes=n) for n in range(4)]
    at_the_desk = line("od_kim", host="10.1.0.7", minutes=5, right=True)
    assert locked(*guesses, at_the_desk, line("od_kim", host="10.9.9.9", minutes=6))[-1]
    assert not any(locked(*guesses, line("od_kim", host="10.9.9.9", right=True), *guesses))


def test_after_a_lock_it_is_counted_anew() -> None:
    assert locked(*(line("od_kim", minutes=n / 10) for n in range(10))) == ([False] * 4 + [True]) * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[1, 2]",
        "null",
        b"\xff\xfe",
        line("od_kim", error_severity="LOG"),
        line("od_kim", state_code="28000"),
        line("", state_code="28P01"),
        line("od_kim", timestamp="2026-11-23 12:00:00 CET"),
        line("od_kim", timestamp=None),
        line("od_kim", message=None),
        line("od_kim", right=True, message="statement: SELECT 'connection authorized: user=od_kim'"),
        line("od_kim", right=True, error_severity="ERROR"),
    ],
)
def test_every_other_line_is_passed_over(text: str | bytes) -> None:
    assert failures.attempt_of(text) is None


def test_a_name_with_line_breaks_and_quotes_stays_one_name() -> None:
    name = 'x"}\n{"user": "od_kim'
    attempt = failures.attempt_of(line(name))
    assert attempt.login == name
    assert not attempt.right


def test_names_that_are_tried_out_do_not_fill_the_memory() -> None:
    counted = failures.Failures()
    for n in range(failures.MOST_LOGINS + 50):
        counted.take(failures.Attempt(f"od_{n}", "", NOON, right=False))
    assert len(counted.kept()) == failures.MOST_LOGINS
    assert "od_0" not in counted.kept()


def test_a_restart_of_the_watcher_forgives_nobody() -> None:
    before = failures.Failures()
    for n in range(4):
        before.take(failures.attempt_of(line("od_kim", minutes=n)))
    after = failures.Failures.from_kept(json.loads(json.dumps(before.kept())))
    assert after.take(failures.attempt_of(line("od_kim", minutes=5)))


class Answers:
    """Stands for the server: which logins may log in, and what it was told to do."""

    def __init__(self, *open_logins: str) -> None:
        self.open = set(open_logins)
        self.locked: list[str] = []
        self.away = False

    def ask(self, statements: str) -> list[str]:
        watcher = loaded("watcher")
        if self.away:
            raise watcher.ServerAway
        named = next((name for name in self.open if watcher.literal(name) in statements), None)
        if "NOLOGIN" in statements and named is not None:
            self.open.remove(named)
            self.locked.append(named)
        return ["1" if named is not None else "0"]


def watching(data: Path) -> Any:
    watcher = loaded("watcher")
    made = watcher.Watcher(watcher.Log(data), data / "state.json")
    made.begin()
    return made


def write(data: Path, *lines: str, name: str = "one.json") -> None:
    with (data / name).open("a") as file:
        file.writelines(f"{text}\n" for text in lines)
    (data / "current_logfiles").write_text(f"stderr one.log\njsonlog {name}\n")


def test_the_watcher_locks_who_is_open_and_follows_the_log_into_its_next_file(tmp_path: Path) -> None:
    write(tmp_path, *(line("od_old") for _ in range(5)))
    watcher, server = watching(tmp_path), Answers("od_kim", "od_old")
    watcher.turn(server)
    assert server.locked == []  # what was there before it was set up
    write(tmp_path, *(line("od_kim") for _ in range(3)))
    watcher.turn(server)
    write(tmp_path, line("od_kim"))
    write(tmp_path, line("od_kim"), name="two.json")
    watcher.turn(server)
    watcher.turn(server)
    assert server.locked == ["od_kim"]


def test_a_released_login_starts_with_a_clean_sheet(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "one.json").touch()
    watcher, server = watching(tmp_path), Answers("od_kim")
    write(tmp_path, *(line("od_kim") for _ in range(9)))
    watcher.turn(server)
    server.open.add("od_kim")
    write(tmp_path, *(line("od_kim", minutes=1) for _ in range(4)))
    watcher.turn(server)
    assert server.locked == ["od_kim"]


def test_what_came_while_the_server_was_away_counts(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "one.json").touch()
    watcher, server = watching(tmp_path), Answers("od_kim")
    write(tmp_path, *(line("od_kim") for _ in range(5)))
    server.away = True
    with pytest.raises(loaded("watcher").ServerAway):
        watcher.turn(server)
    server.away = False
    again = watching(tmp_path)  # killed meanwhile
    again.turn(server)
    assert server.locked == ["od_kim"]


def test_a_name_cannot_end_its_quotes() -> None:
    assert loaded("watcher").literal("o'; DROP ROLE od_owner; --") == "'o''; DROP ROLE od_owner; --'"
