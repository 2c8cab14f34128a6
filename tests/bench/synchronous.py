"""What the connections of a run really have as `PRAGMA synchronous`: how durable a commit is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

NAMES = ("OFF", "NORMAL", "FULL", "EXTRA")


def synchronous_of(database: Any) -> str:
    """Ask a connection, or a cursor of it, for the value that its commits have."""
    return NAMES[database.execute("PRAGMA synchronous").fetchone()[0]]


@contextmanager
def synchronous_told() -> Iterator[set[str]]:
    """Ask each connection of a store that begins to write meanwhile."""
    told: set[str] = set()

    def ask(*facts: Any) -> None:
        if facts[2].startswith("BEGIN IMMEDIATE"):
            told.add(synchronous_of(facts[1]))

    event.listen(Engine, "after_cursor_execute", ask)
    try:
        yield told
    finally:
        event.remove(Engine, "after_cursor_execute", ask)
