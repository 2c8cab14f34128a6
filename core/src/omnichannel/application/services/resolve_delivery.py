"""ResolveDeliveryService: a person decides about a delivery that goes no further by itself."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from omnichannel.application.dtos.deliveries import DeliveryOut, ResolveIn
from omnichannel.application.dtos.outgoing import arrived_by, attempt_out, delivery_out
from omnichannel.application.first_use import answered_before, kept
from omnichannel.application.knowing import accounts_waited_for
from omnichannel.application.observing import announced
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.channels import Channels, label_of
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.chain import NO_SEQUEL, Sequel, sequel_of
from omnichannel.domain.delivery import ASKED_AGAIN, ChannelDelivery
from omnichannel.domain.delivery_state import ARRIVED, FINISHED, UNPUBLISHED, DeliveryState
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, Problem
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.rights import Principal

Decision = Callable[[ChannelDelivery, datetime], ChannelDelivery]

RETRIABLE = frozenset({DeliveryState.FAILED, DeliveryState.MISSED})
RESOLVE, RETRY = "resolve the delivery", "retry the delivery"
RESOLVED, RETRIED = "delivery.resolved", "delivery.retried"
ANSWERED = 200
"""What a repetition hears, as the first request did."""
_COMES_TO_NOTHING = UNPUBLISHED | {DeliveryState.STANDBY}
_ADDRESS = re.compile(r"https?://[^\s/]\S*")


class ResolveDeliveryService:
    """Reads, resolves and retries; see `ResolveDeliveryUseCase`."""

    def __init__(self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._channels, self._publisher, self._clock = store, channels, publisher, clock

    async def get(self, principal: Principal, id: UUID) -> DeliveryOut:
        """Give the delivery as it stands in one snapshot."""
        async with self._store.reading(principal.workspace_id) as work:
            return await _shown(work, await _known(work, id))

    async def resolve(
        self, principal: Principal, id: UUID, answer: ResolveIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        """Believe the person who looked."""
        _demand_fitting_address(answer)
        return await self._decide(principal, id, partial(_resolved, answer), RESOLVED, key)

    async def retry(self, principal: Principal, id: UUID, *, key: IdempotencyKey | None = None) -> Accepted:
        """Begin again."""
        return await self._decide(principal, id, _retried, RETRIED, key)

    async def _decide(
        self, principal: Principal, id: UUID, decide: Decision, action: str, key: IdempotencyKey | None
    ) -> Accepted:
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            if key is not None and (earlier := await answered_before(work, principal, key)) is not None:
                return earlier
            old = await _known(work, id)
            chain = await _chain_of(work, old)
            if action == RETRIED:
                _demand_nobody_else(old, chain, self._channels)
            new = replace(decide(old, now), fence=old.fence + 1, updated_at=now)
            sequel = self._sequel(new)
            if not await work.deliveries.save(new, sequel=sequel):
                raise NotAllowedNow(
                    "change the delivery", because="somebody else is changing it", fix="Read it again."
                )
            detail = f"{new.channel}: {old.state.value} to {new.state.value}"
            await work.audit.add([deed(principal, action, id, now, detail=detail)])
            body = (await _shown(work, new)).model_dump_json()
            if key is not None:
                await work.idempotency.add([kept(principal, key, body, at=now, status=ANSWERED)])
            await work.commit()
        if new.due_at is not None or sequel.hands_on:
            await announced(self._publisher, MessagesScheduled((), now))
        return Accepted(body)

    def _sequel(self, decided: ChannelDelivery) -> Sequel:
        """Say what a person's word means for the chain."""
        if decided.chain_id is None:
            return NO_SEQUEL
        return sequel_of(decided.state, decided.evidence_wait, label_of(self._channels, decided.channel))


async def _known(work: UnitOfWork, id: UUID) -> ChannelDelivery:
    delivery = await work.deliveries.get_by_id(id)
    if delivery is None:
        raise NotFound("delivery", id)
    return delivery


async def _shown(work: UnitOfWork, delivery: ChannelDelivery) -> DeliveryOut:
    attempts = await work.deliveries.attempts_of([delivery.id])
    arrived = arrived_by(await _chain_of(work, delivery))
    accounts = await accounts_waited_for(work, [delivery])
    return delivery_out(delivery, [attempt_out(one) for one in attempts], arrived, accounts=accounts)


async def _chain_of(work: UnitOfWork, delivery: ChannelDelivery) -> list[ChannelDelivery]:
    return [] if delivery.chain_id is None else await work.deliveries.of_chains([delivery.chain_id])


def _demand_nobody_else(
    delivery: ChannelDelivery, chain: Sequence[ChannelDelivery], channels: Channels
) -> None:
    """Whoever is reached another way, or is being reached, does not get it again by this one."""
    other = next((one for one in chain if one.id != delivery.id and one.state not in _COMES_TO_NOTHING), None)
    if other is None:
        return
    label = label_of(channels, other.channel)
    if other.state in ARRIVED:
        raise NotAllowedNow(
            RETRY,
            because=f"it is followed by {label}, which published it",
            fix="To say it again, write a new message.",
        )
    raise NotAllowedNow(RETRY, because=f"it is followed by {label}", fix="See first what becomes of that.")


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
        raise NotAllowedNow(RESOLVE, because=f"it is {delivery.state}", fix=_instead_of_resolving(delivery))
    if answer.outcome == "send_again":
        return _sent_anew(delivery, now)
    told = replace(delivery, due_at=None, kind=None, fix=None)
    if answer.outcome == "failed":
        reason = "Somebody looked and said it is not there, and should not be sent."
        return replace(told, state=DeliveryState.FAILED, reason=reason)
    reason = "Somebody looked and said it is there."
    url = answer.url or delivery.url
    there = replace(told, state=DeliveryState.PUBLISHED, url=url, published_at=now, reason=reason)
    return replace(there, due_at=delivery.evidence_due(now))


def _retried(delivery: ChannelDelivery, now: datetime) -> ChannelDelivery:
    if delivery.state not in RETRIABLE and not delivery.is_held_back:
        raise NotAllowedNow(RETRY, because=f"it is {delivery.state}", fix=_instead_of_retrying(delivery))
    return _sent_anew(delivery, now)


def _sent_anew(delivery: ChannelDelivery, now: datetime) -> ChannelDelivery:
    """Forget what earlier attempts left behind: the next one begins as the first did."""
    begun = replace(delivery, state=DeliveryState.WAITING, due_at=now, attempts=0, steps={}, asked_at=now)
    begun = replace(begun, reason=ASKED_AGAIN, handed_on_at=None)
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
