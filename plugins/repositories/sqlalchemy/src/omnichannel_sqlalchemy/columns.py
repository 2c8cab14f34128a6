"""
Column types that give domain values.

A claim brings the same few ids and instants again and again, so that translations are remembered.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, TypeDecorator, Uuid
from sqlalchemy.types import TypeEngine

from omnichannel.domain.focal_point import FocalPoint

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Processor = Callable[[Any], Any]


@lru_cache(maxsize=4096)
def microseconds(instant: datetime | None) -> int | None:
    """Count the microseconds from 1970 to *instant*, which is aware."""
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def instant_from(count: int | None) -> datetime | None:
    """Give the instant that lies *count* microseconds after 1970."""
    return None if count is None else _EPOCH + timedelta(microseconds=count)


@lru_cache(maxsize=16384)
def id_from(digits: str | None) -> UUID | None:
    """Give the id that 32 hexadecimal *digits* stand for; half as dear as letting UUID read them."""
    return None if digits is None else UUID(int=int(digits, 16))


class Id(TypeDecorator[UUID]):
    """A UUID: 32 hexadecimal digits on SQLite, `uuid` where there is such a type."""

    impl = Uuid
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor | None:
        """Give what reads a stored id."""
        return id_from if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: whole microseconds on SQLite, `timestamptz` elsewhere."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        """Give what writes an instant."""
        return microseconds if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor | None:
        """Give what reads a stored instant."""
        return instant_from if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Span(TypeDecorator[timedelta]):
    """A length of time, in whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Count the microseconds."""
        return None if value is None else value // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002
        """Read a length."""
        return None if value is None else timedelta(microseconds=value)


class Point(TypeDecorator[FocalPoint]):
    """A focal point, kept as two numbers with a space between."""

    impl = String
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(64)

    def process_bind_param(self, value: FocalPoint | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write a point so that no digit is lost."""
        return None if value is None else f"{float(value.x)!r} {float(value.y)!r}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> FocalPoint | None:  # noqa: ARG002
        """Read a point."""
        return None if value is None else FocalPoint(*map(float, value.split(" ")))


class Steps(TypeDecorator[dict[str, str]]):
    """Finished steps by name, as JSON. Most deliveries have none, and pay nothing for reading that."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor | None:
        """Give what reads stored steps."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None
        return lambda stored: {} if stored == "{}" else read(stored)


class Choice(TypeDecorator[StrEnum]):
    """One value of a closed set, kept as its text."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__(24)
        self.kind = kind

    def bind_processor(self, dialect: Dialect) -> None:
        """Members are texts already."""

    def result_processor(self, dialect: Dialect, coltype: Any) -> Processor:  # noqa: ARG002
        """Give what finds the member."""
        members: dict[str | None, StrEnum | None] = {member.value: member for member in self.kind}
        return {**members, None: None}.__getitem__
