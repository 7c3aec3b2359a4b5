"""What every change is: a small frozen command with an id, and what came of it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from opsdesk.errors import BadInput, Problem
from opsdesk.store.ids import new_id

if TYPE_CHECKING:
    from opsdesk.store.transaction import Transaction


class Command(BaseModel):
    """One change, applied in one transaction; the same id is applied once.

    A subclass names its `kind` (`observation.report`), its fields, and in `run` what it writes.
    Commands are frozen and can be kept as JSON: the form, the quick-entry line, a file, the outbox,
    the command line and undo all make the same ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: ClassVar[str]
    id: UUID = Field(default_factory=new_id)

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Make a command, or raise `BadInput` that names every wrong field at once."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise BadInput(
                Problem(
                    ".".join(str(part) for part in e["loc"]) or cls.kind,
                    str(e.get("ctx", {}).get("reason", e["type"])),
                    {**e.get("ctx", {}), "message": e["msg"], "given": e.get("input")},
                )
                for e in error.errors(include_url=False)
            ) from error

    def prepare(self) -> Any:
        """Do what is slow and needs no database (decode a photo) before the transaction: `tx.prepared`."""
        return None

    @abstractmethod
    def run(self, tx: Transaction) -> Command | None:
        """Write the change through `tx`; return the command that takes it back, or None."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the journal as a desk follows it; hidden records come with `subject` None.

    `subject` is the table's name (`observation`); `record_id` is None for a bulk change.
    """

    seq: int
    subject: str | None
    record_id: UUID | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a command: the last journal number, the way back, and whether it was known already.

    `saved`: nothing is shared yet; it waits on this desk under this number (`store.outbox`).
    """

    seq: int
    undo: Command | None
    repeated: bool = False
    saved: int | None = None
