"""ScheduleMessageService: step 1 of the walk. Accepts messages, many in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from omnichannel.application.coalescer import Coalescer
from omnichannel.application.composing import Known, accounts_named, assets_named, compose
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.fan_out import deliveries_of
from omnichannel.application.inspecting import problems_of
from omnichannel.application.observing import Observers, announced
from omnichannel.application.ports.inbound.messages import Accepted, IdempotencyKey
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest, OmnichannelError
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal

PlaceOfAnswer = tuple[UUID, str]
Answers = dict[PlaceOfAnswer, StoredAnswer]


@dataclass(frozen=True, slots=True)
class _Order:
    principal: Principal
    new: MessageIn
    key: IdempotencyKey | None

    @property
    def place(self) -> PlaceOfAnswer | None:
        return None if self.key is None else (self.principal.workspace_id, self.key.key)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An order that was found good: what it adds, and its answer."""

    order: _Order
    message: Message
    deliveries: list[ChannelDelivery]
    accepted: Accepted


_LookedAt = _Ready | OmnichannelError | None


@dataclass(slots=True)
class _Batch:
    """What one commit will write."""

    now: datetime
    answers: Answers
    messages: list[Message] = field(default_factory=list)
    deliveries: list[ChannelDelivery] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
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
            known = await _known(work, orders)
        looked_at = self._looked_at(orders, answers, known, now)
        ready = [one for one in looked_at if isinstance(one, _Ready)]
        batch = _Batch(now, answers)
        if not ready:
            return [_result(order, one, batch) for order, one in zip(orders, looked_at, strict=True)]
        async with self._store.unit_of_work() as work:
            # another process may have used a key since the snapshot was taken
            batch.answers |= await _answers(work, [one.order for one in ready])
            results = [_result(order, one, batch) for order, one in zip(orders, looked_at, strict=True)]
            await _write(work, batch)
        await self._tell(batch)
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
            if order.place is not None and isinstance(found[-1], _Ready):
                used.add(order.place)
        return found

    def _ready(self, order: _Order, known: Known, now: datetime) -> _Ready | OmnichannelError:
        try:
            message = compose(order.new, id=new_id(), known=known, principal=order.principal, now=now)
            problems = problems_of(message, known.accounts, self._channels)
        except OmnichannelError as error:
            return error
        if problems:
            return InvalidRequest(*problems)
        deliveries = deliveries_of(message, known.accounts, now=now)
        summary = MessageSummary.of(message, deliveries)
        return _Ready(order, message, deliveries, Accepted(message_out(summary).model_dump_json()))

    async def _tell(self, batch: _Batch) -> None:
        due = [delivery.due_at for delivery in batch.deliveries if delivery.due_at is not None]
        if due:
            ids = tuple(message.id for message in batch.messages)
            await announced(self._publisher, MessagesScheduled(ids, min(due)))
        if batch.messages:
            await self._observers.messages_scheduled(batch.messages)


async def _answers(work: UnitOfWork, orders: Sequence[_Order]) -> Answers:
    keys = [order.place for order in orders if order.place is not None]
    return await work.idempotency.get_many(keys) if keys else {}


async def _known(work: UnitOfWork, orders: Sequence[_Order]) -> Known:
    accounts = {id for order in orders for id in accounts_named(order.new)}
    assets = {id for order in orders for id in assets_named(order.new)}
    return Known(
        await work.accounts.get_many(accounts) if accounts else {},
        await work.media.get_many(assets) if assets else {},
    )


async def _write(work: UnitOfWork, batch: _Batch) -> None:
    if not batch.messages:
        return
    await work.messages.add(batch.messages)
    if batch.deliveries:
        await work.deliveries.add(batch.deliveries)
    if batch.new_answers:
        await work.idempotency.add(batch.new_answers)
    await work.audit.add(batch.audit)
    await work.commit()


def _result(order: _Order, looked_at: _LookedAt, batch: _Batch) -> Accepted | Exception:
    earlier = batch.answers.get(order.place) if order.place is not None else None
    if earlier is not None:
        return _again(order, earlier)
    if isinstance(looked_at, _Ready):
        _note(batch, looked_at)
        return looked_at.accepted
    assert looked_at is not None  # noqa: S101 - for the type checker: its key is answered, see above
    return looked_at


def _note(batch: _Batch, ready: _Ready) -> None:
    order, message = ready.order, ready.message
    batch.messages.append(message)
    batch.deliveries += ready.deliveries
    done = f"message.{'drafted' if message.schedule is None else 'scheduled'}"
    detail = f"{len(ready.deliveries)} deliveries"
    batch.audit.append(deed(order.principal, done, message.id, batch.now, detail=detail))
    if order.key is not None and order.place is not None:
        answer = StoredAnswer(*order.place, order.key.request_hash, ready.accepted.body, batch.now)
        batch.answers[order.place] = answer
        batch.new_answers.append(answer)


def _again(order: _Order, earlier: StoredAnswer) -> Accepted | Exception:
    if order.key is None or earlier.request_hash != order.key.request_hash:
        return IdempotencyMismatch(earlier.key)
    return Accepted(earlier.body, replayed=True)
