"""EventPublisher: how one part of a runtime tells another what has happened."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from omnichannel.domain.events import Event

EventT = TypeVar("EventT", bound=Event)
Handler = Callable[[EventT], Awaitable[None]]


class EventPublisher(Protocol):
    """
    Announces facts, at least once where it can, and may lose them: the store decides.

    Bounded: with too many events waiting, `announce` waits too. Order is never promised.
    """

    async def announce(self, event: Event) -> None:
        """Hand *event* over; returns when it is queued, not when it is handled."""
        ...

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        """Call *handler* for each event of *kind*. A handler that raises loses that event only."""
        ...

    async def open(self) -> None:
        """Start handling."""
        ...

    async def close(self) -> None:
        """Take no more, handle what is queued, then stop."""
        ...
