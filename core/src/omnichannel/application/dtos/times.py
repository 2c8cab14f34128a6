"""Times in queries: instants with an offset, and calendar days."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _instant(given: Any) -> datetime:
    return _with_offset(given).astimezone(UTC)


def _with_offset(given: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(given)
        if instant.tzinfo is None:
            raise ValueError("no offset")
        instant.astimezone(UTC)
        return instant
    except (TypeError, ValueError, OverflowError):
        raise PydanticCustomError("instant", "This is no instant with an offset") from None


def _day(given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise PydanticCustomError("calendar_day", "This is no day") from None


InstantIn = Annotated[
    datetime, PlainValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
MomentIn = Annotated[
    datetime, PlainValidator(_with_offset), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""An instant that keeps the offset it came with, to be answered in it."""
DayIn = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
