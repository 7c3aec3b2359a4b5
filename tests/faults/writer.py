"""A desk that writes until it is killed: told on its standard output is what was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from opsdesk.accounts.commands import RecordSignIn
from opsdesk.accounts.model import Outcome
from opsdesk.store.database import Database


def main() -> None:
    """Write commands; each line of output is the id of one, after it was applied."""
    path, passphrase = Path(sys.argv[1]), sys.argv[2] or None
    database = Database.open(path, passphrase=passphrase, desk=f"desk {sys.argv[3]}")
    print("ready", flush=True)
    while True:
        command = RecordSignIn(operator_id=None, outcome=Outcome.UNKNOWN, name="x" * 60)
        # Announced before, acknowledged after: one that was announced only may be there or not.
        print(f"trying {command.id}", flush=True)
        database.run(command)
        print(f"applied {command.id}", flush=True)


if __name__ == "__main__":
    main()
