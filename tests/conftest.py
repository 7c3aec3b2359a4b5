"""What every test may rely on: no screen, folders of its own, coroutines, no window left behind."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import shutil
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import hypothesis
import pytest

from tests.databases import database, me, on  # noqa: F401 - fixtures of every test
from tests.servers import own_server, server  # noqa: F401 - a real PostgreSQL, started when asked for
from tests.shared_desks import desks  # noqa: F401 - likewise
from tests.sharing import RUN_FOLDER

# Before the first import of Qt, which reads it once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).parent.parent
COROUTINE_SECONDS = 300.0

hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=200,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        # The isolation of folders below is set once for a test, and that is meant.
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.register_profile(
    "wide", hypothesis.settings.get_profile("ci"), derandomize=False, max_examples=2000
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


# ---------------------------------------------------------------- what is made once for a whole run


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder that all its workers share."""
    if RUN_FOLDER not in os.environ:
        os.environ[RUN_FOLDER] = mkdtemp(prefix="opsdesk-run-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(RUN_FOLDER), ignore_errors=True))


# ---------------------------------------------------------------- the order

#: Rooms of long tests.
_LONG = tuple(f"tests/{room}/" for room in ("faults", "journeys", "pictures"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, so that all workers end together; hostile input is not measured.

    What breaks one place in hundreds of ways covers nothing more by it, and takes twice as long under the
    measuring of coverage.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
    for item in items:
        if item.get_closest_marker("hostile") or item.get_closest_marker("faults"):
            item.add_marker("no_cover")


# ---------------------------------------------------------------- what stays


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep what the collection left out of every later sweep: modules, tests and caches stay.

    And collect between tests only, in the thread of the tests: a widget that some thread of a database
    collects is destroyed outside of the screen's thread, which Qt does not survive (see desk/sweeper.py).
    """
    gc.collect()
    gc.freeze()
    gc.disable()


def pytest_runtest_logfinish() -> None:
    """A test has ended: what it left is garbage now."""
    from opsdesk.desk.sweeper import collect_due

    collect_due()


# ---------------------------------------------------------------- coroutines


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run an `async def` test: on the desk's own loop where the test uses Qt, else on a plain one."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}

    async def limited() -> None:
        async with asyncio.timeout(COROUTINE_SECONDS):
            await pyfuncitem.obj(**arguments)

    if {"qtbot", "qapp"} & set(pyfuncitem.fixturenames):
        _run_on_the_desks_loop(limited)
    else:
        with asyncio.Runner() as runner:
            runner.run(limited())
    return True


def _run_on_the_desks_loop(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The seam to `app`: the loop under test is the one that the program runs on, not a copy of it."""
    from PySide6.QtWidgets import QApplication

    from opsdesk.app import make_loop

    application = QApplication.instance()
    assert application is not None
    loop = make_loop(application)
    try:
        loop.run_until_complete(test())
        left = [repr(task.get_coro()) for task in asyncio.all_tasks(loop)]
        assert not left, f"tasks left running: {', '.join(left)}"
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
            loop.run_until_complete(asyncio.wait([task]))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        asyncio.set_event_loop(None)


# ---------------------------------------------------------------- on both databases

#: Tests of these run on a file and on a server, where they open a database at all.
_ON_BOTH = (
    *("tests/store", "tests/accounts", "tests/partners", "tests/observations", "tests/incidents"),
    *("tests/bulletins", "tests/releases"),
)
#: The fixtures by which they open one.
_OPENING = frozenset({"database", "busy", "directory", "board"})
#: They speak of files, or stand in front of any database.
_OF_FILES = tuple(
    f"/test_{name}.py"
    for name in ("backup", "turns", "migrations", "opening", "outbox", "entering", "signing")
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what opens a database on both, unless it is marked `file_only`."""
    where = metafunc.definition.path.relative_to(ROOT).as_posix()
    marked = any(metafunc.definition.iter_markers("file_only")) or where.endswith(_OF_FILES)
    if where.startswith(_ON_BOTH) and not marked and _OPENING & set(metafunc.fixturenames):
        metafunc.parametrize("on", ["file", "server"], indirect=True, scope="module")


# ---------------------------------------------------------------- isolation


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test its own settings, data and cache folders, and no key ring; returns their root."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("OPSDESK_") and "_TEST_" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OPSDESK_HOME", str(home / "opsdesk"))
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(f"XDG_{name}", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the repository, `../shared/data`; without it the test is skipped."""
    folder = Path(os.environ.get("OPSDESK_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: {folder}")
    return folder


# ---------------------------------------------------------------- nothing is left behind


@pytest.fixture(autouse=True)
def no_window_left_open() -> Iterator[None]:
    """Fail the test that leaves a window on the screen; `qtbot.addWidget` closes what it was given before."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    left = [widget for widget in widgets.QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.objectName()!r} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    if names:
        pytest.fail("left open: " + ", ".join(names), pytrace=False)
