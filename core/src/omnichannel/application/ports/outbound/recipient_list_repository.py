"""RecipientListRepository: uploaded lists of people."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from omnichannel.domain.recipient_list import ListedRecipient, RecipientList


class ListUse(NamedTuple):
    """A list, the channel on which its people are to be written to, and whether they must have agreed."""

    list_id: UUID
    channel: str
    requires_consent: bool


class RecipientListRepository(Protocol):
    """Keeps lists and their people. What is in a list never changes; it is only removed as a whole."""

    async def add(self, new: RecipientList, people: Sequence[ListedRecipient]) -> None:
        """Add a list with all its people (200,000 at most), in statements of up to 5,000 people each."""
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, RecipientList]:
        """Give those of *ids* that exist, in one statement."""
        ...

    async def page(self, *, limit: int, before: UUID | None = None) -> list[RecipientList]:
        """
        List the lists, the newest first, by id.

        Args:
            limit: at most so many; 1 to 500.
            before: only those after this one in the list; inserts do not move it.
        """
        ...

    async def people(self, list_id: UUID, *, after: int, limit: int) -> list[ListedRecipient]:
        """Give up to *limit* people of a list whose position is greater than *after*, in their order."""
        ...

    async def count_hindered(self, asked: Collection[ListUse]) -> dict[ListUse, int]:
        """
        Count the people of lists who are not to be written to, in one statement.

        They are those of whom `omnichannel.domain.standing.hindrance` gives a reason. Where there are
        none, the use is absent.
        """
        ...

    async def is_used(self, list_id: UUID) -> bool:
        """Say whether a message that is not finished writes to the list: drafts, too, and what waits."""
        ...

    async def remove(self, list_id: UUID) -> bool:
        """Remove a list with its people; False where the workspace has none such."""
        ...
