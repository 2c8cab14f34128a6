"""TellWebhooksService: reads the outbox, and makes a message of each change that somebody hears."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.event_texts import Known, event_name, event_text
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.change import Change
from omnichannel.domain.content import Content
from omnichannel.domain.content_hash import content_hash
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import stable_id
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Target
from omnichannel.domain.webhook import Webhook, backstage

BATCH = 500
ACTOR = "outbox"


@dataclass(frozen=True, slots=True)
class _Telling:
    """A change, and the endpoints that hear of it."""

    change: Change
    endpoints: tuple[Account, ...]


class TellWebhooksService:
    """
    Makes messages and deliveries of the internal channel out of the feed of changes.

    What is made of a batch, and the place up to which the feed was read, are one commit: whoever dies, or
    comes second, leaves nothing behind. Ids follow from the change, so that no store could have one twice.
    It costs eleven statements a batch at most, and one where there is no endpoint.
    """

    def __init__(self, store: Store, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._publisher, self._clock = store, publisher, clock

    async def tell(self) -> bool | None:
        """Read up to 500 changes; False where nothing is new, None where nobody listens."""
        async with self._store.reading() as work:
            place = await work.webhooks.place()
            if place is None:
                return None
            changes = await work.changes.after(place, limit=BATCH)
            if not changes:
                return False
            made = await self._made(work, changes)
        if await self._kept(made, place, to=changes[-1].seq) and made:
            due = made[0][0].created_at
            await announced(self._publisher, MessagesScheduled(tuple(one.id for one, _ in made), due))
        return True

    async def _made(
        self, work: UnitOfWork, changes: Sequence[Change]
    ) -> list[tuple[Message, list[ChannelDelivery]]]:
        tellings = await _tellings(work, changes)
        known = await _known(work, [one.change for one in tellings])
        now = self._clock.now()
        return [
            event_message(one.endpoints, event_text(one.change, known), of=one.change, now=now)
            for one in tellings
        ]

    async def _kept(
        self, made: Sequence[tuple[Message, list[ChannelDelivery]]], place: int, *, to: int
    ) -> bool:
        async with self._store.unit_of_work() as work:
            if not await work.webhooks.advance(place, to=to):
                return False
            await work.messages.add([message for message, _ in made])
            await work.deliveries.add([one for _, deliveries in made for one in deliveries])
            await work.commit()
        return True


async def _tellings(work: UnitOfWork, changes: Sequence[Change]) -> list[_Telling]:
    webhooks = await work.webhooks.of_workspaces({backstage(one.workspace_id) for one in changes})
    endpoints = await work.accounts.get_many([webhook.id for webhook in webhooks])
    tellings = [_Telling(change, _endpoints_of(change, webhooks, endpoints)) for change in changes]
    return [one for one in tellings if one.endpoints]


def _endpoints_of(
    change: Change, webhooks: Collection[Webhook], endpoints: dict[UUID, Account]
) -> tuple[Account, ...]:
    stage, event = backstage(change.workspace_id), event_name(change)
    return tuple(
        endpoints[one.id]
        for one in webhooks
        if one.workspace_id == stage and one.id in endpoints and one.hears(event, place=change.seq)
    )


async def _known(work: UnitOfWork, changes: Sequence[Change]) -> Known:
    deliveries = {one.delivery_id for one in changes if one.delivery_id}
    accounts = {one.account_id for one in changes if one.account_id}
    messages = {one.message_id for one in changes if one.message_id and not one.delivery_id}
    return Known(
        messages=await work.webhooks.heads(messages) if messages else {},
        deliveries=await work.deliveries.get_many(deliveries) if deliveries else {},
        accounts=await work.accounts.get_many(accounts) if accounts else {},
    )


def event_message(
    endpoints: Sequence[Account], text: str, *, of: Change | UUID, now: datetime
) -> tuple[Message, list[ChannelDelivery]]:
    """
    Make the message that tells *endpoints*, of one workspace, an event, and its deliveries, due now.

    Args:
        of: what the event follows from: a change, or an id of its own.
    """
    stage = endpoints[0].workspace_id
    at, origin = (of.at, of.seq) if isinstance(of, Change) else (now, of)
    message = Message(
        id=stable_id(at, stage, origin),
        workspace_id=stage,
        content=Content(text),
        targets=tuple(Target(one.id) for one in endpoints),
        editorial=Editorial.SCHEDULED,
        created_at=now,
        updated_at=now,
        created_by=ACTOR,
        on_unknown="retry",
    )
    message = replace(message, content_hash=content_hash(message))
    return message, [_delivery(message, one, at, now) for one in endpoints]


def _delivery(message: Message, endpoint: Account, at: datetime, now: datetime) -> ChannelDelivery:
    return ChannelDelivery(
        id=stable_id(at, message.id, endpoint.id),
        message_id=message.id,
        workspace_id=message.workspace_id,
        account_id=endpoint.id,
        channel=endpoint.channel,
        state=DeliveryState.SCHEDULED,
        updated_at=now,
        due_at=now,
    )
