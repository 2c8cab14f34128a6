"""ReadWebhookLogService: what endpoints were told, and telling it again."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from omnichannel.application.dtos.outgoing import attempt_out
from omnichannel.application.dtos.webhooks import EventDeliveryOut, EventDeliveryPage, ReplayIn, ReplayOut
from omnichannel.application.event_texts import text_of_test
from omnichannel.application.id_cursors import cursor_of_id, id_from_cursor
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.delivery_repository import DeliveryFilter
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.services.tell_webhooks import event_message
from omnichannel.application.services.webhook_endpoints import known_endpoint
from omnichannel.domain.audit import deed
from omnichannel.domain.delivery import Attempt, ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.rights import Principal
from omnichannel.domain.webhook import backstage

MOST_REPLAYED = 10_000
_GIVEN_UP = frozenset({S.FAILED, S.MISSED, S.UNKNOWN})
_ALL = _GIVEN_UP | {S.PUBLISHED}


class ReadWebhookLogService:
    """Reads, tests and replays; see `ReadWebhookLogUseCase`."""

    def __init__(self, store: Store, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._publisher, self._clock = store, publisher, clock

    async def log(
        self, principal: Principal, id: UUID, *, limit: int, cursor: str | None
    ) -> EventDeliveryPage:
        """Give one page, and the cursor of the next."""
        before = None if cursor is None else id_from_cursor(cursor)
        async with self._store.reading(backstage(principal.workspace_id)) as work:
            await known_endpoint(work, id)
            found = await work.deliveries.page(DeliveryFilter(account_id=id), limit=limit + 1, before=before)
            items = await _shown(work, found[:limit])
        return EventDeliveryPage(items=items, next=cursor_of_id(items[-1].id) if len(found) > limit else None)

    async def test(self, principal: Principal, id: UUID) -> EventDeliveryOut:
        """Make an event for this endpoint alone."""
        now = self._clock.now()
        async with self._store.unit_of_work(backstage(principal.workspace_id)) as work:
            _, account = await known_endpoint(work, id)
            message, deliveries = event_message([account], text_of_test(now), of=new_id(), now=now)
            await work.messages.add([message])
            await work.deliveries.add(deliveries)
            await work.audit.add([deed(principal, "webhook.tested", id, now, detail=account.name)])
            (shown,) = await _shown(work, deliveries)
            await work.commit()
        await announced(self._publisher, MessagesScheduled((message.id,), now))
        return shown

    async def replay(self, principal: Principal, id: UUID, what: ReplayIn) -> ReplayOut:
        """Make deliveries due again."""
        now, states = self._clock.now(), _ALL if what.only == "all" else _GIVEN_UP
        async with self._store.unit_of_work(backstage(principal.workspace_id)) as work:
            _, account = await known_endpoint(work, id)
            count = await work.webhooks.replay(
                id,
                since=what.since,
                ids=what.delivery_ids or (),
                states=states,
                now=now,
                limit=MOST_REPLAYED,
            )
            detail = f"{account.name}, {count} events"
            await work.audit.add([deed(principal, "webhook.replayed", id, now, detail=detail)])
            await work.commit()
        await announced(self._publisher, MessagesScheduled((), now))
        return ReplayOut(count=count, more=count == MOST_REPLAYED)


async def _shown(work: UnitOfWork, deliveries: Sequence[ChannelDelivery]) -> list[EventDeliveryOut]:
    texts = await work.webhooks.texts([one.message_id for one in deliveries])
    tried: dict[UUID, list[Attempt]] = {}
    for attempt in await work.deliveries.attempts_of([one.id for one in deliveries]):
        tried.setdefault(attempt.delivery_id, []).append(attempt)
    return [_event_delivery_out(one, texts, tried.get(one.id, [])) for one in deliveries]


def _event_delivery_out(
    delivery: ChannelDelivery, texts: Mapping[UUID, str], tried: Sequence[Attempt]
) -> EventDeliveryOut:
    body = texts.get(delivery.message_id, "{}")
    same = ("id", "state", "reason", "fix", "attempts", "updated_at")
    return EventDeliveryOut(
        **{name: getattr(delivery, name) for name in same},
        event=json.loads(body).get("type", ""),
        body=body,
        status=next((one.evidence.status for one in reversed(tried) if one.evidence.status), None),
        next_look_at=delivery.due_at,
        tries=[attempt_out(one) for one in tried],
    )
