"""The keys of what was imported, a chunk in each row of a table, and which of them a file holds again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, or_, select

from opsdesk.observations.model import ObservationStatus
from opsdesk.observations.records.tables import observation, observation_known
from opsdesk.store.ids import new_id
from opsdesk.store.transaction import Reading, Transaction

_k = observation_known.c
_o = observation.c
#: A key's time, its digest (`imported.key_of`), and its content's. The digest's first half is looked up.
_ROW = np.dtype([("at", "V8"), ("digest", "<u8"), ("rest", "V8"), ("content", "V16")])
_KEY, _CONTENT = 24, 16


class Known:
    """The keys of all that one source brought, as far as was looked; an import asks chunk by chunk.

    Rows of an import that was taken back are not among them. It knows all rows, also those that who asks may
    not see: otherwise a row would be written twice.

    Attributes:
        upto: the `n` up to which it knows.
    """

    def __init__(self, source: str, upto: int = -1) -> None:
        self.upto = upto
        self._source = source
        self._runs: list[tuple[NDArray[np.uint64], NDArray[np.void]]] = []

    def look(self, reading: Reading, besides: UUID | None = None) -> None:
        """Learn what was imported since, but for the import `besides`."""
        asked = select(_k.n, _k.rows).where(_k.source == self._source, _k.n > self.upto)
        if besides is not None:
            asked = asked.where(_k.import_id != besides)
        chunks = reading.all(asked.order_by(_k.n))
        if not chunks:
            return
        self.upto = int(chunks[-1].n)
        self._add(np.frombuffer(b"".join(chunk.rows for chunk in chunks), _ROW))

    def _add(self, rows: NDArray[np.void]) -> None:
        """Put rows beside those that are there, in few sorted runs, each twice as long as the next."""
        while self._runs and len(self._runs[-1][1]) < 2 * len(rows):
            rows = np.concatenate((self._runs.pop()[1], rows))
        rows = rows[np.argsort(rows["digest"], kind="stable")]
        self._runs.append((np.ascontiguousarray(rows["digest"]), rows))

    def among(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Of these keys those that are known, each with the digest of its row's content."""
        found: dict[bytes, bytes] = {}
        if not keys or not self._runs:
            return found
        asked = np.frombuffer(b"".join(keys), [("at", "V8"), ("digest", "<u8"), ("rest", "V8")])["digest"]
        for digests, rows in self._runs:
            at = np.minimum(np.searchsorted(digests, asked), len(digests) - 1)
            for place in np.flatnonzero(digests[at] == asked):
                key = keys[int(place)]
                row = int(at[place])
                while row < len(rows) and digests[row] == asked[place]:
                    there = rows[row].tobytes()
                    if there[:_KEY] == key:
                        found[key] = there[_KEY:]
                        break
                    row += 1
        return found


def known(reading: Reading, source: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    """Of these keys of a source those that were imported, each with the digest of its row's content."""
    asked = [*keys]
    there = Known(source)
    there.look(reading)
    return there.among(asked)


def keep(
    tx: Transaction,
    source: str,
    import_id: UUID,
    keys: Sequence[bytes],
    contents: Sequence[bytes],
    first: int,
) -> None:
    """Remember the keys of rows that were just written with `n` from `first` on."""
    rows = b"".join([part for both in zip(keys, contents, strict=True) for part in both])
    _put(tx, first, source, import_id, rows)


def forget(tx: Transaction, source: str, import_id: UUID, stay: Collection[int]) -> None:
    """An import is taken back: only its rows with these `n` stay known."""
    chunks = tx.all(select(_k.n, _k.rows).where(_k.import_id == import_id))
    tx.connection.execute(delete(observation_known).where(_k.import_id == import_id))
    length = _KEY + _CONTENT
    for chunk in chunks:
        left = [n - chunk.n for n in stay if chunk.n <= n < chunk.n + len(chunk.rows) // length]
        if left:
            kept = b"".join(chunk.rows[place * length : (place + 1) * length] for place in sorted(left))
            _put(tx, chunk.n, source, import_id, kept)


def staying(tx: Transaction, import_id: UUID, first: int, last: int) -> list[int]:
    """The `n` of an import's rows that stay as they are when it is taken back: something came of them."""
    rows = tx.connection.execute(
        select(_o.n).where(
            _o.n.between(first, last),
            _o.import_id == import_id,
            or_(
                _o.status.in_([ObservationStatus.WITHDRAWN, ObservationStatus.CONVERTED]),
                _o.linked != 0,
            ),
        )
    )
    return [int(n) for n in rows.scalars()]


def _put(tx: Transaction, first: int, source: str, import_id: UUID, rows: bytes) -> None:
    tx.connection.execute(
        insert(observation_known),
        {
            "n": first,
            "id": new_id(),
            "created_by": tx.me.operator_id,
            "import_id": import_id,
            "source": source,
            "rows": rows,
        },
    )
