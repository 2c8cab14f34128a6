"""Calls observers: one that raises, or is too slow, is logged and passed over, unless it has to agree."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.observer import (
    GuardsPublishing,
    GuardUnheard,
    Observer,
    ObservesScheduling,
    ObservesSettling,
    PostAhead,
)
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import Event
from omnichannel.domain.message import Message

LONGEST_SECONDS = 5.0
NOBODY: Mapping[str, GuardsPublishing] = MappingProxyType({})
_log = logging.getLogger("omnichannel.observers")
T = TypeVar("T")


class Observers:
    """
    The observers of this runtime, sorted by what they can do.

    Args:
        must_agree: the guards without which nothing is published, by label.
    """

    def __init__(
        self, observers: Sequence[Observer] = (), *, must_agree: Mapping[str, GuardsPublishing] = NOBODY
    ) -> None:
        self._scheduling = [one for one in observers if isinstance(one, ObservesScheduling)]
        closed = list(must_agree.values())
        guards = [one for one in observers if isinstance(one, GuardsPublishing) and one not in closed]
        self._guards = [*must_agree.items(), *((None, one) for one in guards)]
        self._settling = [one for one in observers if isinstance(one, ObservesSettling)]

    @property
    def guard(self) -> bool:
        """Whether anybody wants to be asked before posts are published."""
        return bool(self._guards)

    async def messages_scheduled(self, messages: Sequence[Message]) -> None:
        """Tell of accepted messages."""
        for one in self._scheduling:
            await _heard(partial(one.messages_scheduled, messages), one)

    async def before_publish(self, posts: Sequence[PostAhead]) -> dict[UUID, str]:
        """
        Ask who objects; gives the reasons by delivery id.

        Raises:
            GuardUnheard: one that has to agree could not be asked.
        """
        vetoes: dict[UUID, str] = {}
        for label, one in self._guards:
            said = await _heard(partial(_objections, one, posts), one)
            if said is None and label is not None:
                raise GuardUnheard(label)
            vetoes.update(said or {})
        return vetoes

    async def deliveries_settled(self, states: Mapping[UUID, DeliveryState]) -> None:
        """Tell of outcomes."""
        for one in self._settling:
            await _heard(partial(one.deliveries_settled, states), one)


async def announced(publisher: EventPublisher, event: Event) -> None:
    """Announce what is committed: a bus that fails costs time, and must not undo the answer."""
    try:
        await publisher.announce(event)
    except Exception:  # the store decides; whoever missed the event finds the row
        _log.exception("A %s could not be announced.", type(event).__name__)


async def _objections(guard: GuardsPublishing, posts: Sequence[PostAhead]) -> dict[UUID, str]:
    return dict(await guard.before_publish(posts))


async def _heard(call: Callable[[], Awaitable[T]], observer: object) -> T | None:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await call()
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) and task.cancelling():
            raise
        _log.warning("The observer %s cancelled itself and was passed over.", type(observer).__qualname__)
        return None
    except Exception:  # an extension's fault must not stop the walk of a message
        _log.exception("The observer %s failed and was passed over.", type(observer).__qualname__)
        return None
