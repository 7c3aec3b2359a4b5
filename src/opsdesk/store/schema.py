"""The column types and the shape that every table of records has."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Dialect, Integer, LargeBinary, MetaData, String, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

#: All tables of all subjects; the names of constraints are given, so that a migration can find them again.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def microseconds(value: datetime) -> int:
    """Microseconds since 1970 in UTC; a naive datetime is an error of the program."""
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone: {value!r}")
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def instant(value: int) -> datetime:
    """The aware UTC time of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=value)


def canonical(value: Any) -> str:
    """A Python value as the one JSON text that it has here: sorted keys, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


#: What makes a Python value of the database's.
Read = Callable[[Any], Any]


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as microseconds since 1970 (exact, sorts, no zone of a session)."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else microseconds(value)

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """To an aware UTC datetime."""
        return None if value is None else instant(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Read | None:
        """The same without a call between: a row of fifty columns is read for each command."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else _EPOCH + timedelta(microseconds=value)


class Coded(TypeDecorator[Any]):
    """A member of an enum, kept as its value; a value that is not in the list is an error when read."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[Enum]) -> None:
        super().__init__()
        self.members = members
        self.integer = all(isinstance(member.value, int) for member in members)

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An integer column for an IntEnum, else text."""
        return dialect.type_descriptor(Integer() if self.integer else String())

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """To the code; a plain code is checked."""
        return None if value is None else self.members(value).value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """To the member."""
        return None if value is None else self.members(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Read | None:
        """The same without a call between, and each member looked up."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        known: dict[Any, Any] = {None: None} | {member.value: member for member in self.members}
        members = self.members
        return lambda value: known[value] if value in known else members(value)


class Json(TypeDecorator[Any]):
    """A Python value as canonical JSON text; tuples come back as lists."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To canonical text."""
        return None if value is None else canonical(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """To lists, dicts, numbers and texts."""
        return None if value is None else json.loads(value)


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes in SQLite, the native type in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The native type where there is one."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    @override
    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """To 16 bytes, or unchanged."""
        return value.bytes if value is not None and dialect.name != "postgresql" else value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """To a UUID."""
        return UUID(bytes=value) if isinstance(value, bytes) else value

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Read | None:
        """The same without a call between."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else UUID(bytes=value)


#: What `Transaction` fills in by itself; no command gives these.
RECORD_COLUMNS = ("n", "id", "version", "created_at", "created_by", "changed_at", "changed_by")


def record_columns() -> list[Column[Any]]:
    """The columns that every table of records has.

    `n` is the rowid and the time received (milliseconds since 1970 << 20 | counter): newest first by `n`
    needs no sort, and `n` is the key of a page. `id` is random and names the record everywhere else.
    """
    return [
        Column("n", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
        Column("id", Id(), nullable=False, unique=True),
        Column("version", Integer(), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("created_by", Id(), nullable=False),
        Column("changed_at", Instant(), nullable=False),
        Column("changed_by", Id(), nullable=False),
    ]
