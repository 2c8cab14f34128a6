"""What the fake use cases keep."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.changes import ChangeOut
from omnichannel.application.dtos.connections import ConnectionIn
from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.dtos.messages import (
    MessageOut,
)
from omnichannel.application.ports.inbound.answers import KeptAnswer, Turn
from omnichannel.application.ports.inbound.connections import Landing
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.message_repository import MessageFilter
from omnichannel.domain.rights import Principal

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class World:
    """
    What the use cases keep.

    Attributes:
        raises: raised by every use case that is called, where it is not None.
        waiting: the parts that are not ready.
        asked_by: everybody who asked, in order.
        filters: what lists were asked for, in order.
        changes: the feed; a stream gives it all, then a sign of life, and ends.
        answers: for each key of a write, its request's hash with its turn or its answer.
        forgetful: no answer can be kept.
    """

    messages: dict[UUID, MessageOut] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[UUID, AccountOut] = field(default_factory=dict)
    connections: dict[UUID, ConnectionIn] = field(default_factory=dict)
    landings: dict[str, Landing] = field(default_factory=dict)
    deliveries: dict[UUID, DeliveryOut] = field(default_factory=dict)
    media: dict[UUID, tuple[MediaOut, bytes]] = field(default_factory=dict)
    answers: dict[str, tuple[str, Turn | KeptAnswer]] = field(default_factory=dict)
    forgetful: bool = False
    raises: Exception | None = None
    waiting: dict[str, str] = field(default_factory=dict)
    asked_by: list[Principal] = field(default_factory=list)
    filters: list[MessageFilter | DeliveryFilter] = field(default_factory=list)
    changes: list[ChangeOut] = field(default_factory=list)

    @property
    def turn(self) -> Turn:
        """The turn of somebody who has not answered yet."""
        return Turn(Principal(UUID(int=0), "somebody", frozenset()), IdempotencyKey("", ""), NOW)

    def hear(self, principal: Principal) -> None:
        self.asked_by.append(principal)
        if self.raises is not None:
            raise self.raises
