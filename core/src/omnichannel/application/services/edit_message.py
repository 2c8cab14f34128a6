"""EditMessageService: changes a message before it is released."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.composing import compose, hashed, timing, unknown_lists
from omnichannel.application.dtos.messages import MessageIn, MessageOut, Publish
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.fan_out import begun, deliveries_of, fan_outs_of, first_due, start_of
from omnichannel.application.inspecting import problems_of
from omnichannel.application.knowing import known_to, lists_of, standings_of
from omnichannel.application.leaving_out import places_of, with_left_out
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, StaleVersion
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.rights import Principal


class EditMessageService:
    """Edits and reschedules; see `EditMessageUseCase`."""

    def __init__(self, store: Store, channels: Channels, publisher: EventPublisher, clock: Clock) -> None:
        self._store, self._channels, self._publisher, self._clock = store, channels, publisher, clock

    async def edit(self, principal: Principal, id: UUID, new: MessageIn, *, version: int) -> MessageOut:
        """Replace everything the author wrote; deliveries are made anew."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await _editable(work, id, version)
            known = await known_to(work, [new])
            draft = compose(new, id=id, known=known, principal=principal, now=now)
            message = replace(
                draft, version=version + 1, created_at=old.created_at, created_by=old.created_by
            )
            self._inspect(message, known.accounts, known.lists)
            made = deliveries_of(message, known.accounts, now=now)
            deliveries = begun(with_left_out(made, message, known.standings), message, now=now)
            fan_outs = fan_outs_of(message, known.lists, now=now)
            done = _deed(principal, message, "message.edited", now)
            await _replace(work, message, deliveries, fan_outs, done)
        return await self._tell(message, deliveries, fan_outs)

    async def reschedule(
        self, principal: Principal, id: UUID, publish: Publish, *, version: int
    ) -> MessageOut:
        """Move a message to another time; its deliveries keep their ids, but for those to lists."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await _editable(work, id, version)
            editorial, schedule = timing(publish, now=now)
            moved = replace(old, editorial=editorial, schedule=schedule, version=version + 1, updated_at=now)
            message = hashed(moved)
            accounts = await _accounts_of(work, message)
            lists = await lists_of(work, message.list_ids)
            self._inspect(message, accounts, lists)
            made = await _moved(work, message, accounts, now)
            known = await standings_of(work, set(places_of(made)))
            deliveries = begun(with_left_out(made, message, known), message, now=now)
            fan_outs = fan_outs_of(message, lists, now=now)
            done = _deed(principal, message, "message.rescheduled", now)
            await _replace(work, message, deliveries, fan_outs, done)
        return await self._tell(message, deliveries, fan_outs)

    def _inspect(
        self, message: Message, accounts: Mapping[UUID, Account], lists: Mapping[UUID, RecipientList]
    ) -> None:
        problems = [*unknown_lists(message.targets, lists)]
        problems = problems or problems_of(message, accounts, self._channels, lists)
        if problems:
            raise InvalidRequest(*problems)

    async def _tell(
        self, message: Message, deliveries: Sequence[ChannelDelivery], fan_outs: Sequence[FanOut]
    ) -> MessageOut:
        due = first_due(deliveries, fan_outs)
        if due is not None:
            await announced(self._publisher, MessagesScheduled((message.id,), due))
        return message_out(MessageSummary.of(message, deliveries, fan_outs))


async def _moved(
    work: UnitOfWork, message: Message, accounts: Mapping[UUID, Account], now: datetime
) -> list[ChannelDelivery]:
    """Give the deliveries at the message's time, each to be looked at anew; of those with lists, new ones."""
    if message.has_lists:
        return deliveries_of(message, accounts, now=now)
    state, due_at = start_of(message, now=now)
    stored = await work.deliveries.of_messages([message.id])
    cleared = (replace(one, kind=None, reason=None, fix=None, handed_on_at=None) for one in stored)
    return [
        replace(one, state=DeliveryState.STANDBY, due_at=None, updated_at=now)
        if one.chain_step
        else replace(one, state=state, due_at=due_at, updated_at=now)
        for one in cleared
    ]


async def _editable(work: UnitOfWork, id: UUID, version: int) -> Message:
    message = await work.messages.get_by_id(id)
    if message is None:
        raise NotFound("message", id)
    if message.version != version:
        raise StaleVersion("message", id, version)
    if message.editorial is Editorial.CANCELLED:
        raise NotAllowedNow("edit the message", because="it is cancelled", fix="Write a new one.")
    return message


async def _accounts_of(work: UnitOfWork, message: Message) -> Mapping[UUID, Account]:
    wanted = message.account_ids
    accounts = await work.accounts.get_many(wanted)
    if gone := wanted - accounts.keys():
        raise NotAllowedNow(
            "move the message",
            because=f"it is addressed to {len(gone)} accounts that were removed"
            if len(gone) > 1
            else "it is addressed to an account that was removed",
            fix="Edit the message, and leave them out.",
        )
    return accounts


async def _replace(
    work: UnitOfWork,
    message: Message,
    deliveries: Sequence[ChannelDelivery],
    fan_outs: Sequence[FanOut],
    done: AuditEntry,
) -> None:
    if not await work.deliveries.remove_unreleased(message.id):
        raise NotAllowedNow(
            "edit the message",
            because="it is being published",
            fix="Write a new one, or cancel what still waits.",
        )
    await work.fan_outs.remove(message.id)
    await work.messages.save(message)
    if deliveries:
        await work.deliveries.add(deliveries)
    if fan_outs:
        await work.fan_outs.add(fan_outs)
    await work.audit.add([done])
    await work.commit()


def _deed(principal: Principal, message: Message, action: str, now: datetime) -> AuditEntry:
    return deed(principal, action, message.id, now, detail=f"version {message.version}")
