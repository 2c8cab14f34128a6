"""ScheduleMessageService: step 1 of the walk. Accepts messages, many in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from omnichannel.application.accepting import Ready, add, looked_at, tell
from omnichannel.application.coalescer import Coalescer
from omnichannel.application.composing import Known
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.first_use import again, kept
from omnichannel.application.knowing import known_to
from omnichannel.application.observing import Observers
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.errors import OmnichannelError
from omnichannel.domain.rights import Principal

PlaceOfAnswer = tuple[UUID, str]
Answers = dict[PlaceOfAnswer, StoredAnswer]
ANSWERED = 201


@dataclass(frozen=True, slots=True)
class _Order:
    principal: Principal
    new: MessageIn
    key: IdempotencyKey | None

    @property
    def place(self) -> PlaceOfAnswer | None:
        return None if self.key is None else (self.principal.workspace_id, self.key.key)


_LookedAt = Ready | OmnichannelError | None


@dataclass(slots=True)
class _Batch:
    """What one commit will write."""

    now: datetime
    answers: Answers
    ready: list[Ready] = field(default_factory=list)
    new_answers: list[StoredAnswer] = field(default_factory=list)


class ScheduleMessageService:
    """Accepts messages; see `ScheduleMessageUseCase` for the promises."""

    def __init__(
        self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock, observers: Observers
    ) -> None:
        self._store, self._channels, self._publisher = store, channels, publisher
        self._clock, self._observers = clock, observers
        self._coalescer: Coalescer[_Order, Accepted] = Coalescer(self._accept_all)

    async def schedule(
        self, principal: Principal, new: MessageIn, *, key: IdempotencyKey | None = None
    ) -> Accepted:
        """Accept one message, in a commit that it shares with whoever asks at the same time."""
        return await self._coalescer.put(_Order(principal, new, key))

    async def _accept_all(self, orders: Sequence[_Order]) -> list[Accepted | Exception]:
        """Look at all orders over a snapshot; the store's writer is asked for only with what is good."""
        now = self._clock.now()
        async with self._store.reading() as work:
            answers = await _answers(work, orders)
            known = await known_to(work, [order.new for order in orders])
        looked_at = self._looked_at(orders, answers, known, now)
        batch = _Batch(now, answers)
        good = [order for order, one in zip(orders, looked_at, strict=True) if isinstance(one, Ready)]
        if not good:
            return [_result(order, one, batch) for order, one in zip(orders, looked_at, strict=True)]
        async with self._store.unit_of_work() as work:
            # another process may have used a key since the snapshot was taken
            batch.answers |= await _answers(work, good)
            results = [_result(order, one, batch) for order, one in zip(orders, looked_at, strict=True)]
            await _write(work, batch)
        await tell(batch.ready, publisher=self._publisher, observers=self._observers)
        return results

    def _looked_at(
        self, orders: Sequence[_Order], answers: Answers, known: Known, now: datetime
    ) -> list[_LookedAt]:
        """Give, for each order, what it adds or why it cannot; None where its key is answered by then."""
        ours = {id: known.of(id) for id in {order.principal.workspace_id for order in orders}}
        used: set[PlaceOfAnswer] = set(answers)
        found: list[_LookedAt] = []
        for order in orders:
            if order.place is not None and order.place in used:
                found.append(None)
                continue
            found.append(self._ready(order, ours[order.principal.workspace_id], now))
            if order.place is not None and isinstance(found[-1], Ready):
                used.add(order.place)
        return found

    def _ready(self, order: _Order, known: Known, now: datetime) -> Ready | OmnichannelError:
        return looked_at(order.new, principal=order.principal, known=known, channels=self._channels, now=now)


async def _answers(work: UnitOfWork, orders: Sequence[_Order]) -> Answers:
    keys = [order.place for order in orders if order.place is not None]
    return await work.idempotency.get_many(keys) if keys else {}


async def _write(work: UnitOfWork, batch: _Batch) -> None:
    if not batch.ready:
        return
    await add(work, batch.ready, now=batch.now)
    if batch.new_answers:
        await work.idempotency.add(batch.new_answers)
    await work.commit()


def _result(order: _Order, looked_at: _LookedAt, batch: _Batch) -> Accepted | Exception:
    earlier = batch.answers.get(order.place) if order.place is not None else None
    if earlier is not None:
        return again(order.key, earlier)
    if isinstance(looked_at, Ready):
        return _accepted(order, looked_at, batch)
    assert looked_at is not None  # noqa: S101 - for the type checker: its key is answered, see above
    return looked_at


def _accepted(order: _Order, ready: Ready, batch: _Batch) -> Accepted:
    accepted = Accepted(ready.told.model_dump_json())
    batch.ready.append(ready)
    if order.key is not None and order.place is not None:
        answer = kept(order.principal, order.key, accepted.body, at=batch.now, status=ANSWERED)
        batch.answers[order.place] = answer
        batch.new_answers.append(answer)
    return accepted
