"""Who asks, as conditions of access speak of them: constants, or SQL where only the database knows who."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, exists, false, literal_column, not_, or_, select, true
from sqlalchemy.sql.elements import False_, True_
from typing_extensions import override

from opsdesk.handling import Marking, Role, Sector
from opsdesk.store.operator import Me


def code(member: Marking | Role | Sector | str) -> ColumnElement[str]:
    """A code as a constant of the SQL: it is the same for each run, and costs nothing then."""
    return literal_column(f"'{member}'", String())


def constant(value: bool) -> ColumnElement[bool]:
    """TRUE or FALSE as SQL, which `all_of` and `any_of` leave out."""
    return true() if value else false()


class Asking(ABC):
    """What a rule may ask about whoever asks; each answer is a condition.

    Attributes:
        guarded: whether the tables that a condition looks into show only what may be seen, by themselves.
    """

    guarded = False

    @property
    @abstractmethod
    def operator(self) -> Any:
        """The operator's id, to compare a column with."""

    @abstractmethod
    def anybody(self) -> ColumnElement[bool]:
        """Somebody with a role, not nobody."""

    @abstractmethod
    def is_one_of(self, *roles: Role) -> ColumnElement[bool]:
        """Has at least one of the roles."""

    @abstractmethod
    def is_of(self, *sectors: Sector) -> ColumnElement[bool]:
        """Acts for an organization of one of the sectors."""

    @abstractmethod
    def acts_for(self, column: ColumnElement[UUID]) -> ColumnElement[bool]:
        """The column names the organization that they act for."""

    @abstractmethod
    def cleared_for(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """The marking is within the clearance, and AMBER at most: what is stricter is not for a clearance."""

    @abstractmethod
    def gives(self, *kinds: str) -> ColumnElement[bool]:
        """It is under a command of one of these kinds (`operator.add`, `*.purge`)."""

    @abstractmethod
    def among(
        self, column: ColumnElement[Any], listed: ColumnElement[Any], name: str, *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """The column's value is listed where the conditions hold; `name` says what that list is.

        The list is the same for every row, and whoever asks need not be able to read it.
        """

    @abstractmethod
    def holds(
        self, name: str, listed: ColumnElement[Any], *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """There is a row where the conditions hold: the same for every row that is asked about."""

    @abstractmethod
    def is_used(self, column: ColumnElement[Any], listed: ColumnElement[Any]) -> ColumnElement[bool]:
        """The column's value stands in another column, of any row, whether that may be read or not."""

    def may_read(
        self,
        subject: ColumnElement[Any],  # noqa: ARG002 - of use where a function of the database answers
        record_id: ColumnElement[Any],  # noqa: ARG002 - the same
        ways: Iterable[ColumnElement[bool]],
    ) -> ColumnElement[bool]:
        """The record that the columns name may be read; `ways` say so for each subject."""
        return any_of(*ways)


class Known(Asking):
    """Somebody whose roles, sector and clearance the program knows: all is constant."""

    def __init__(self, me: Me, kind: str = "") -> None:
        self._me = me
        self._kind = kind

    @property
    @override
    def operator(self) -> UUID:
        return self._me.operator_id

    @override
    def anybody(self) -> ColumnElement[bool]:
        return constant(bool(self._me.roles))

    @override
    def is_one_of(self, *roles: Role) -> ColumnElement[bool]:
        return constant(not self._me.roles.isdisjoint(roles))

    @override
    def is_of(self, *sectors: Sector) -> ColumnElement[bool]:
        return constant(self._me.sector in sectors)

    @override
    def acts_for(self, column: ColumnElement[UUID]) -> ColumnElement[bool]:
        if self._me.organization_id is None:
            return false()
        return column == self._me.organization_id

    @override
    def cleared_for(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        highest = min(self._me.clearance.rank, Marking.AMBER.rank)
        return column.in_([code(marking) for marking in Marking if marking.rank <= highest])

    @override
    def gives(self, *kinds: str) -> ColumnElement[bool]:
        return constant(any(fnmatchcase(self._kind, pattern) for pattern in kinds))

    @override
    def among(
        self, column: ColumnElement[Any], listed: ColumnElement[Any], name: str, *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        if any(is_never(condition) for condition in where):
            return false()
        return column.in_(select(listed).where(*where))

    @override
    def holds(
        self, name: str, listed: ColumnElement[Any], *where: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        if any(is_never(condition) for condition in where):
            return false()
        return exists(select(listed).where(*where))

    @override
    def is_used(self, column: ColumnElement[Any], listed: ColumnElement[Any]) -> ColumnElement[bool]:
        return column.in_(select(listed))


def speaks(
    asking: Asking, roles: tuple[Role, ...] = (), sectors: tuple[Sector, ...] = ()
) -> ColumnElement[bool]:
    """Whether who asks has one of the roles and is of one of the sectors; empty is any."""
    return all_of(
        asking.anybody(),
        asking.is_one_of(*roles) if roles else true(),
        asking.is_of(*sectors) if sectors else true(),
    )


def is_always(condition: ColumnElement[bool]) -> bool:
    """Whether the condition is the constant TRUE."""
    return isinstance(condition, True_)


def is_never(condition: ColumnElement[bool]) -> bool:
    """Whether the condition is the constant FALSE."""
    return isinstance(condition, False_)


def all_of(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """All conditions hold; constants are left out, and decide where they can."""
    if any(is_never(one) for one in conditions):
        return false()
    open_ones = [one for one in conditions if not is_always(one)]
    return and_(*open_ones) if len(open_ones) > 1 else next(iter(open_ones), true())


def any_of(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """One of the conditions holds; without any: none. Constants are left out, and decide where they can."""
    if any(is_always(one) for one in conditions):
        return true()
    open_ones = [one for one in conditions if not is_never(one)]
    return or_(*open_ones) if len(open_ones) > 1 else next(iter(open_ones), false())


def none_of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition does not hold."""
    if isinstance(condition, (True_, False_)):
        return constant(is_never(condition))
    return not_(condition)
