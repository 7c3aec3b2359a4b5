"""Importing observations from a table: read, mapped, checked, and written by the chunk."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from uuid import UUID

from opsdesk.errors import BadInput, Problem, Refused
from opsdesk.exchange.csv_file import CHUNK, BadRow, CsvFile
from opsdesk.exchange.import_preview import reading
from opsdesk.exchange.mapping import Columns, Mapped
from opsdesk.exchange.rejects import Rejects, beside
from opsdesk.exchange.rows import Converter, Taken
from opsdesk.observations.commands.importing import ImportObservations
from opsdesk.observations.imported import ImportedRow
from opsdesk.observations.records.known import Known
from opsdesk.store.desk_database import DeskDatabase
from opsdesk.store.ids import new_id

#: Older reports come in closed, for information only: they are history, and nobody triages them.
HISTORY = timedelta(days=7)
#: Seconds that a command of an import may take, in which another desk waits; and its fewest rows.
_HELD, _FEWEST = 0.06, 500
_SUFFIXES = (".gz", ".csv", ".tsv", ".txt", ".tab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be imported, and how.

    `source` names where rows come from: a row is known again by source, external id and time. Times of the
    file without an offset are local in `zone`. Reports told before `closed_before` come in closed.
    """

    path: Path
    fields: Mapped
    zone: tzinfo
    source: str
    organization_id: UUID | None = None
    closed_before: datetime | None = None
    rejects: Path | None = None
    import_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an import ended; `read` = `added` + `known` + `rejected`, and `changed` are among the rejected.

    `no_position` are rows that came in without a position, 0,0 among them; `twice` are times that the
    zone's clocks showed twice.
    """

    import_id: UUID
    read: int = 0
    added: int = 0
    known: int = 0
    changed: int = 0
    rejected: int = 0
    no_position: int = 0
    twice: int = 0
    rejects: Path | None = None
    cancelled: bool = False


#: Told after each chunk: how it stands, and the share of the file that is read (0 to 1).
Progress = Callable[[Outcome, float], None]


def source_name(path: Path) -> str:
    """A file's name without its endings: the source, unless a person names it."""
    name = path.name
    while name.lower().endswith(_SUFFIXES):
        name = name[: name.rfind(".")]
    return name or path.name


@contextmanager
def unswept() -> Iterator[None]:
    """Python looks for cycles among the rows again and again, a tenth of an import's time; there are none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class ObservationsImport:
    """One run of a plan; its methods block, so the screen runs it in a thread.

    Attributes:
        outcome: how it stands.
    """

    def __init__(self, database: DeskDatabase, plan: Plan) -> None:
        """Look at the file's beginning; `BadInput` for what is no table, or a constant that cannot be."""
        self.plan = plan
        self.outcome = Outcome(import_id=plan.import_id)
        self._database = database
        self._file = CsvFile(plan.path)
        if not any(not isinstance(source, Columns) or source.names for source in plan.fields.values()):
            facts = {"path": plan.path.name, "columns": self._file.columns, "field": "occurred_at"}
            raise Refused("nothing_mapped", **facts)
        self._reading = reading(self._file, plan.fields, plan.zone)
        self._converter = Converter(self._file.columns, self._reading, plan.source, database.now())
        self._given = 0
        self._rows = CHUNK
        self._known = Known(plan.source)

    def run(
        self,
        progress: Progress = lambda _outcome, _share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Outcome:
        """Import the file; once `cancelled` says so it stops, and whole chunks stay.

        The next chunk is read while the last one is written. `WithdrawImport` takes the import back.
        """
        self._database.ask(self._known.look)
        look = self._may_be_known()
        path = self.plan.rejects or beside(self.plan.path)
        with (
            unswept(),
            Rejects(path, self._file.columns) as rejects,
            ThreadPoolExecutor(1, "import") as writer,
        ):
            written: Future[object] | None = None
            for chunk in self._file.chunks():
                if cancelled():
                    self.outcome = replace(self.outcome, cancelled=True)
                    break
                taken, bad = self._converter.convert(chunk)
                if written is not None:
                    written.result()
                if look:
                    taken, changed = self._fresh(taken)
                    bad += changed
                commands, refused = self._commands(taken)
                rejects.add(sorted(bad + refused, key=lambda row: row.line))
                self._count(read=len(chunk), rejects=rejects)
                self._given += sum(len(command.rows) for command in commands)
                written = writer.submit(self._write, commands)
                progress(self.outcome, self._file.read)
            if written is not None:
                written.result()
            self._count(rejects=rejects)
        return self.outcome

    def _write(self, commands: list[ImportObservations]) -> None:
        """Give the commands one by one, and learn how many rows go into the time that others may wait."""
        for command in commands:
            start = time.monotonic()
            self._database.run(command)
            took = time.monotonic() - start
            if took > _HELD:
                self._rows = max(self._rows // 2, _FEWEST)
            elif took < _HELD / 2 and len(command.rows) == self._rows:
                self._rows = min(self._rows * 2, CHUNK)

    def _commands(self, taken: list[Taken]) -> tuple[list[ImportObservations], list[BadRow]]:
        """The commands for these rows, each of as many as the time allows, and the rows that are refused."""
        commands: list[ImportObservations] = []
        refused: list[BadRow] = []
        for start in range(0, len(taken), rows := self._rows):
            command, bad = self._command(taken[start : start + rows])
            refused += bad
            if command is not None:
                commands.append(command)
        return commands, refused

    def _count(self, rejects: Rejects, read: int = 0) -> None:
        """Every row is one of: added, known, rejected."""
        seen = self.outcome.read + read
        self.outcome = replace(
            self.outcome,
            read=seen,
            added=self._given,
            known=seen - self._given - rejects.count,
            rejected=rejects.count,
            no_position=self._converter.counts.no_position,
            twice=self._converter.counts.twice,
            rejects=rejects.path if rejects.count else None,
        )

    def _may_be_known(self) -> bool:
        """Whether rows can be there already: by an earlier import, or by ids that repeat."""
        return "external_id" in self.plan.fields or self._known.upto >= 0

    def _fresh(self, taken: list[Taken]) -> tuple[list[Taken], list[BadRow]]:
        """The rows that are not there yet, and those whose key is there with other content."""
        self._database.ask(self._known.look)
        there = self._known.among([one.key for one in taken])
        fresh: list[Taken] = []
        changed: list[BadRow] = []
        for one in taken:
            content = there.setdefault(one.key, b"")
            if content == b"":
                there[one.key] = one.content
                fresh.append(one)
            elif content != one.content:
                changed.append(BadRow(one.line, tuple(one.cells), Problem("row", "changed_since")))
        self.outcome = replace(self.outcome, changed=self.outcome.changed + len(changed))
        return fresh, changed

    def _command(self, taken: list[Taken]) -> tuple[ImportObservations | None, list[BadRow]]:
        """The command for these rows, without those that it refuses, each with its reason."""
        refused: list[BadRow] = []
        while taken:
            try:
                command = ImportObservations.of(
                    import_id=self.plan.import_id,
                    source=self.plan.source,
                    file_name=self.plan.path.name,
                    rows=tuple(one.row for one in taken),
                    organization_id=self.plan.organization_id,
                    closed_before=self.plan.closed_before,
                    compared=self._known.upto,
                )
            except BadInput as error:
                wrong = _by_row(error)
                if not wrong:
                    raise
                refused += [BadRow(taken[n].line, tuple(taken[n].cells), p) for n, p in wrong.items()]
                taken = [one for n, one in enumerate(taken) if n not in wrong]
            else:
                return command, refused
        return None, refused


def _by_row(error: BadInput) -> dict[int, Problem]:
    """For each row that a command refused its first problem, under the field's own name."""
    found: dict[int, Problem] = {}
    for one in error.problems:
        parts = one.field.split(".")
        if parts[0] == "rows" and len(parts) > 2 and parts[1].isdigit():
            name = ImportedRow._fields[int(parts[2])] if parts[2].isdigit() else parts[2]
            found.setdefault(int(parts[1]), Problem(name, one.reason, one.facts))
    return found
