"""A list of people, uploaded once and written to by any number of messages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of the uploaded file that could not be used. *row* counts from 1, the header included."""

    row: int
    detail: str
    fix: str


@dataclass(frozen=True, slots=True)
class ListedRecipient:
    """One of the people. *position* counts from 1, without gaps; it never changes."""

    position: int
    address: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientList:
    """
    What is known of a list; its people are read by pages.

    Attributes:
        count: how many people it has; 1 or more.
        duplicates: how many rows of the file named an address again; they were dropped.
        refused: the first 100 rows that could not be used, of *refused_count*.
        first_address: that of its first person, with whom a message is tried out.
    """

    id: UUID
    workspace_id: UUID
    name: str
    count: int
    duplicates: int
    refused_count: int
    refused: tuple[RefusedRow, ...]
    first_address: str
    created_at: datetime
