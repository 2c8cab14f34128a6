"""JSON objects whose shape a plugin decides: bounded before the plugin sees them."""

from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

DEEPEST = 16
MOST_VALUES = 5_000
LONGEST_NAME = 200
LONGEST_TEXT = 100_000


def bounded(value: dict[str, Any]) -> dict[str, Any]:
    """
    Let *value* pass where every bound holds.

    Raises:
        PydanticCustomError: it is nested deeper than 16 levels, has more than 5,000 values, a name of more
            than 200 characters or a text of more than 100,000.
    """
    values = 0
    waiting: list[tuple[int, tuple[str | int, Any]]] = [(1, item) for item in value.items()]
    while waiting:
        depth, (name, inner) = waiting.pop()
        values += 1
        if depth > DEEPEST or values > MOST_VALUES:
            raise _broken(f"{DEEPEST} levels and {MOST_VALUES:,} values")
        if isinstance(name, str) and len(name) > LONGEST_NAME:
            raise _broken(f"{LONGEST_NAME} characters in a name")
        if isinstance(inner, str) and len(inner) > LONGEST_TEXT:
            raise _broken(f"{LONGEST_TEXT:,} characters in a text")
        if isinstance(inner, dict):
            waiting += ((depth + 1, item) for item in inner.items())
        elif isinstance(inner, list):
            waiting += ((depth + 1, item) for item in enumerate(inner))
    return value


def _broken(limit: str) -> PydanticCustomError:
    return PydanticCustomError("free_json", "too much in it", {"limit": limit})


FreeJson = Annotated[dict[str, Any], AfterValidator(bounded)]
"""A JSON object of at most 16 levels and 5,000 values."""
