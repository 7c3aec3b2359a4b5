"""What every part of the program asks for where it needs a database: embedded or shared, the same doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable

from opsdesk.store.command import Applied, Change, Command
from opsdesk.store.operator import Me
from opsdesk.store.transaction import Reading

P = ParamSpec("P")
T = TypeVar("T")


@runtime_checkable
class DeskDatabase(Protocol):
    """A database that is open: `store.database.Database`, `store.shared.database.SharedDatabase`, or one
    with an outbox in front of it."""

    desk: str

    @property
    def me(self) -> Me:
        """Who is signed in; `NOBODY` until somebody is."""

    def sign_in(self, me: Me) -> None:
        """From now on this desk acts as `me`."""

    def sign_out(self) -> None:
        """Nobody is signed in any more."""

    async def apply(self, command: Command, me: Me | None = None) -> Applied:
        """Apply a command in one transaction: the only way to write. The same id twice is applied once."""

    def run(self, command: Command, me: Me | None = None) -> Applied:
        """`apply` that blocks: for the command line and tests, never on the screen's thread."""

    async def read(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Run a query (a plain function of a `Reading`), all of it on one state of the database."""

    def ask(self, query: Callable[Concatenate[Reading, P], T], *args: P.args, **named: P.kwargs) -> T:
        """`read` that blocks: for the command line and tests, never on the screen's thread."""

    async def follow(self, after: int, limit: int = 1000) -> list[Change]:
        """The journal's numbers behind `after`, without a gap; what I may not see comes without a name."""

    async def head(self) -> int:
        """The journal's last number."""

    def last(self) -> int:
        """`head` that blocks."""

    async def changed(self, after: int, timeout: float) -> bool:  # noqa: ASYNC109 - a wait that ends well
        """Wait until the journal is beyond `after`, at most `timeout` seconds; whether it is."""

    def may(self, kind: str) -> bool:
        """Whether who is signed in may give commands of this kind."""

    def record(self, kind: str, detail: Mapping[str, object]) -> None:
        """Journal an act that changes no record; `Forbidden` stands there as well. Blocks."""

    def now(self) -> datetime:
        """The time by this database's clock, aware UTC."""

    async def close(self) -> None:
        """Let what runs finish, then close."""

    def shut(self) -> None:
        """`close` that blocks; once is enough."""
