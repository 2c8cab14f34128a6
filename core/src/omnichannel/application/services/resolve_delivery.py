"""ResolveDeliveryService: a person decides about a delivery that goes no further by itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from omnichannel.application.dtos.deliveries import DeliveryOut, ResolveIn
from omnichannel.application.dtos.outgoing import attempt_out, delivery_out
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import ARRIVED, FINISHED, DeliveryState
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, Problem
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.rights import Principal

Decision = Callable[[ChannelDelivery, datetime], ChannelDelivery]

RETRIABLE = frozenset({DeliveryState.FAILED, DeliveryState.MISSED})
RESOLVE, RETRY = "resolve the delivery", "retry the delivery"
_ADDRESS = re.compile(r"https?://[^\s/]\S*")


class ResolveDeliveryService:
    """Reads, resolves and retries; see `ResolveDeliveryUseCase`."""

    def __init__(self, store: Store, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._publisher, self._clock = store, publisher, clock

    async def get(self, principal: Principal, id: UUID) -> DeliveryOut:
        """Give the delivery as it stands in one snapshot."""
        async with self._store.reading(principal.workspace_id) as work:
            return await _shown(work, await _known(work, id))

    async def resolve(self, principal: Principal, id: UUID, answer: ResolveIn) -> DeliveryOut:
        """Believe the person who looked."""
        _demand_fitting_address(answer)
        return await self._decide(principal, id, partial(_resolved, answer), "delivery.resolved")

    async def retry(self, principal: Principal, id: UUID) -> DeliveryOut:
        """Begin again."""
        return await self._decide(principal, id, _retried, "delivery.retried")

    async def _decide(self, principal: Principal, id: UUID, decide: Decision, action: str) -> DeliveryOut:
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await _known(work, id)
            new = replace(decide(old, now), fence=old.fence + 1, updated_at=now)
            if not await work.deliveries.save(new):
                raise NotAllowedNow(
                    "change the delivery", state="being changed by another", fix="Read it again."
                )
            detail = f"{new.channel}: {old.state.value} to {new.state.value}"
            await work.audit.add([deed(principal, action, id, now, detail=detail)])
            shown = await _shown(work, new)
            await work.commit()
        if new.due_at is not None:
            await announced(self._publisher, MessagesScheduled((), now))
        return shown


async def _known(work: UnitOfWork, id: UUID) -> ChannelDelivery:
    delivery = await work.deliveries.get_by_id(id)
    if delivery is None:
        raise NotFound("delivery", id)
    return delivery


async def _shown(work: UnitOfWork, delivery: ChannelDelivery) -> DeliveryOut:
    attempts = await work.deliveries.attempts_of([delivery.id])
    return delivery_out(delivery, [attempt_out(one) for one in attempts])


def _demand_fitting_address(answer: ResolveIn) -> None:
    if answer.url is None:
        return
    if answer.outcome != "published":
        detail = f"There is an address, and the outcome is {answer.outcome}."
        raise InvalidRequest(Problem("/url", detail, "Leave it out, or say published."))
    if not answer.url.isprintable() or not _ADDRESS.fullmatch(answer.url):
        raise InvalidRequest(Problem("/url", "It is no address.", "Send one with http:// or https://."))


def _resolved(answer: ResolveIn, delivery: ChannelDelivery, now: datetime) -> ChannelDelivery:
    if not delivery.asks_person:
        raise NotAllowedNow(RESOLVE, state=delivery.state.value, fix=_instead_of_resolving(delivery))
    if answer.outcome == "send_again":
        return _sent_anew(delivery, now)
    told = replace(delivery, due_at=None, kind=None, fix=None)
    if answer.outcome == "failed":
        reason = "Somebody looked and said it is not there, and should not be sent."
        return replace(told, state=DeliveryState.FAILED, reason=reason)
    reason = "Somebody looked and said it is there."
    url = answer.url or delivery.url
    return replace(told, state=DeliveryState.PUBLISHED, url=url, published_at=now, reason=reason)


def _retried(delivery: ChannelDelivery, now: datetime) -> ChannelDelivery:
    if delivery.state not in RETRIABLE and not delivery.is_held_back:
        raise NotAllowedNow(RETRY, state=delivery.state.value, fix=_instead_of_retrying(delivery))
    return _sent_anew(delivery, now)


def _sent_anew(delivery: ChannelDelivery, now: datetime) -> ChannelDelivery:
    """Forget what earlier attempts left behind: the next one begins as the first did."""
    reason = "Somebody asked for it to be sent again."
    begun = replace(delivery, state=DeliveryState.WAITING, due_at=now, attempts=0, steps={}, asked_at=now)
    begun = replace(begun, reason=reason)
    return replace(begun, external_id=None, url=None, kind=None, fix=None, published_at=None)


def _instead_of_resolving(delivery: ChannelDelivery) -> str:
    if delivery.state in RETRIABLE or delivery.is_held_back:
        return f"To send it again, POST /v1/deliveries/{delivery.id}:retry."
    if delivery.state in FINISHED:
        return "Its outcome is known, so there is nothing to say."
    return "It goes on by itself; wait until it asks a person."


def _instead_of_retrying(delivery: ChannelDelivery) -> str:
    if delivery.asks_person:
        return f"First say what became of it: POST /v1/deliveries/{delivery.id}:resolve."
    if delivery.state in ARRIVED:
        return "To say it a second time, write a new message."
    if delivery.state in FINISHED:
        return "To send it after all, write a new message."
    if delivery.state is DeliveryState.HELD:
        return "It belongs to a draft: give the message a time."
    return "It goes on by itself; only what failed or came too late can be retried."
