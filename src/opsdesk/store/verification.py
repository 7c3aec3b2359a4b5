"""Is the journal what it was: every row against its hash, the chain, the head, and a head noted elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, LargeBinary, Row, bindparam, column, func, select

from opsdesk.errors import BadInput, Refused
from opsdesk.store import journal, tables
from opsdesk.store.transaction import Reading

_AT_ONCE = 5_000
#: So many digits of a hash say which one it is.
_SHORTEST_HASH = 8

# On PostgreSQL the chain comes without content, each detail as the hash that the database makes of it: so who
# checks it needs no right to read what stands there.
_CHAIN = func.app.journal_rows(bindparam("after"), _AT_ONCE).table_valued(
    *(column(c.name, c.type) for c in tables.journal.c), column("told", LargeBinary())
)
_SERVED = select(_CHAIN)

_ROWS = (
    select(tables.journal, tables.journal_detail.c.salt, tables.journal_detail.c.detail)
    .join_from(
        tables.journal,
        tables.journal_detail,
        tables.journal_detail.c.seq == tables.journal.c.seq,
        isouter=True,
    )
    .order_by(tables.journal.c.seq)
)

_ALONE: Mapping[str, Executable] = {
    "sqlite": select(tables.journal_detail.c.seq).where(
        tables.journal_detail.c.seq.not_in(select(tables.journal.c.seq))
    ),
    "postgresql": select(func.app.journal_alone()),
}


@dataclass(frozen=True, slots=True)
class Verified:
    """A journal that holds: its last number, the hash of that (hexadecimal), how many details were purged."""

    seq: int
    hash: str
    purged: int


def head_hash(reading: Reading) -> tuple[int, str]:
    """The journal's last number and its hash in hexadecimal: what a packet prints and `--against` takes."""
    row = reading.connection.execute(select(tables.journal_head.c.seq, tables.journal_head.c.hash)).one()
    return row.seq, row.hash.hex()


def verify(
    reading: Reading, against: str | None = None, progress: Callable[[int, int], None] | None = None
) -> Verified:
    """Check the whole journal; `Refused` with the number and what is wrong there.

    `against` is `SEQ:HASH` as it was printed or noted elsewhere (a hash may be cut at 8 digits): the chain
    has no key, so whoever owns the file could write a new one, which only this finds. `progress` is told
    how many of how many rows are done. Faults (`journal_broken`): `missing` (a row was taken out or moved),
    `edited`, `detail_edited`, `detail_missing` (and no purge says why), `detail_alone`, `cut` (the end is
    gone), `head` (the head was changed).
    """
    noted = _noted(against) if against else None
    last, last_hash = reading.connection.execute(
        select(tables.journal_head.c.seq, tables.journal_head.c.hash)
    ).one()
    check = _Check(noted)
    while True:
        try:
            rows = _after(reading, check.seq)
        except (ValueError, TypeError, OverflowError) as error:
            # A field holds what its column never could.
            raise Refused("journal_broken", seq=check.seq + 1, fault="edited") from error
        for row in rows:
            check.take(row)
        if progress is not None:
            progress(check.seq, max(last, check.seq))
        if len(rows) < _AT_ONCE:
            break
    check.finish()
    if check.seq < last:
        raise Refused("journal_broken", seq=check.seq + 1, fault="cut")
    if (check.seq, check.previous) != (last, last_hash):
        raise Refused("journal_broken", seq=check.seq, fault="head")
    alone = reading.connection.execute(_ALONE[reading.connection.dialect.name]).scalar()
    if alone is not None:
        raise Refused("journal_broken", seq=alone, fault="detail_alone")
    return Verified(check.seq, check.previous.hex(), check.gone)


def _after(reading: Reading, seq: int) -> list[dict[str, Any]]:
    """The next rows of the chain, each with `told`: the hash that its detail has now, or None without one."""
    if reading.connection.dialect.name == "postgresql":
        return [dict(row._mapping) for row in reading.connection.execute(_SERVED, {"after": seq})]
    rows = reading.connection.execute(_ROWS.where(tables.journal.c.seq > seq).limit(_AT_ONCE))
    return [{**row._mapping, "told": _told(row)} for row in rows]


def _told(row: Row[Any]) -> bytes | None:
    return None if row.detail is None else journal.salted(row.salt, row.detail)


class _Check:
    """Goes along the chain row by row."""

    def __init__(self, noted: tuple[int, str] | None) -> None:
        self.seq = 0
        self.previous = journal.ZERO
        self.gone = 0
        self._noted = noted
        self._found = noted is None or noted[0] == 0
        self._without: dict[tuple[str | None, UUID | None], int] = {}

    def take(self, row: Any) -> None:
        """The next row."""
        if row["seq"] != self.seq + 1:
            raise Refused("journal_broken", seq=self.seq + 1, fault="missing")
        self.seq += 1
        if row["previous"] != self.previous:
            raise Refused("journal_broken", seq=self.seq, fault="missing")
        try:
            digest = journal.link(self.previous, row)
        except (ValueError, TypeError):
            digest = b""
        if digest != row["hash"]:
            raise Refused("journal_broken", seq=self.seq, fault="edited")
        self.previous = digest
        self._detail(row)
        if self._noted is not None and self.seq == self._noted[0]:
            self._found = True
            if not digest.hex().startswith(self._noted[1]):
                raise Refused("journal_head_differs", seq=self.seq, expected=self._noted[1])

    def _detail(self, row: Any) -> None:
        about = (row["subject"], row["record_id"])
        if row["kind"] == journal.PURGE:
            self._without.pop(about, None)
        if row["told"] is None:
            if row["detail_hash"] is not None:
                self.gone += 1
                self._without.setdefault(about, self.seq)
        elif row["told"] != row["detail_hash"]:
            raise Refused("journal_broken", seq=self.seq, fault="detail_edited")

    def finish(self) -> None:
        """All rows were taken."""
        if self._without:
            raise Refused("journal_broken", seq=min(self._without.values()), fault="detail_missing")
        if not self._found and self._noted is not None:
            raise Refused("journal_broken", seq=self._noted[0], fault="cut")


def _noted(text: str) -> tuple[int, str]:
    """`SEQ:HASH` as number and hexadecimal digits."""
    seq, _, digits = text.strip().partition(":")
    digits = digits.strip().lower()
    if not seq.strip().isdecimal() or len(digits) < _SHORTEST_HASH or set(digits) - set("0123456789abcdef"):
        raise BadInput.one("against", "not_seq_and_hash", given=text[:100])
    return int(seq), digits
