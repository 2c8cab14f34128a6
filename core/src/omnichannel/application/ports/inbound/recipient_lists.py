"""What can be asked about lists of recipients."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.recipient_lists import (
    ListedRecipientPage,
    PageQuery,
    PeopleQuery,
    RecipientListOut,
    RecipientListPage,
)
from omnichannel.domain.rights import Principal

LARGEST_LIST_BYTES = 25 * 1024 * 1024


class KeepRecipientListsUseCase(Protocol):
    """Keep lists of people for messages to more than 1,000."""

    async def upload(self, principal: Principal, data: bytes, *, name: str) -> RecipientListOut:
        """
        Keep the people of a CSV file of up to 25 MiB and 200,000 rows.

        Rows that cannot be used are told with the answer; an address that comes again is dropped.

        Raises:
            InvalidRequest: it is not UTF-8 or not CSV, has too many rows, or none that can be used.
        """
        ...

    async def list(self, principal: Principal, query: PageQuery) -> RecipientListPage:
        """
        List the lists, newest first; new ones do not move what follows a cursor.

        Raises:
            InvalidRequest: the cursor is not one of ours.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> RecipientListOut:
        """
        Give one list, without its people.

        Raises:
            NotFound: there is no such list in the workspace.
        """
        ...

    async def people(self, principal: Principal, id: UUID, query: PeopleQuery) -> ListedRecipientPage:
        """Give a page of a list's people, in the order of the file. Raises as `list` and `get`."""
        ...

    async def remove(self, principal: Principal, id: UUID) -> None:
        """
        Remove a list with its people.

        Raises:
            NotFound: there is no such list in the workspace.
            NotAllowedNow: a message that is not finished writes to it.
        """
        ...
