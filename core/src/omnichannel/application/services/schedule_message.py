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
from omnichannel.domain.audit import AuditEntry
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import IdempotencyMismatch, InvalidRequest, OmnichannelError
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal

PlaceOfAnswer = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class _Order:
    principal: Principal
    new: MessageIn
    key: IdempotencyKey | None

    @property
    def place(self) -> PlaceOfAnswer | None:
        return None if self.key is None else (self.principal.workspace_id, self.key.key)


@dataclass(slots=True)
class _Batch:
    """What one commit will write."""

    now: datetime
    answers: dict[PlaceOfAnswer, StoredAnswer]
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
        async with self._store.unit_of_work() as work:
            keys = [order.place for order in orders if order.place is not None]
            answers = await work.idempotency.get_many(keys) if keys else {}
            batch = _Batch(self._clock.now(), answers)
            known = await _known(work, orders)
            results = [self._accept(order, known, batch) for order in orders]
            await _write(work, batch)
        await self._tell(batch)
        return results

    def _accept(self, order: _Order, known: Known, batch: _Batch) -> Accepted | Exception:
        try:
            earlier = batch.answers.get(order.place) if order.place is not None else None
            return self._new(order, known, batch) if earlier is None else _again(order, earlier)
        except OmnichannelError as error:
            return error

    def _new(self, order: _Order, known: Known, batch: _Batch) -> Accepted:
        ours = known.of(order.principal.workspace_id)
        message = compose(order.new, id=new_id(), known=ours, principal=order.principal, now=batch.now)
        problems = problems_of(message, ours.accounts, self._channels)
        if problems:
            raise InvalidRequest(*problems)
        deliveries = deliveries_of(message, ours.accounts, now=batch.now)
        accepted = Accepted(message_out(_summary(message, deliveries)).model_dump_json())
        _note(batch, order, message, deliveries, accepted)
        return accepted

    async def _tell(self, batch: _Batch) -> None:
        due = [delivery.due_at for delivery in batch.deliveries if delivery.due_at is not None]
        if due:
            ids = tuple(message.id for message in batch.messages)
            await announced(self._publisher, MessagesScheduled(ids, min(due)))
        if batch.messages:
            await self._observers.messages_scheduled(batch.messages)


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


def _note(
    batch: _Batch, order: _Order, message: Message, deliveries: list[ChannelDelivery], accepted: Accepted
) -> None:
    batch.messages.append(message)
    batch.deliveries += deliveries
    deed = f"message.{'drafted' if message.schedule is None else 'scheduled'}"
    batch.audit.append(
        AuditEntry(
            new_id(),
            message.workspace_id,
            message.created_by,
            deed,
            message.id,
            batch.now,
            f"{len(deliveries)} deliveries",
        )
    )
    if order.key is not None and order.place is not None:
        answer = StoredAnswer(*order.place, order.key.request_hash, accepted.body, batch.now)
        batch.answers[order.place] = answer
        batch.new_answers.append(answer)


def _again(order: _Order, earlier: StoredAnswer) -> Accepted:
    if order.key is None or earlier.request_hash != order.key.request_hash:
        raise IdempotencyMismatch(earlier.key)
    return Accepted(earlier.body, replayed=True)


def _summary(message: Message, deliveries: list[ChannelDelivery]) -> MessageSummary:
    counts = {deliveries[0].state: len(deliveries)} if deliveries else {}
    return MessageSummary(message, counts)
