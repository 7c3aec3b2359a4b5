"""A desk that reserves a copy and hangs where its pages would be made, to be killed there."""

from __future__ import annotations

import pickle
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from opsdesk.briefings import issuing, recipes
from opsdesk.briefings.gathering import Desk
from opsdesk.briefings.issuing import Order, Printing, issue
from opsdesk.handling import Marking
from opsdesk.partners.model import ShiftDay
from opsdesk.releases.audience import of_clearance
from opsdesk.store.database import Database


def wait_to_be_killed(*_nothing: object) -> NoReturn:
    """Stand where the pages would be made."""
    sys.stdout.write("reserved\n")
    sys.stdout.flush()
    while True:
        signal.pause()


def main(folder: Path) -> None:
    """Reserve and hang."""
    database = Database.open(folder / "desk.db", desk="desk 2")
    database.sign_in(pickle.loads((folder / "me").read_bytes()))
    now = datetime.now(UTC)
    gathered = database.ask(
        recipes.shift_briefing,
        Desk(name="Port Hercule Desk", day=ShiftDay()),
        of_clearance(Marking.GREEN),
        now - timedelta(hours=12),
        now,
    )
    vars(issuing)["_print"] = wait_to_be_killed
    order = Order(recipient="L. Ferrand", reason="hand-over", target=folder / "packet.pdf", leave_out=True)
    issue(database, gathered, order, Printing(fonts=()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
