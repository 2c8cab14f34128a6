"""EditMessageService: changes a message before it is released."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.composing import Known, accounts_named, assets_named, compose, hashed, timing
from omnichannel.application.dtos.messages import MessageIn, MessageOut, Publish
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.fan_out import deliveries_of, start_of
from omnichannel.application.inspecting import problems_of
from omnichannel.application.observing import announced
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, StaleVersion
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
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
            known = Known(
                await work.accounts.get_many(accounts_named(new)),
                await work.media.get_many(assets_named(new)),
            )
            draft = compose(new, id=id, known=known, principal=principal, now=now)
            message = replace(
                draft, version=version + 1, created_at=old.created_at, created_by=old.created_by
            )
            self._inspect(message, known.accounts)
            deliveries = deliveries_of(message, known.accounts, now=now)
            await _replace(work, message, deliveries, _deed(principal, message, "message.edited", now))
        return await self._tell(message, deliveries)

    async def reschedule(
        self, principal: Principal, id: UUID, publish: Publish, *, version: int
    ) -> MessageOut:
        """Move a message to another time; its deliveries keep their ids."""
        now = self._clock.now()
        async with self._store.unit_of_work(principal.workspace_id) as work:
            old = await _editable(work, id, version)
            editorial, schedule = timing(publish, now=now)
            moved = replace(old, editorial=editorial, schedule=schedule, version=version + 1, updated_at=now)
            message = hashed(moved)
            accounts = await _accounts_of(work, message)
            self._inspect(message, accounts)
            state, due_at = start_of(message, now=now)
            stored = await work.deliveries.of_messages([id])
            deliveries = [replace(one, state=state, due_at=due_at, updated_at=now) for one in stored]
            await _replace(work, message, deliveries, _deed(principal, message, "message.rescheduled", now))
        return await self._tell(message, deliveries)

    def _inspect(self, message: Message, accounts: Mapping[UUID, Account]) -> None:
        problems = problems_of(message, accounts, self._channels)
        if problems:
            raise InvalidRequest(*problems)

    async def _tell(self, message: Message, deliveries: Sequence[ChannelDelivery]) -> MessageOut:
        due = [one.due_at for one in deliveries if one.due_at is not None]
        if due:
            await announced(self._publisher, MessagesScheduled((message.id,), min(due)))
        return message_out(MessageSummary.of(message, deliveries))


async def _editable(work: UnitOfWork, id: UUID, version: int) -> Message:
    message = await work.messages.get_by_id(id)
    if message is None:
        raise NotFound("message", id)
    if message.version != version:
        raise StaleVersion("message", id, version)
    if message.editorial is Editorial.CANCELLED:
        raise NotAllowedNow("edit the message", state="cancelled", fix="Write a new one.")
    return message


async def _accounts_of(work: UnitOfWork, message: Message) -> Mapping[UUID, Account]:
    wanted = {target.account_id for target in message.targets}
    accounts = await work.accounts.get_many(wanted)
    if gone := wanted - accounts.keys():
        raise NotAllowedNow(
            "move the message",
            state=f"addressed to {len(gone)} accounts that were removed"
            if len(gone) > 1
            else "addressed to an account that was removed",
            fix="Edit the message, and leave them out.",
        )
    return accounts


async def _replace(
    work: UnitOfWork, message: Message, deliveries: Sequence[ChannelDelivery], done: AuditEntry
) -> None:
    if not await work.deliveries.remove_unreleased(message.id):
        raise NotAllowedNow(
            "edit the message", state="being published", fix="Write a new one, or cancel what still waits."
        )
    await work.messages.save(message)
    if deliveries:
        await work.deliveries.add(deliveries)
    await work.audit.add([done])
    await work.commit()


def _deed(principal: Principal, message: Message, action: str, now: datetime) -> AuditEntry:
    return deed(principal, action, message.id, now, detail=f"version {message.version}")
