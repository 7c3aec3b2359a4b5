"""Desks that write until they are killed; each tells in a file of its own what was acknowledged.

They are forked from one process that has everything loaded: what is killed is the writing, not the loading.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from opsdesk.accounts.commands import RecordSignIn
from opsdesk.accounts.model import Outcome
from opsdesk.store.database import Database


def write(path: Path, passphrase: str | None, log: Path) -> NoReturn:
    """Write commands; each line of the log is the id of one, before and after it was applied."""
    with log.open("w", encoding="utf-8") as out:
        database = Database.open(path, passphrase=passphrase, desk=f"desk {log.stem}")
        print("ready", file=out, flush=True)
        while True:
            command = RecordSignIn(operator_id=None, outcome=Outcome.UNKNOWN, name="x" * 60)
            # Announced before, acknowledged after: one that was announced only may be there or not.
            print(f"trying {command.id}", file=out, flush=True)
            database.run(command)
            print(f"applied {command.id}", file=out, flush=True)


def main() -> None:
    """Fork a writer for each line of the input (the path of its log), and answer with its process id."""
    path, passphrase = Path(sys.argv[1]), sys.argv[2] or None
    # One that was killed is gone at once: nobody asks how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        process = os.fork()
        if not process:
            write(path, passphrase, Path(line.rstrip("\n")))
        print(process, flush=True)


if __name__ == "__main__":
    main()
