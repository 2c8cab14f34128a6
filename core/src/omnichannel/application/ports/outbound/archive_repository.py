"""ArchiveRepository: everything a store holds, kind by kind, out of one store and into another."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.lane import Lane, WaitsFor
from omnichannel.domain.recipient_list import ListedRecipient


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedLane:
    """A lane and whose it is."""

    lane: Lane
    workspace_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDelivery:
    """
    A delivery, and what only its store knows.

    Attributes:
        has_slot: an archive of an older version says so: its `due_at` is a slot of its account's rate.
        waits_for: why it waits although it is due; None: it does not.
        slot_turn: the turn of its lane in which its slot was reserved.
        overdue_since: since when it should have gone out, where that is not its `due_at`.
    """

    delivery: ChannelDelivery
    has_slot: bool = False
    waits_for: WaitsFor | None = None
    slot_turn: int = 0
    overdue_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedAttempt:
    """An attempt and where it belongs."""

    attempt: Attempt
    message_id: UUID
    workspace_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedListedRecipient:
    """One of the people of a list, and which list it is."""

    person: ListedRecipient
    list_id: UUID
    workspace_id: UUID


class ArchiveRepository(Protocol):
    """
    Reads and writes records of the kinds in `omnichannel.application.archiving.kinds`.

    A record is the kind's own type there: a domain value, or one of the above. Credentials stay sealed.
    """

    def pages(self, kind: str, *, limit: int) -> AsyncIterator[Sequence[Any]]:
        """
        Give all visible records of *kind* in the order of their keys, at most *limit* (1 to 10,000) at once.

        Every page continues after the last key of the one before, so that none costs more than the first.
        """
        ...

    async def add(self, kind: str, records: Sequence[Any]) -> None:
        """
        Add records as they are; what they refer to was added before.

        Raises:
            ValueError: they contradict each other or what is stored, so that no store could hold them.
        """
        ...

    async def is_empty(self) -> bool:
        """Say whether no record of any kind is visible."""
        ...
