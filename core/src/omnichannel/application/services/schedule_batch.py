"""ScheduleBatchService: many messages of one caller, in one commit."""

from collections.abc import Sequence
from datetime import datetime

from omnichannel.application.accepting import Ready, add, looked_at, tell
from omnichannel.application.composing import addresses_in
from omnichannel.application.dtos.batches import MOST_ADDRESSES, BatchItem, BatchOut, Refusal
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.dtos.problems import items_from
from omnichannel.application.first_use import answered_before, kept
from omnichannel.application.knowing import known_to
from omnichannel.application.observing import Observers
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import InvalidRequest, OmnichannelError, Problem
from omnichannel.domain.rights import Principal

ANSWERED = 200
NOT_ALONE = Problem(
    "",
    "It is good, and another message of this request is not.",
    "Mend the others, or send the request without `all_or_nothing`.",
)
"""Told of each good message where all of them were to be accepted, or none."""


class ScheduleBatchService:
    """Accepts many messages; see `ScheduleBatchUseCase` for the promises."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, observers: Observers
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._observers = clock, observers

    async def schedule_all(
        self,
        principal: Principal,
        entries: Sequence[MessageIn | InvalidRequest],
        *,
        all_or_nothing: bool = False,
        key: IdempotencyKey | None = None,
    ) -> Accepted:
        """Accept every good message among *entries*; the answer for *key* is kept in their commit."""
        _demand_few_addresses(entries)
        now = self._clock.now()
        async with self._store.reading() as work:
            if key is not None and (earlier := await answered_before(work, principal, key)) is not None:
                return earlier
            known = await known_to(work, [one for one in entries if isinstance(one, MessageIn)])
        ours = known.of(principal.workspace_id)
        results = [
            looked_at(one, principal=principal, known=ours, channels=self._channels, now=now)
            if isinstance(one, MessageIn)
            else one
            for one in entries
        ]
        if all_or_nothing and not all(isinstance(one, Ready) for one in results):
            results = [InvalidRequest(NOT_ALONE) if isinstance(one, Ready) else one for one in results]
        return await self._store_all(principal, results, key, now)

    async def _store_all(
        self,
        principal: Principal,
        results: Sequence[Ready | OmnichannelError],
        key: IdempotencyKey | None,
        now: datetime,
    ) -> Accepted:
        ready = [one for one in results if isinstance(one, Ready)]
        body = _batch_out(results).model_dump_json()
        if not ready:
            return Accepted(body)
        async with self._store.unit_of_work() as work:
            # another process may have used the key since the snapshot was taken
            if key is not None and (earlier := await answered_before(work, principal, key)) is not None:
                return earlier
            await add(work, ready, now=now)
            if key is not None:
                await work.idempotency.add([kept(principal, key, body, at=now, status=ANSWERED)])
            await work.commit()
        await tell(ready, publisher=self._publisher, observers=self._observers)
        return Accepted(body)


def _demand_few_addresses(entries: Sequence[MessageIn | InvalidRequest]) -> None:
    addresses = sum(addresses_in(one) for one in entries if isinstance(one, MessageIn))
    if addresses > MOST_ADDRESSES:
        raise InvalidRequest(
            Problem(
                "/messages",
                f"There are {addresses:,} addresses in all messages together.",
                "Send fewer messages in one request, or upload the addresses with POST /v1/recipient-lists.",
                f"{MOST_ADDRESSES:,} addresses",
            )
        )


def _batch_out(results: Sequence[Ready | OmnichannelError]) -> BatchOut:
    items = [_item(index, result) for index, result in enumerate(results)]
    accepted = sum(item.message is not None for item in items)
    return BatchOut(items=items, accepted=accepted, refused=len(items) - accepted)


def _item(index: int, result: Ready | OmnichannelError) -> BatchItem:
    if isinstance(result, Ready):
        return BatchItem(index=index, message=result.told, problem=None)
    problems = result.problems if isinstance(result, InvalidRequest) else (Problem("", str(result), ""),)
    return BatchItem(index=index, message=None, problem=_refusal(index, problems))


def _refusal(index: int, problems: Sequence[Problem]) -> Refusal:
    return Refusal(
        detail=" ".join(f"{problem.detail} {problem.fix}".strip() for problem in problems[:1]),
        errors=items_from(problems, inside=f"/messages/{index}"),
    )
