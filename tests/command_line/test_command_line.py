"""The command line as a person uses it: answers on stdout, sentences on stderr, exit codes 0, 1, 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from opsdesk.__main__ import COMMANDS, main
from opsdesk.command_line.moments import moment
from opsdesk.errors import BadInput

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def desk(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "desk.db"
    monkeypatch.setenv("OPSDESK_DATABASE", str(path))
    monkeypatch.setenv("OPSDESK_TIME_ZONE", "Europe/Monaco")
    code, out, _err = say("database", "create")
    assert code == 0
    assert "whoever has the file has all that is in it" in out
    return path


@pytest.fixture
def tips(tmp_path: Path) -> Path:
    path = tmp_path / "tips.csv"
    path.write_text(
        "id,date,title,type,lat,lon\n"
        "1,2026-06-13 14:02,Grey van,vehicle theft,43.73,7.42\n"
        "2,2026-06-14 09:00,\x1b[2JNoise,noise,0,0\n"
        "3,never,x,noise,,\n",
        encoding="utf-8",
    )
    return path


GROUPS = {
    "database": ["create", "upgrade", "check"],
    "import": ["observations", "partners"],
    "list": ["observations", "incidents", "bulletins", "partners"],
    "packet": ["shift-briefing", "incident-briefing", "bolo-flyer"],
    "journal": ["verify"],
}
EVERY = [[name] for name in COMMANDS] + [[group, name] for group, names in GROUPS.items() for name in names]


@pytest.mark.parametrize("words", [[], *EVERY], ids=" ".join)
def test_each_command_has_help(say: Say, words: list[str]) -> None:
    code, out, _err = say(*words, "--help")
    assert code == 0
    assert "Usage: opsdesk" in out


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["list", "nothing"],
        ["list"],
        ["import", "observations"],
        ["list", "observations", "--limit", "many"],
        ["packet", "shift-briefing", "--out", "x.pdf"],
        ["packet", "bolo-flyer", "--out", "x.pdf", "--audience", "TLP:GREEN"],
        ["shots", "out", "--size", "huge"],
        ["list", "partners", "--since", "2 d"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(say: Say, words: list[str]) -> None:
    assert say(*words)[0] == 2


def test_an_import_ends_with_one_line_of_counts(say: Say, desk: Path, tips: Path) -> None:
    code, out, _err = say("import", "observations", tips, "--json")
    assert code == 0
    found = json.loads(out)
    assert out.count("\n") == 1
    assert {name: found[name] for name in ("read", "added", "known", "rejected")} == {
        "read": 3,
        "added": 2,
        "known": 0,
        "rejected": 1,
    }
    assert "“never” is no time" in Path(found["rejects"]).read_text(encoding="utf-8")
    code, out, err = say("import", "observations", tips)
    assert out == "3 read, 0 added, 2 known, 1 rejected, 1 without a position.\n"
    assert "rejects.csv" in err


def test_a_list_is_recorded_before_it_leaves_and_cannot_steer_the_terminal(
    say: Say, desk: Path, tips: Path
) -> None:
    say("import", "observations", tips)
    code, out, _err = say("list", "observations", "--reason", "audit", "--recipient", "J. Okafor")
    assert code == 0
    assert "\x1b" not in out
    assert "Sat 13 Jun 2026 14:02 CEST" in out
    code, out, _err = say("list", "observations", "--json", "--text", "grey va")
    (found,) = json.loads(out)
    assert found["summary"] == "Grey van"
    assert found["reported_at"] == "2026-06-13T12:02:00Z"
    assert say("list", "observations", "--count")[1] == "2\n"
    assert json.loads(say("list", "observations", "--count", "--json", "--since", "2026-06-14")[1]) == {
        "count": 1
    }
    assert json.loads(say("list", "incidents", "--json")[1]) == []
    assert json.loads(say("list", "bulletins", "--json")[1]) == []
    assert [one["name"] for one in json.loads(say("list", "partners", "--json")[1])] == ["Operations desk"]
    held = json.loads(say("journal", "verify", "--json")[1])
    assert held["seq"] > 6


def test_the_limit_is_said(say: Say, desk: Path, tips: Path) -> None:
    say("import", "observations", tips)
    code, out, err = say("list", "observations", "--limit", "1")
    assert (code, out.count("\n")) == (0, 1)
    assert "The first 1." in err


def test_options_of_the_root_stand_anywhere(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    assert say("database", "create", path, "--operator", "M. Rossi")[0] == 0
    assert say("list", "observations", "--count", "--database", path)[1] == "0\n"
    assert say("list", "observations", "--count", f"--database={path}", "--operator", "M. Rossi")[0] == 0
    code, _out, err = say("list", "observations", "--database", path, "--operator", "Nobody")
    assert code == 1
    assert "no operator “Nobody”" in err
    assert "M. Rossi" in err


def test_the_journal_against_a_head_that_was_noted(say: Say, desk: Path) -> None:
    held = json.loads(say("journal", "verify", "--json")[1])
    assert say("journal", "verify", "--against", f"{held['seq']}:{held['hash'][:12]}")[0] == 0
    code, _out, err = say("journal", "verify", "--against", f"{held['seq']}:{'0' * 12}")
    assert code == 1
    assert err.strip().endswith(".")
    assert say("journal", "verify", "--against", "nonsense")[0] == 1


def test_backup_and_restore(say: Say, desk: Path, tips: Path, tmp_path: Path) -> None:
    say("import", "observations", tips)
    backup, other = tmp_path / "b.db", tmp_path / "other.db"
    assert say("backup", backup)[0] == 0
    assert say("--database", other, "restore", backup)[0] == 0
    assert say("--database", other, "list", "observations", "--count")[1] == "2\n"
    code, out, _err = say("restore", backup, "--replace")
    assert code == 0
    assert "kept as" in out


def test_check_and_upgrade(say: Say, desk: Path) -> None:
    found = json.loads(say("database", "check", "--json")[1])
    assert found["revision"] == found["newest"]
    assert found["operators"] == ["Operator"]
    assert say("database", "upgrade")[0] == 0


def test_a_preview_writes_nothing(say: Say, desk: Path, tips: Path) -> None:
    code, out, err = say("import", "observations", tips, "--preview")
    assert code == 0
    assert "Grey van" in out
    assert "never" in err
    assert say("list", "observations", "--count")[1] == "0\n"
    found = json.loads(say("import", "observations", tips, "--preview", "--json")[1])
    assert found["map"]["occurred_at"] == "date"


def test_wrong_mappings_zones_and_files_are_sentences(say: Say, desk: Path, tips: Path) -> None:
    for arguments, words in (
        (("--map", "colour=id"), "no field colour"),
        (("--map", "summary=nowhere"), "no column “nowhere”"),
        (("--map", "category==teft"), "“teft” is not in the list"),
        (("--time-zone", "Mars/Olympus"), "is no time zone"),
    ):
        code, out, err = say("import", "observations", tips, *arguments)
        assert (code, out) == (1, "")
        assert words in err
    assert say("import", "observations", tips.with_name("none.csv"))[0] == 1


def test_a_briefing_is_refused_when_something_would_be_left_out(
    say: Say, desk: Path, tips: Path, tmp_path: Path
) -> None:
    say("import", "observations", tips)
    out = tmp_path / "shift.pdf"
    period = ("--since", "2026-06-13", "--until", "2026-06-15", "--out", out)
    code, _out, err = say("packet", "shift-briefing", *period, "--audience", "TLP:GREEN")
    assert code == 1
    assert "--leave-out" in err
    assert not out.exists()
    code, said, _err = say(
        "packet", "shift-briefing", *period, "--audience", "TLP:GREEN", "--leave-out", "--json"
    )
    assert code == 0
    assert json.loads(said)["left_out"] == 2
    assert out.read_bytes().startswith(b"%PDF")
    assert say("packet", "shift-briefing", *period, "--audience", "TLP:RED")[0] == 1
    assert say("packet", "shift-briefing", *period, "--audience", "Nobody Ltd")[0] == 1
    assert say("packet", "incident-briefing", "--incident", "9", "--out", out, "--audience", "desk")[0] == 1
    assert say("packet", "bolo-flyer", "--bulletin", "9", "--out", out, "--audience", "desk")[0] == 1


def test_doctor_says_what_is_there(say: Say) -> None:
    code, out, _err = say("doctor", "--json")
    found = {one["what"]: one for one in json.loads(out)}
    assert found["SQLite"]["well"]
    assert code == (0 if all(one["well"] for one in found.values()) else 1)
    assert say("doctor")[0] == code


def test_times_after_since() -> None:
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    zone, now = ZoneInfo("Europe/Monaco"), datetime(2026, 6, 13, 12, tzinfo=UTC)
    assert moment("since", "2 d", now, zone) == now - timedelta(days=2)
    assert moment("since", "90 min ago", now, zone) == now - timedelta(minutes=90)
    assert moment("since", "today", now, zone) == datetime(2026, 6, 12, 22, tzinfo=UTC)
    assert moment("since", "yesterday", now, zone) == datetime(2026, 6, 11, 22, tzinfo=UTC)
    assert moment("since", "8:30", now, zone) == datetime(2026, 6, 13, 6, 30, tzinfo=UTC)
    assert moment("since", "2013-05-01", now, zone) == datetime(2013, 4, 30, 22, tzinfo=UTC)
    assert moment("since", None, now, zone) is None
    with pytest.raises(BadInput):
        moment("since", "soon", now, zone)
