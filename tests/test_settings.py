"""Settings: who wins, what is refused and how it is named, what is remembered, where the files stand."""

from __future__ import annotations

import os
import stat
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opsdesk
from opsdesk import settings
from opsdesk.errors import BadInput
from opsdesk.handling import Marking
from opsdesk.settings import Folders, Paper, Theme, load, remember, resource, user_folders


@pytest.fixture
def folders(own_folders: Path) -> Folders:
    return user_folders()


def write(folders: Folders, text: str) -> None:
    folders.make()
    folders.settings_file.write_text(text, "utf-8")


def test_with_nothing_said_there_are_sound_defaults(folders: Folders) -> None:
    said = load(folders, {})
    assert (said.theme, said.text_size, said.language, said.paper) == (Theme.DARK, 100, "en", Paper.A4)
    assert said.database is None
    assert said.operator is None
    assert said.desk
    assert not folders.config.exists(), "reading settings leaves nothing behind"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(folders: Folders) -> None:
    write(folders, 'desk = "file"\ntheme = "light"\ntext_size = 120\n')
    environment = {"OPSDESK_DESK": "environment", "OPSDESK_TEXT_SIZE": "140", "OPSDESK_OTHER": "x"}
    said = load(folders, environment, {"desk": "command line", "theme": None})
    assert (said.desk, said.text_size, said.theme) == ("command line", 140, Theme.LIGHT)


def test_an_empty_variable_says_nothing(folders: Folders) -> None:
    assert load(folders, {"OPSDESK_OPERATOR": ""}).operator is None


def test_every_wrong_field_is_named_at_once_with_its_value_and_where_it_was_said(folders: Folders) -> None:
    write(folders, 'theme = "purple"\ncolour = "red"\n')
    with pytest.raises(BadInput) as caught:
        load(folders, {"OPSDESK_TEXT_SIZE": "300"}, {"time_zone": "Europe/Nowhere"})
    found = {problem.field: problem for problem in caught.value.problems}
    assert {field: problem.reason for field, problem in found.items()} == {
        "theme": "unknown_code",
        "colour": "unknown_field",
        "text_size": "out_of_range",
        "time_zone": "unknown_zone",
    }
    assert found["theme"].facts["source"] == str(folders.settings_file)
    assert found["theme"].facts["known"] == ("dark", "light")
    assert found["text_size"].facts == {
        "value": "300",
        "given": "300",
        "source": "OPSDESK_TEXT_SIZE",
        "lowest": 80,
        "highest": 200,
    }
    assert found["time_zone"].facts["source"] == "command line"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("text_size", "large", "not_a_number"),
        ("text_size", "79", "out_of_range"),
        ("language", "klingon!", "string_pattern_mismatch"),
        ("paper", "A5", "unknown_code"),
        ("desk", " ", "empty"),
        ("desk", "x" * 81, "too_long"),
        ("operator", "a\nb", "control_characters"),
        ("database", "x\x00", "control_characters"),
        ("desk", 3, "string_type"),
        ("shift_start", "dawn", "not_a_clock_time"),
        ("wall", "TLP:RED", "never_a_clearance"),
        ("wall", "amber", "unknown_code"),
    ],
)
def test_a_wrong_value_is_refused(folders: Folders, field: str, value: object, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(folders, {}, {field: value})
    assert [(problem.field, problem.reason) for problem in caught.value.problems] == [(field, reason)]


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"theme = ", "not_toml"), (b"\xff\xfe\x00", "not_utf8"), (b"\x00\x01\x02", "not_toml")],
)
def test_a_file_that_is_no_settings_file_is_named(folders: Folders, content: bytes, reason: str) -> None:
    folders.make().settings_file.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        load(folders, {})
    (problem,) = caught.value.problems
    assert (problem.field, problem.reason) == ("settings", reason)
    assert problem.facts["path"] == str(folders.settings_file)


def test_a_folder_in_the_place_of_the_file_is_named(folders: Folders) -> None:
    folders.make().settings_file.mkdir()
    with pytest.raises(BadInput) as caught:
        load(folders, {})
    assert caught.value.problems[0].reason == "not_readable"


def test_settings_cannot_be_changed_and_do_not_show_the_database(folders: Folders) -> None:
    said = load(folders, {}, {"database": "postgresql://rossi@desk-server/opsdesk"})
    assert "rossi" not in repr(said)
    with pytest.raises(ValueError, match="frozen"):
        said.theme = Theme.LIGHT  # type: ignore[misc]  # refused at run time too, which is what is shown


def test_what_is_remembered_is_read_again_and_other_lines_stay(folders: Folders) -> None:
    write(folders, '# the ops room\ndesk = "North"  # by the door\ntheme = "dark"\n')
    remember(folders, theme=Theme.LIGHT, text_size=150)
    assert folders.settings_file.read_text("utf-8").splitlines() == [
        "# the ops room",
        'desk = "North"  # by the door',
        'theme = "light"',
        "text_size = 150",
    ]
    assert (load(folders, {}).theme, load(folders, {}).text_size) == (Theme.LIGHT, 150)
    remember(folders, shift_start=time(7, 30), wall=Marking.AMBER)
    assert 'shift_start = "07:30"' in folders.settings_file.read_text("utf-8")
    assert (load(folders, {}).shift_start, load(folders, {}).wall) == (time(7, 30), Marking.AMBER)
    remember(folders, operator="M. Rossi")
    remember(folders, operator=None)
    assert "operator" not in folders.settings_file.read_text("utf-8")


def test_a_wrong_value_is_not_remembered(folders: Folders) -> None:
    with pytest.raises(BadInput):
        remember(folders, text_size=500)
    assert not folders.settings_file.exists()


@given(
    name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).map(str.strip).filter(str.isprintable)
)
def test_any_name_comes_back_exactly(own_folders: Path, name: str) -> None:
    if not name:
        return
    folders = user_folders()
    remember(folders, desk=name)
    assert load(folders, {}).desk == name


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_folders_and_file_are_private(folders: Folders) -> None:
    folders.data.mkdir(parents=True, mode=0o755)
    remember(folders, theme="light")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folders.config, folders.data, folders.cache)]
    assert modes == [0o700] * 3
    assert stat.S_IMODE(folders.settings_file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file stands here")
    with pytest.raises(BadInput) as caught:
        user_folders({"OPSDESK_HOME": str(tmp_path)}).make()
    (problem,) = caught.value.problems
    assert (problem.field, problem.reason, problem.facts["path"]) == (
        "config",
        "not_writable",
        str(tmp_path / "config"),
    )


def test_without_a_home_the_folders_are_the_platforms(own_folders: Path) -> None:
    folders = user_folders({})
    assert len({folders.config, folders.data, folders.cache}) == 3
    if os.name == "posix":
        assert folders.data == Path(os.environ["XDG_DATA_HOME"]) / "opsdesk"


def test_the_zone_is_the_chosen_one_else_the_machines(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert load(folders, {"OPSDESK_TIME_ZONE": "Europe/Monaco"}).zone() == ZoneInfo("Europe/Monaco")
    monkeypatch.setenv("TZ", "America/New_York")
    assert load(folders, {}).zone() == ZoneInfo("America/New_York")
    monkeypatch.setenv("TZ", "nonsense")
    assert settings.machine_zone() is not None


def test_the_programs_own_files_are_found() -> None:
    assert resource().is_dir()
    assert resource("fonts", "NotoSans-Regular.ttf").read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert resource("icons", "search.svg").read_text("utf-8").startswith("<svg")


def test_an_installed_package_finds_the_files_inside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "opsdesk" / "resources").mkdir(parents=True)
    monkeypatch.setattr(settings, "__file__", str(tmp_path / "opsdesk" / "settings.py"))
    assert resource("icons") == tmp_path / "opsdesk" / "resources" / "icons"
    assert Path(opsdesk.__file__).parent.name == "opsdesk"
