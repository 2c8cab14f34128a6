"""MessageRepository: what was accepted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import LOST, MessageStatus


@dataclass(frozen=True, slots=True)
class MessageSummary:
    """
    A message with how many of its deliveries are where.

    Attributes:
        counts: by state; states without a delivery are absent.
        asks_person: deliveries that are `unknown` and wait for a person.
        fan_outs: those of its targets that have a list; repositories leave them out.
        handed_on: deliveries that failed or were missed, and handed on to the next step of their chain.
    """

    message: Message
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    asks_person: int = 0
    fan_outs: tuple[FanOut, ...] = ()
    handed_on: int = 0

    @property
    def fans_out(self) -> bool:
        """Whether some of its deliveries are still to be made."""
        return any(one.is_unfinished for one in self.fan_outs)

    @classmethod
    def of(
        cls, message: Message, deliveries: Iterable[ChannelDelivery], fan_outs: Iterable[FanOut] = ()
    ) -> Self:
        """Count the deliveries of *message*, which are all given."""
        counted = tuple(deliveries)
        counts = Counter(one.state for one in counted)
        asks = sum(one.asks_person for one in counted)
        handed_on = sum(one.state in LOST and one.handed_on_at is not None for one in counted)
        return cls(message, counts, asks, tuple(fan_outs), handed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """
    Which messages are wanted; what is not said does not matter.

    Attributes:
        statuses: those that people see (`omnichannel.domain.message_status`); any of them.
        channel, account_id: at least one delivery is of it.
        text: title or text contains it, whatever the case.
        planned_from, planned_before: planned at the first or later, and before the second.
    """

    statuses: frozenset[MessageStatus] = frozenset()
    channel: str | None = None
    account_id: UUID | None = None
    text: str | None = None
    planned_from: datetime | None = None
    planned_before: datetime | None = None


EVERY_MESSAGE = MessageFilter()

PlaceOfMessage = tuple[datetime, UUID]
"""Where a message stands in the list: when it was made, and its id."""


class MessageRepository(Protocol):
    """Keeps messages. All of it is set-based: a list costs one statement, not one each."""

    async def add(self, messages: Sequence[Message]) -> None:
        """
        Add new messages; their ids are new.

        Raises:
            InvalidRequest: an asset that one of them refers to was removed meanwhile; none was added.
        """
        ...

    async def get_by_id(self, id: UUID) -> Message | None:
        """Give the message, or None where the workspace has none such."""
        ...

    async def get_summary(self, id: UUID) -> MessageSummary | None:
        """Give the message with its counts, however many deliveries it has, or None as `get_by_id`."""
        ...

    async def save(self, message: Message) -> None:
        """
        Replace a message by its next version: `message.version` is one more than the stored.

        Raises:
            StaleVersion: the stored version is another.
            InvalidRequest: as above.
        """
        ...

    async def unfinished_with(self, media_id: UUID, *, limit: int) -> list[UUID]:
        """
        Give messages that refer to an asset and still need its bytes, oldest first; at most *limit*.

        Those are drafts, what awaits approval, and what has a delivery that is not finished or is to be
        made yet. What is called off needs nothing.
        """
        ...

    async def place_after(self, before: PlaceOfMessage | None, *, count: int) -> PlaceOfMessage | None:
        """
        Give the place of the message that stands *count* places after *before* (None: of the beginning).

        None where fewer follow. It reads an index and no message.
        """
        ...

    async def page(
        self,
        *,
        limit: int,
        before: PlaceOfMessage | None = None,
        to: PlaceOfMessage | None = None,
        only: MessageFilter = EVERY_MESSAGE,
    ) -> list[MessageSummary]:
        """
        List messages, newest first, by (created_at, id).

        Args:
            limit: at most so many; 1 to 501.
            before: only those that come after this place in the list; inserts do not move it.
            to: nothing that comes after this place is looked at.
            only: those that are wanted; a status means what `message_status` says.
        """
        ...
