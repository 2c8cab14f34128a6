"""Lists of recipients on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel

LONGEST_LIST_NAME = 200


class RefusedRowOut(WireModel):
    """A row of the file that could not be used. *row* counts from 1, the header included."""

    row: int
    detail: str
    fix: str


class RecipientListOut(WireModel):
    """An uploaded list: how many people it has, and what of the file was left out."""

    id: UUID
    name: str
    count: int
    duplicates: int = Field(description="Rows that named an address again; they were dropped.")
    refused_count: int = Field(description="Rows that could not be used.")
    refused: list[RefusedRowOut] = Field(description="The first 100 of them.")
    created_at: datetime


class RecipientListPage(WireModel):
    """Lists, newest first."""

    items: list[RecipientListOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")


class ListedRecipientOut(WireModel):
    """One person of a list. *position* counts from 1."""

    position: int
    address: str
    name: str | None


class ListedRecipientPage(WireModel):
    """People of a list, in the order of the file."""

    items: list[ListedRecipientOut]
    next: str | None = Field(description="Pass as `cursor` for what follows; null at the end.")


class PageQuery(WireModel):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")


class PeopleQuery(WireModel):
    """Which page of a list's people."""

    limit: int = Field(100, ge=1, le=1_000, description="How many at most.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
