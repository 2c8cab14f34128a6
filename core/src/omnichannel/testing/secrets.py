"""Where secrets are, and where they must not be."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr


def secrets_in(value: Any) -> Iterator[str]:
    """Give every secret in a pydantic model, however deep."""
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, SecretBytes):
        yield value.get_secret_value().decode(errors="replace")
    elif isinstance(value, BaseModel):
        for _, member in value:
            yield from secrets_in(member)
    elif isinstance(value, dict):
        yield from secrets_in(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for member in value:
            yield from secrets_in(member)


def leaks(secrets: list[str], *shown: object) -> list[str]:
    """Name what of *shown* holds one of *secrets*: as text, or in its repr."""
    texts = [text for thing in shown for text in (str(thing), repr(thing))]
    return [text for text in texts if any(secret in text for secret in secrets if secret)]
