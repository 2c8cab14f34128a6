"""Events from one part of a process to another, through a bounded queue."""

import asyncio
import logging
from pathlib import Path
from typing import Any

from omnichannel.application.ports.outbound.event_publisher import EventT, Handler
from omnichannel.domain.events import Event
from omnichannel_inprocess.settings import InProcessSettings

_log = logging.getLogger("omnichannel.events")


class InProcessEventPublisher:
    """
    Announces facts to handlers in the same process; what waits dies with the process.

    A handler may announce further events. One whose handlers raise is lost, and only that one.
    """

    def __init__(self, settings: InProcessSettings) -> None:
        self._settings = settings
        self._handlers: dict[type[Any], list[Handler[Any]]] = {}
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(settings.capacity)
        self._consumers: list[asyncio.Task[None]] = []
        self._is_closing = False

    async def announce(self, event: Event) -> None:
        """
        Queue *event*; wait while the queue is full.

        A handler that announces does not wait: it would wait for itself. With a full queue its event is
        lost, as all are once the bus is closing; the store decides.
        """
        if asyncio.current_task() in self._consumers:
            self._announce_at_once(event)
        elif not self._is_closing:
            await self._waiting.put(event)

    def _announce_at_once(self, event: Event) -> None:
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            _log.warning("the queue is full; a %s was dropped", type(event).__name__)

    def subscribe(self, kind: type[EventT], handler: Handler[EventT]) -> None:
        """Call *handler* for each event of *kind*."""
        self._handlers.setdefault(kind, []).append(handler)

    async def open(self) -> None:
        """Start handling."""
        self._is_closing = False
        self._consumers = [
            asyncio.create_task(self._consume(), name=f"events-{number}")
            for number in range(self._settings.consumers)
        ]

    async def close(self) -> None:
        """Take no more, handle what is queued (for at most `drain_seconds`), then stop."""
        self._is_closing = True
        if self._consumers:
            await self._drain()
        for consumer in self._consumers:
            consumer.cancel()
        await asyncio.gather(*self._consumers, return_exceptions=True)
        self._consumers = []
        await self._release_who_waits()

    async def _drain(self) -> None:
        try:
            await asyncio.wait_for(self._waiting.join(), self._settings.drain_seconds)
        except TimeoutError:
            _log.warning("stopped with %d events waiting; the store brings them back", self._waiting.qsize())

    async def _release_who_waits(self) -> None:
        """Whoever still waits for room in the queue gets it; what is queued is lost."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._waiting.task_done()
            await asyncio.sleep(0)

    async def _consume(self) -> None:
        while True:
            event = await self._waiting.get()
            try:
                for handler in self._handlers.get(type(event), ()):
                    await self._hand(event, handler)
            finally:
                self._waiting.task_done()

    async def _hand(self, event: Event, handler: Handler[Any]) -> None:
        try:
            await handler(event)
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise
            _tell(event, error)
        except Exception as error:  # whatever a handler does, the next event is handled
            _tell(event, error)


def _tell(event: Event, error: BaseException) -> None:
    what, why = type(event).__name__, type(error).__name__
    _log.error("a handler of %s failed with %s; it is lost", what, why, exc_info=_without_values(error))


def _without_values(error: BaseException) -> BaseException:
    """Keep the traceback and drop the message, which may quote the event."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def open_event_publisher(settings: InProcessSettings, home: Path) -> InProcessEventPublisher:  # noqa: ARG001
    """Make the bus that *settings* describe."""
    return InProcessEventPublisher(settings)
