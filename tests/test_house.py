"""The architecture as a test: each rule is one sentence, what breaks it, and what keeps it.

Who may import whom stands in pyproject.toml, where import-linter reads it. Here stand the rules that it
cannot see.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400

# A file that may be longer, with the reason. Empty is how it should stay.
LONGER: dict[str, str] = {
    "src/opsdesk/migrations/versions/0001_the_first_desk.py": "made from the tables by a tool, one call each",
}

# Words that say nothing about what a file or a folder holds.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "misc", "common", "stuff"}

# What may stand at the top of the repository, apart from what .gitignore names.
TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "README.md",
    "docs",
    "packaging",
    "pyproject.toml",
    "resources",
    "src",
    "tests",
    "uv.lock",
}

QT_WITH_WIDGETS = ("src/opsdesk/desk/", "src/opsdesk/app.py", "tests/")


@dataclass(frozen=True)
class File:
    """One file of the repository: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def _calls(self) -> tuple[ast.Call, ...]:
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    def calls(self) -> Iterator[ast.Call]:
        return iter(self._calls)


Rule = Callable[[File], Iterator[str]]


# ---------------------------------------------------------------- the rules


def a_file_says_one_thing(file: File) -> Iterator[str]:
    lines = file.text.count("\n")
    if file.path.startswith("src/") and lines > LONGEST_FILE and file.path not in LONGER:
        yield f"{lines} lines, more than {LONGEST_FILE}: it says two things"


def a_name_says_what_is_inside(file: File) -> Iterator[str]:
    for part in Path(file.path).with_suffix("").parts:
        if part.startswith("base_") or EMPTY_NAMES & set(part.lower().split("_")):
            yield f"“{part}” says nothing"


def a_file_starts_with_its_purpose(file: File) -> Iterator[str]:
    if file.path.startswith("src/") and file.text.strip() and not ast.get_docstring(file.tree):
        yield "no docstring"


def a_dialog_is_opened_never_executed(file: File) -> Iterator[str]:
    """`exec` pumps events inside a task; a dialog is opened, and answers with `finished`."""
    if file.path == "src/opsdesk/app.py":  # the application itself, not a dialog
        return
    for call in file.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"exec", "exec_"}:
            yield f"line {call.lineno}: .exec()"


def nothing_pumps_events(file: File) -> Iterator[str]:
    for call in file.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "processEvents":
            yield f"line {call.lineno}: processEvents()"


def a_test_waits_for_a_condition_never_for_a_time(file: File) -> Iterator[str]:
    # A benchmark paces what it measures: a person types so many letters a second.
    if not file.path.startswith("tests/") or file.path.startswith("tests/bench/"):
        return
    waits = {"time.sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep", "sleep"}
    for call in file.calls():
        name = ast.unparse(call.func)
        # Giving way once is no wait.
        fixed = name == "asyncio.sleep" and not (call.args and ast.unparse(call.args[0]) == "0")
        if name in waits or fixed:
            yield f"line {call.lineno}: {name}"


def a_label_is_made_where_its_text_stays_plain(file: File) -> Iterator[str]:
    """QLabel guesses rich text and loads what it names; only a literal, or nothing, may go in directly."""
    if not file.path.startswith("src/"):
        return
    for call in file.calls():
        if ast.unparse(call.func).rpartition(".")[2] != "QLabel" or not call.args:
            continue
        text = call.args[0]
        translated = isinstance(text, ast.Call) and ast.unparse(text.func) == "self.tr"
        if not (translated or isinstance(text, ast.Constant) or ast.unparse(text) in {"self", "parent"}):
            yield f"line {call.lineno}: QLabel({ast.unparse(text)})"


def widgets_stand_only_in_the_desk(file: File) -> Iterator[str]:
    if file.path.startswith(QT_WITH_WIDGETS):
        return
    for node in file.nodes:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [alias.name for alias in node.names]
        origin = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for name in (f"{origin}.{name}".lstrip(".") for name in names):
            if re.match(r"PySide6\.(QtWidgets|QtPrintSupport|QtPdfWidgets|QtSvgWidgets)\b", name):
                yield f"line {node.lineno}: imports {name}"


def a_widget_has_no_coroutine(file: File) -> Iterator[str]:
    """What the screen starts goes through the task runner, which shows errors and cancels at the end."""
    if not file.path.startswith("src/opsdesk/desk/"):
        return
    for node in file.nodes:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
        if any(
            re.fullmatch(r"Q(\w*Widget|\w*View|Dialog|MainWindow|Frame|Label|LineEdit)", base)
            for base in bases
        ):
            for method in node.body:
                if isinstance(method, ast.AsyncFunctionDef):
                    yield f"line {method.lineno}: async def {node.name}.{method.name}"


def only_the_store_commits(file: File) -> Iterator[str]:
    if file.path.startswith(("src/opsdesk/store/", "src/opsdesk/migrations/", "tests/")):
        return
    for call in file.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "rollback"}:
            yield f"line {call.lineno}: .{call.func.attr}()"


def an_ignored_finding_has_a_code_and_a_reason(file: File) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), 1):
        found = re.search(r"#\s*(type:\s*ignore|noqa|pragma:\s*no cover)(.*)", line)
        if not found or file.path == "tests/test_house.py":
            continue
        code = re.match(r"(\[[\w, -]+\]|:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)", found[2])
        reason = found[2][code.end() if code else 0 :].strip(" #-–—:")
        if (code is None and "pragma" not in found[1]) or not reason:
            yield f"line {number}: {found[0]}"


def nothing_is_left_for_later(file: File) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), 1):
        if file.path.startswith("src/") and re.search(
            r"#.*\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError\(\)", line
        ):
            yield f"line {number}: {line.strip()}"


RULES: list[Rule] = [
    a_file_says_one_thing,
    a_name_says_what_is_inside,
    a_file_starts_with_its_purpose,
    a_dialog_is_opened_never_executed,
    nothing_pumps_events,
    a_test_waits_for_a_condition_never_for_a_time,
    a_label_is_made_where_its_text_stays_plain,
    widgets_stand_only_in_the_desk,
    a_widget_has_no_coroutine,
    only_the_store_commits,
    an_ignored_finding_has_a_code_and_a_reason,
    nothing_is_left_for_later,
]


def named(rule: Rule) -> str:
    return rule.__name__


# ---------------------------------------------------------------- the house keeps them


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """What was parsed goes with its last test: a million objects slow every sweep of the garbage."""
    yield
    files.cache_clear()


@cache
def files() -> list[File]:
    """Every Python file of the house, read and parsed once for all rules."""
    return [
        File(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for folder in ("src", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    broken = [f"{file.path}: {what}" for file in files() for what in rule(file)]
    assert not broken, "\n".join(broken)


# ---------------------------------------------------------------- and each rule can fail

DESK = "src/opsdesk/desk/window.py"
BROKEN: list[tuple[Rule, str, str]] = [
    (a_file_says_one_thing, DESK, "x = 1\n" * 401),
    (a_name_says_what_is_inside, "src/opsdesk/desk/tab_utils.py", ""),
    (a_name_says_what_is_inside, "src/opsdesk/common/names.py", ""),
    (a_name_says_what_is_inside, "src/opsdesk/desk/base_table.py", ""),
    (a_file_starts_with_its_purpose, DESK, "x = 1\n"),
    (a_dialog_is_opened_never_executed, DESK, "dialog.exec()"),
    (nothing_pumps_events, "tests/test_x.py", "QApplication.processEvents()"),
    (a_test_waits_for_a_condition_never_for_a_time, "tests/test_x.py", "qtbot.wait(50)"),
    (a_test_waits_for_a_condition_never_for_a_time, "tests/test_x.py", "time.sleep(1)"),
    (
        a_test_waits_for_a_condition_never_for_a_time,
        "tests/test_x.py",
        "async def f(): await asyncio.sleep(0.1)",
    ),
    (a_label_is_made_where_its_text_stays_plain, DESK, "label = QLabel(name, parent)"),
    (a_label_is_made_where_its_text_stays_plain, DESK, "label = QtWidgets.QLabel(f'{name}')"),
    (
        widgets_stand_only_in_the_desk,
        "src/opsdesk/cartography/painter.py",
        "from PySide6.QtWidgets import QWidget",
    ),
    (widgets_stand_only_in_the_desk, "src/opsdesk/store/x.py", "from PySide6 import QtWidgets"),
    (widgets_stand_only_in_the_desk, "src/opsdesk/store/x.py", "import PySide6.QtPdfWidgets"),
    (a_widget_has_no_coroutine, DESK, "class A(QWidget):\n    async def load(self): ..."),
    (only_the_store_commits, "src/opsdesk/incidents/records.py", "connection.commit()"),
    (an_ignored_finding_has_a_code_and_a_reason, DESK, "x = y  # type: ignore"),
    (an_ignored_finding_has_a_code_and_a_reason, DESK, "x = y  # type: ignore[misc]"),
    (an_ignored_finding_has_a_code_and_a_reason, DESK, "x = y  # noqa"),
    (nothing_is_left_for_later, DESK, "x = 1  # TODO: all of it"),
]
KEPT: list[tuple[Rule, str, str]] = [
    (a_file_says_one_thing, "tests/test_x.py", "x = 1\n" * 401),
    (a_name_says_what_is_inside, "src/opsdesk/cartography/base.py", ""),
    (
        a_test_waits_for_a_condition_never_for_a_time,
        "tests/test_x.py",
        "async def f(): await asyncio.sleep(0)",
    ),
    (a_test_waits_for_a_condition_never_for_a_time, "tests/test_x.py", "qtbot.waitUntil(lambda: done)"),
    (a_label_is_made_where_its_text_stays_plain, DESK, "label = QLabel(self.tr('Place'), self)"),
    (a_label_is_made_where_its_text_stays_plain, DESK, "label = QLabel(self)"),
    (
        widgets_stand_only_in_the_desk,
        "src/opsdesk/cartography/painter.py",
        "from PySide6.QtGui import QPainter",
    ),
    (a_widget_has_no_coroutine, DESK, "class Presenter(QObject):\n    async def load(self): ..."),
    (an_ignored_finding_has_a_code_and_a_reason, DESK, "x = y  # type: ignore[misc]  # the stub lacks it"),
]


@pytest.mark.parametrize(
    ("rule", "path", "text"), BROKEN, ids=lambda value: named(value) if callable(value) else ""
)
def test_a_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text)))


@pytest.mark.parametrize(
    ("rule", "path", "text"), KEPT, ids=lambda value: named(value) if callable(value) else ""
)
def test_a_rule_lets_pass_what_keeps_it(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(File(path, text)))


def test_no_rule_is_without_an_example_of_its_breach() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


# ---------------------------------------------------------------- the repository


def strangers(names: set[str], ignored: str) -> set[str]:
    """Names at the top that neither belong there nor are left out by .gitignore."""
    patterns = [line.strip().rstrip("/") for line in ignored.splitlines() if line.strip() and line[0] != "#"]
    return {name for name in names - TOP_LEVEL if not any(Path(name).match(pattern) for pattern in patterns)}


def test_the_top_of_the_repository_holds_only_what_belongs_there() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8")
    assert not strangers({path.name for path in ROOT.iterdir()}, ignored)
    assert strangers({"notes.txt", "src", "out", "a.db"}, ignored) == {"notes.txt"}


def test_a_longer_file_has_a_reason_and_still_needs_it() -> None:
    for path, reason in LONGER.items():
        assert reason
        assert (ROOT / path).read_text("utf-8").count("\n") > LONGEST_FILE, f"{path} no longer needs it"


def test_the_lock_was_made_from_this_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    (own,) = (package for package in lock["package"] if package["name"] == project["project"]["name"])
    locked = {
        (entry["name"], entry.get("specifier", ""))
        for group in (own["metadata"]["requires-dist"], *own["metadata"]["requires-dev"].values())
        for entry in group
    }
    asked = {
        (found[1].lower(), found[2].strip())
        for group in (project["project"]["dependencies"], *project["dependency-groups"].values())
        for line in group
        if (found := re.match(r"([\w.-]+)(?:\[[\w,]+\])?\s*([^;]*)", line))
    }
    assert {(name, *sorted(bounds.split(","))) for name, bounds in asked} == {
        (name, *sorted(bounds.split(","))) for name, bounds in locked
    }


def test_every_package_in_the_lock_has_hashes() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    for package in lock["package"]:
        if "registry" in package["source"]:
            files_of_it = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
            assert files_of_it, package["name"]
            assert all(file["hash"].startswith("sha256:") for file in files_of_it), package["name"]
