"""StoredAttempt: the `PublishAttempt` that a channel with several steps is given."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.http import (
    AnswerLost,
    HttpClient,
    NothingSent,
    Request,
    Response,
)
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.work import Work
from omnichannel.domain.content import MediaRef
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.outcome import Outcome
from omnichannel.domain.resuming import RESUMED, Resumption


class LeaseLost(OmnichannelError):
    """Another worker has taken the delivery over; this attempt must stop."""

    def __init__(self) -> None:
        super().__init__("Another worker took this delivery over after its lease had ended.")


class StoredAttempt:
    """
    Stores each finished step before the next begins, and renews the lease with it.

    Attributes:
        may_be_out: `irreversible` was called, in this attempt or in one before.
    """

    def __init__(
        self, work: Work, store: Store, media_store: MediaStore, clock: Clock, *, lease: timedelta
    ) -> None:
        self._work, self._store, self._media_store = work, store, media_store
        self._clock, self._lease = clock, lease
        self._steps = dict(work.claim.delivery.steps)
        self._timeout: asyncio.Timeout | None = None
        self._time = lease.total_seconds()
        self.may_be_out = IRREVERSIBLE in self._steps
        self._was_shown = False

    @property
    def http(self) -> HttpClient:
        """The channel's client, watched."""
        return self

    async def send(self, request: Request) -> Response:
        """
        Send a request of the channel.

        Once a request after the irreversible mark had been sent, "nothing was sent" is no longer the
        truth about the post, whatever became of a later request.
        """
        try:
            response = await self._work.channel.http.send(request)
        except NothingSent as error:
            if self._was_shown:
                raise AnswerLost(str(error)) from error
            raise
        except AnswerLost:
            self._was_shown = self.may_be_out
            raise
        self._was_shown = self.may_be_out
        return response

    async def within(self, time: timedelta, publish: Awaitable[Outcome]) -> Outcome:
        """
        Run *publish*; each of its steps may take as long as *time*.

        Raises:
            TimeoutError: a step took longer.
        """
        self._time = time.total_seconds()
        async with asyncio.timeout(self._time) as self._timeout:
            return await publish

    async def read(self, media: MediaRef) -> bytes:
        """Read a media asset's bytes."""
        return await self._media_store.read(media.sha256)

    async def step(self, name: str, create: Callable[[], Awaitable[str]]) -> str:
        """Give the stored result of *name*, or create and store it."""
        known = self._steps.get(name)
        if known is not None:
            return known
        result = await create()
        await self._record(name, result)
        return result

    async def resume(self, resumption: Resumption) -> None:
        """Store that the work of a stopped worker is begun again, before anything is."""
        await self._record(RESUMED, str(resumption))

    async def irreversible(self) -> None:
        """Store that the post may be out from now on."""
        await self._record(IRREVERSIBLE, self._clock.now().isoformat())
        self.may_be_out = True

    async def _record(self, name: str, result: str) -> None:
        """Store a step; the time this takes is not the step's, and it is never cut off half-way."""
        self._give_time(None)
        delivery = self._work.claim.delivery
        lease_until = self._clock.now() + self._lease
        async with self._store.unit_of_work() as work:
            held = await work.deliveries.record_step(
                delivery.id, fence=delivery.fence, name=name, result=result, lease_until=lease_until
            )
            await work.commit()
        if not held:
            raise LeaseLost
        self._steps[name] = result
        self._give_time(self._time)

    def _give_time(self, seconds: float | None) -> None:
        if self._timeout is not None:
            now = asyncio.get_running_loop().time()
            self._timeout.reschedule(None if seconds is None else now + seconds)
