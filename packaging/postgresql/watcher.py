"""Locks logins after five wrong passwords, and ends who holds up the journal; runs beside the server.

    watcher.py --data DIR --database NAME --port PORT --state FILE

As the user postgres it speaks to the server through one `psql` on the local socket. That session is what
`server.sh state` and the program look for, to say whether logins are watched. On a standby it waits until
that is promoted.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import IO

from failures import Attempt, Failures, attempt_of

NAME = "opsdesk watcher"

#: How often the log is read and the journal's lock is looked at, in seconds.
PACE = 0.5
#: How long it waits for a server that does not answer, in seconds.
PATIENCE = 5.0

_DONE = "opsdesk-done"

# A lock is a role without LOGIN and a comment that says why: both are seen by everyone who asks, are copied
# to the standbys, and come back with a backup. Superusers and standbys are never locked: that would be a way
# to stop the server from outside.
_LOCK = """
SELECT format('ALTER ROLE %I NOLOGIN', rolname),
       format('COMMENT ON ROLE %I IS %L', rolname,
              'opsdesk: locked ' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
              || ' after five wrong passwords')
FROM pg_catalog.pg_roles
WHERE rolname = {login} AND rolcanlogin AND NOT rolsuper AND NOT rolreplication
\\gexec
"""

# The journal tells of it, as a file's journal does; where the desk's tables are not there, the server's log.
# The name goes through a setting, so that nothing in it can end the quotes of the block.
_TELL = """
SELECT set_config('opsdesk.locked', {login}, false) \\g /dev/null
DO $told$ BEGIN
    INSERT INTO app.command (id, kind, desk) VALUES (gen_random_uuid(), 'operator.sign_in', 'server');
    PERFORM app.note('operator', o.id, NULL, '{{"outcome":"locked"}}', false)
        FROM app.operator AS o WHERE o.login = current_setting('opsdesk.locked');
    SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN OTHERS THEN
    RAISE LOG 'opsdesk: a lock could not be journalled: %', SQLERRM;
END $told$;
"""

_OPEN = """
SELECT count(*) FROM pg_catalog.pg_roles
WHERE rolname = {login} AND rolcanlogin AND NOT rolsuper AND NOT rolreplication;
"""

# The journal's head is locked last, so a transaction has it for a moment only. One that idles with it, or
# lets others wait for it, stops all desks.
_END_HOLDERS = """
SELECT count(pg_catalog.pg_terminate_backend(a.pid))
FROM pg_catalog.pg_locks AS held
JOIN pg_catalog.pg_class AS c ON c.oid = held.relation AND c.relname IN ('head', 'journal_head')
JOIN pg_catalog.pg_stat_activity AS a ON a.pid = held.pid
WHERE held.granted AND held.mode IN ('ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
  AND (a.state LIKE 'idle in transaction%' AND clock_timestamp() - a.state_change > interval '3 s'
       OR EXISTS (SELECT FROM pg_catalog.pg_locks AS waits
                  WHERE waits.relation = held.relation AND waits.database = held.database
                    AND NOT waits.granted AND clock_timestamp() - waits.waitstart > interval '10 s'));
"""


class ServerAway(Exception):
    """The server does not answer: it is stopped, starting, or a standby."""


def literal(text: str) -> str:
    """A text as SQL has it; psql reads no variable and no command inside the quotes."""
    return "'" + text.replace("'", "''") + "'"


class Server:
    """One psql that stays."""

    def __init__(self, database: str, port: int) -> None:
        words = [
            "psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-w",
            "-v",
            "ON_ERROR_STOP=1",
            "-p",
            str(port),
            "-d",
            database,
        ]
        environment = os.environ | {"PGAPPNAME": NAME, "PGCONNECT_TIMEOUT": "10"}
        self._psql = subprocess.Popen(  # noqa: S603 - fixed words, no shell
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def ask(self, statements: str) -> list[str]:
        """Run statements; the lines that they answer. `ServerAway` when it does not."""
        to, answers = self._pipes()
        try:
            to.write(f"{statements}\n\\echo {_DONE}\n".encode())
            to.flush()
        except OSError as error:
            raise ServerAway from error
        lines: list[str] = []
        for line in answers:
            text = line.decode(errors="replace").rstrip("\n")
            if text == _DONE:
                return lines
            lines.append(text)
        raise ServerAway

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._psql.stdin is None or self._psql.stdout is None:
            raise ServerAway
        return self._psql.stdin, self._psql.stdout

    def close(self) -> None:
        """End psql."""
        self._psql.kill()
        self._psql.wait()


class Log:
    """The server's JSON log, followed through its changes of file.

    Attributes:
        path: the file that is read now.
        offset: so many bytes of it are read.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self.path: Path | None = None
        self.offset = 0

    def begin(self, path: str | None, offset: int) -> None:
        """Go on where an earlier run stopped; else at the end of what is there now."""
        if path is not None and Path(path).is_file():
            self.path, self.offset = Path(path), offset
            return
        self.path = self._current()
        self.offset = self.path.stat().st_size if self.path is not None and self.path.is_file() else 0

    def lines(self) -> list[bytes]:
        """The whole lines that have come; the old file is read to its end before the next is begun."""
        found = self._more()
        current = self._current()
        if not found and current is not None and current != self.path:
            self.path, self.offset = current, 0
            found = self._more()
        return found

    def _more(self) -> list[bytes]:
        if self.path is None:
            return []
        try:
            with self.path.open("rb") as file:
                if self.offset > os.fstat(file.fileno()).st_size:
                    self.offset = 0
                file.seek(self.offset)
                text = file.read()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind(b"\n") + 1]
        self.offset += len(whole)
        return whole.splitlines()

    def _current(self) -> Path | None:
        """The file that the server names as the one it writes."""
        try:
            told = (self._data / "current_logfiles").read_text(encoding="utf-8")
        except OSError:
            return None
        for line in told.splitlines():
            kind, _, path = line.partition(" ")
            if kind == "jsonlog":
                return self._data / path
        return None


class Watcher:
    """Reads the log, locks, ends; keeps what it counted, so that a restart forgives nobody."""

    def __init__(self, log: Log, state: Path) -> None:
        self._log = log
        self._state = state
        self._failures = Failures()
        self._waiting: deque[bytes] = deque()
        self._told = ""

    def begin(self) -> None:
        """Take up the state of the run before."""
        try:
            kept = json.loads(self._state.read_text(encoding="utf-8"))
            self._failures = Failures.from_kept(kept["failures"])
            self._log.begin(kept["path"], int(kept["offset"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._log.begin(None, 0)
        self._keep()

    def turn(self, server: Server) -> None:
        """One round; what came while the server went away is taken in the next one."""
        server.ask(_END_HOLDERS)
        self._waiting.extend(self._log.lines())
        while self._waiting:
            attempt = attempt_of(self._waiting[0])
            if attempt is not None:
                self._take(server, attempt)
            self._waiting.popleft()
        self._keep()

    def _take(self, server: Server, attempt: Attempt) -> None:
        login = literal(attempt.login)
        if not attempt.right and server.ask(_OPEN.format(login=login)) != ["1"]:
            # Nobody's name, or locked: after its release it starts with a clean sheet.
            self._failures.forget(attempt.login)
        elif self._failures.take(attempt):
            server.ask(_LOCK.format(login=login))
            server.ask(_TELL.format(login=login))
            print(f"locked {attempt.login!r}; the last wrong password came from {attempt.host!r}", flush=True)

    def _keep(self) -> None:
        path = None if self._log.path is None else str(self._log.path)
        text = json.dumps({"path": path, "offset": self._log.offset, "failures": self._failures.kept()})
        if text != self._told:
            new = self._state.with_suffix(".new")
            new.write_text(text, encoding="utf-8")
            new.replace(self._state)
            self._told = text


def watch(watcher: Watcher, database: str, port: int, over: threading.Event) -> None:
    """Rounds until `over`; where the server goes away, it is asked again."""
    server: Server | None = None
    try:
        while not over.is_set():
            try:
                server = server or Server(database, port)
                watcher.turn(server)
                over.wait(PACE)
            except ServerAway:
                if server is not None:
                    server.close()
                server = None
                over.wait(PATIENCE)
    finally:
        if server is not None:
            server.close()


def main(arguments: list[str] | None = None) -> int:
    """Watch until a signal ends it."""
    parser = argparse.ArgumentParser(prog="watcher.py", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the server's data directory")
    parser.add_argument("--database", required=True, help="the desk's database")
    parser.add_argument("--port", type=int, default=5432, help="the server's port on the local socket")
    parser.add_argument("--state", type=Path, required=True, help="where it keeps what it counted")
    given = parser.parse_args(arguments)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    watcher = Watcher(Log(given.data), given.state)
    watcher.begin()
    watch(watcher, given.database, given.port, over)
    return 0


if __name__ == "__main__":
    sys.exit(main())
