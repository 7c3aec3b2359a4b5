"""The file of rejects: each row that was not taken, as it stood, with its line and the reason in words."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from opsdesk.errors import BadInput
from opsdesk.exchange.csv_file import BadRow
from opsdesk.exchange.formulas import defused_row
from opsdesk.wording.errors import problem

#: A row of garbage need not be kept whole: the original file still has it.
LONGEST_CELL = 32_000


def beside(path: Path) -> Path:
    """`crimes.csv.gz` has its rejects in `crimes.csv.gz.rejects.csv`, in the same folder."""
    return path.with_name(path.name + ".rejects.csv")


def place_of(path: Path) -> Path:
    """Beside the file; where that folder is read-only, in the folder one stands in."""
    place = beside(path)
    return place if os.access(place.parent, os.W_OK) else Path.cwd() / place.name


class Rejects:
    """Writes rejects; without one there is no file.

    Attributes:
        path: where they go.
        count: how many there are.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self._columns = columns
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Iterable[BadRow]) -> None:
        """Write these rows; `BadInput` (field `rejects`) where the file cannot be written."""
        try:
            for row in rows:
                if self._file is None:
                    # A byte order mark, so that spreadsheets read it as UTF-8.
                    self._file = self.path.open("w", encoding="utf-8-sig", errors="replace", newline="")
                    csv.writer(self._file).writerow(defused_row(["line", "reason", *self._columns]))
                given = [cell[:LONGEST_CELL].replace("\0", "\N{SYMBOL FOR NULL}") for cell in row.cells]
                csv.writer(self._file).writerow(defused_row([row.line, problem(row.problem), *given]))
                self.count += 1
        except OSError as error:
            facts = {"path": str(self.path), "why": error.strerror or ""}
            raise BadInput.one("rejects", "not_writable", **facts) from error
