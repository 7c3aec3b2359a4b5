"""Which reads of intelligence stand in the journal: each once in a while, not each time a list is painted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from opsdesk.store.operator import Me
from opsdesk.store.transaction import INTELLIGENCE_READ, ReadOf

#: A list that is painted again is not a new read of the intelligence in it.
READ_AGAIN = timedelta(minutes=15)
MOST_KEPT = 10_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ReadAgain:
    """Remembers who read what when, as far as the journal has it."""

    def __init__(self) -> None:
        self._read_at: dict[tuple[Me, ReadOf], datetime] = {}

    def due(self, me: Me, reads: Sequence[ReadOf], now: datetime) -> list[ReadOf]:
        """Those that have to stand in the journal before their rows are handed out."""
        return [
            read
            for read in dict.fromkeys(reads)
            if read.kind != INTELLIGENCE_READ or now - self._read_at.get((me, read), _LONG_AGO) > READ_AGAIN
        ]

    def noted(self, me: Me, reads: Sequence[ReadOf], now: datetime) -> None:
        """They stand there now."""
        if len(self._read_at) > MOST_KEPT:
            self._read_at.clear()
        self._read_at.update({(me, read): now for read in reads})
