"""FanOutDueService: makes the deliveries to lists of people, a chunk at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from omnichannel.application.fan_out import deliveries_to, first_due, named_addresses
from omnichannel.application.knowing import standings_of
from omnichannel.application.leaving_out import places_of, with_left_out
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.carrying_over import carried_over
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.message import Message

CHUNK = 500
CHUNKS_A_CLAIM = 20
"""After so many the next message has its turn."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A fan-out that was claimed, with what its deliveries are made of; *named*: who has one already."""

    message: Message
    account: Account
    named: frozenset[str]


class FanOutDueService:
    """
    Goes on with fan-outs that are due.

    A chunk's deliveries and the place up to which they reach are written in one commit, under the fence
    of the claim: whoever dies leaves a fan-out that becomes due again and goes on from there. The ids
    of deliveries follow from fan-out and position, so that no store can have one of them twice.
    """

    def __init__(self, store: Store, publisher: EventPublisher, clock: Clock, *, lease: timedelta) -> None:
        self._store, self._publisher, self._clock, self._lease = store, publisher, clock, lease

    async def fan_out(self) -> bool:
        """Claim one fan-out and make its next deliveries, up to 10,000; False where none is due."""
        async with self._store.unit_of_work() as work:
            held = await work.fan_outs.claim_due(now=self._clock.now(), lease=self._lease)
            await work.commit()
        if held is None:
            return False
        job = await self._job(held)
        for chunk in range(1, CHUNKS_A_CLAIM + 1):
            after = await self._chunk(job, held, is_last=chunk == CHUNKS_A_CLAIM)
            if after is None or not after.is_unfinished:
                break
            held = after
        return True

    async def next_due(self) -> datetime | None:
        """Give the moment at which somebody must go on; None where there is nothing to make."""
        async with self._store.reading() as work:
            return await work.fan_outs.next_due()

    async def _job(self, held: FanOut) -> _Job | None:
        async with self._store.reading(held.workspace_id) as work:
            message = await work.messages.get_by_id(held.message_id)
            account = await work.accounts.get_by_id(held.account_id)
        if message is None or account is None:
            return None
        return _Job(message, account, frozenset(named_addresses(message, account.id)))

    async def _chunk(self, job: _Job | None, held: FanOut, *, is_last: bool) -> FanOut | None:
        """Make one chunk; gives where it stands then, or None where the claim is lost."""
        now = self._clock.now()
        made, position = await self._made(job, held, now) if job else ([], held.position)
        left = job is not None and position < held.total
        goes_on_at = now if is_last else now + self._lease
        after = replace(held, position=position, due_at=goes_on_at if left else None)
        async with self._store.unit_of_work(held.workspace_id) as work:
            if not await work.fan_outs.advance(after):
                return None
            await work.deliveries.add_missing(made)
            await work.commit()
        await self._tell(held, made)
        return after

    async def _made(self, job: _Job, held: FanOut, now: datetime) -> tuple[list[ChannelDelivery], int]:
        """Make the deliveries of the next people; gives them, and up to which position they reach."""
        async with self._store.reading(held.workspace_id) as work:
            people = await work.recipient_lists.people(held.list_id, after=held.position, limit=CHUNK)
            made = deliveries_to(people, job.message, job.account, held, leave=job.named, now=now)
            known = await standings_of(work, set(places_of(made)))
        position = people[-1].position if len(people) == CHUNK else held.total
        made = with_left_out(made, job.message, known)
        return [_carried_over(one, job.message, held, now) for one in made], position

    async def _tell(self, held: FanOut, made: Sequence[ChannelDelivery]) -> None:
        due = first_due(made)
        if due is not None:
            await announced(self._publisher, MessagesScheduled((held.message_id,), due))


def _carried_over(
    delivery: ChannelDelivery, message: Message, origin: FanOut, now: datetime
) -> ChannelDelivery:
    """Where the original of a backup may have sent it, it is looked for first."""
    if origin.backup_of is None or message.schedule is None or delivery.due_at is None:
        return delivery
    since = replace(delivery, due_at=min(message.schedule.instant, now))
    return carried_over(since, snapshot_at=origin.backup_of, now=now, nothing_sent_since=False)
