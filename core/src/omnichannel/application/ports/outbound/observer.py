"""
Observers: what an extension hears of the walk, and the one place where it may say no.

Each ability is a Protocol of its own; an observer has any of them. All are batched and asynchronous.
An observer that raises is logged and passed over; only a veto that was returned counts. A guard whose
manifest says `fails_closed` is the exception: while it cannot be asked, posts wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from omnichannel.application.ports.outbound.channel_gateway import Post
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.message import Message


class GuardUnheard(OmnichannelError):
    """A guard that has to agree could not be asked."""

    def __init__(self, label: str) -> None:
        super().__init__(f"{label} has to agree before this is published, and could not be asked.")


@dataclass(frozen=True, slots=True)
class PostAhead:
    """A post that is about to be published, on *channel*, in the name of *account_id*."""

    post: Post[Any]
    channel: str
    account_id: UUID
    message: Message


@runtime_checkable
class ObservesScheduling(Protocol):
    """Hears of accepted messages."""

    async def messages_scheduled(self, messages: Sequence[Message]) -> None:
        """Called after the commit that accepted *messages*. Slow work belongs into a task of its own."""
        ...


@runtime_checkable
class GuardsPublishing(Protocol):
    """May keep posts from being published: moderation, content filters."""

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        """
        Called before the attempts start, at most 5 seconds long.

        Returns:
            The reason for each delivery id that must not be published; it fails as `policy_blocked`.
        """
        ...


@runtime_checkable
class ObservesSettling(Protocol):
    """Hears of outcomes."""

    async def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        """Called after the commit that moved deliveries to *states*, by delivery id."""
        ...


Observer = ObservesScheduling | GuardsPublishing | ObservesSettling
