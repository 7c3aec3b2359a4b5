"""Another desk, as a process of its own: it reports what it is told on its input, and says when."""

from __future__ import annotations

import json
import sys
import time

from opsdesk.accounts.passwords import Passwords
from opsdesk.accounts.signing import Door
from opsdesk.migrations import declared
from opsdesk.observations.commands import ReportObservation
from opsdesk.store.database import Database


def main() -> None:
    """Report each line of the input; answer with its id and the time at which the commit had returned."""
    declared.load()
    database = Database.open(sys.argv[1], desk="desk 2")
    Door(database, Passwords()).sign_in(None, None)
    print("ready", flush=True)
    for line in sys.stdin:
        command = ReportObservation.of(**json.loads(line))
        database.run(command)
        print(json.dumps([str(command.observation_id), time.monotonic()]), flush=True)
    database.shut()


if __name__ == "__main__":
    main()
