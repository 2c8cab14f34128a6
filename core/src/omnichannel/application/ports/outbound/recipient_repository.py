"""RecipientRepository: who may be written to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from omnichannel.domain.standing import Standing


class AddressPlace(NamedTuple):
    """Under which an address is kept; *key* is its `address_key`."""

    workspace_id: UUID
    channel: str
    key: str


class StandingKind(StrEnum):
    """What a list of standings can be narrowed to."""

    BLOCKED = "blocked"
    SUPPRESSED = "suppressed"
    OPTED_OUT = "opted_out"
    CONSENTED = "consented"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingFilter:
    """
    Which standings a list shows; what is None does not narrow it.

    Attributes:
        key: an `address_key`.
        kind: `blocked` is suppressed or opted out; `consented` has a consent that was not withdrawn.
    """

    channel: str | None = None
    key: str | None = None
    kind: StandingKind | None = None


class RecipientRepository(Protocol):
    """Keeps the standings of addresses. All of it is set-based."""

    async def of_addresses(self, places: Collection[AddressPlace]) -> dict[AddressPlace, Standing]:
        """Give what is known of these addresses, in one statement; those without a record are absent."""
        ...

    async def save(self, standings: Sequence[Standing]) -> None:
        """
        Keep standings, in one statement: new ones, and those that replace one of the same address.

        One that replaces another keeps the stored id and `created_at`. No address comes twice.
        """
        ...

    async def get_by_id(self, id: UUID) -> Standing | None:
        """Give one standing, or None where the workspace has none such."""
        ...

    async def remove(self, id: UUID) -> bool:
        """Forget what is known of an address; False where the workspace has none such."""
        ...

    async def page(self, only: StandingFilter, *, limit: int, before: UUID | None = None) -> list[Standing]:
        """
        List standings, the newest first, by id.

        Args:
            limit: at most so many; 1 to 500.
            before: only those after this one in the list; inserts do not move it.
        """
        ...
