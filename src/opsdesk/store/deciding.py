"""What a person decides about a saved line, as commands; `UnbrokenDatabase.apply` sees to them itself."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from opsdesk.errors import Refused
from opsdesk.store.command import Command
from opsdesk.store.transaction import Transaction


class OfTheOutbox(Command):
    """A command about a saved line: it never reaches a database."""

    saved_id: UUID
    """The id of the command that was saved."""

    def run(self, tx: Transaction) -> Command | None:
        """Only where no outbox is: then nothing can have been saved."""
        del tx
        raise Refused("saved_gone")


class TakeBack(OfTheOutbox):
    """Take it back: unsent as if it had never been, sent by its own inverse."""

    kind: ClassVar[str] = "outbox.take_back"


class DropSaved(OfTheOutbox):
    """Throw it away, with a reason; text and reason stay in the outbox."""

    kind: ClassVar[str] = "outbox.drop"

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SendAgain(OfTheOutbox):
    """Send it once more as it is."""

    kind: ClassVar[str] = "outbox.send_again"


class KeepTheirs(OfTheOutbox):
    """Settle a conflict by what the other desk saved; this side is kept in the outbox."""

    kind: ClassVar[str] = "outbox.keep_theirs"
