"""Accepting messages: what the single and the bulk request have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from omnichannel.application.composing import Known, accounts_named, assets_named, compose
from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.fan_out import deliveries_of
from omnichannel.application.inspecting import problems_of
from omnichannel.application.observing import Observers, announced
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import InvalidRequest, OmnichannelError
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that was found good: what it adds to the store, and how it is told."""

    principal: Principal
    message: Message
    deliveries: list[ChannelDelivery]
    told: MessageOut


async def known_to(work: UnitOfWork, news: Iterable[MessageIn]) -> Known:
    """Read every account and asset that *news* name, in at most two statements."""
    written = list(news)
    accounts = {id for new in written for id in accounts_named(new)}
    assets = {id for new in written for id in assets_named(new)}
    return Known(
        await work.accounts.get_many(accounts) if accounts else {},
        await work.media.get_many(assets) if assets else {},
    )


def looked_at(
    new: MessageIn, *, principal: Principal, known: Known, channels: Channels, now: datetime
) -> Ready | OmnichannelError:
    """Give what *new* adds, or why it cannot be accepted; every problem there is."""
    try:
        message = compose(new, id=new_id(), known=known, principal=principal, now=now)
        problems = problems_of(message, known.accounts, channels)
    except OmnichannelError as error:
        return error
    if problems:
        return InvalidRequest(*problems)
    deliveries = deliveries_of(message, known.accounts, now=now)
    return Ready(principal, message, deliveries, message_out(MessageSummary.of(message, deliveries)))


async def add(work: UnitOfWork, ready: Sequence[Ready], *, now: datetime) -> None:
    """Add all of *ready* with their deeds, in at most three statements; committing is the caller's."""
    deliveries = [delivery for one in ready for delivery in one.deliveries]
    await work.messages.add([one.message for one in ready])
    if deliveries:
        await work.deliveries.add(deliveries)
    await work.audit.add([_deed(one, now) for one in ready])


async def tell(ready: Sequence[Ready], *, publisher: EventPublisher, observers: Observers) -> None:
    """Tell the ticker and the observers, after the commit."""
    due = [delivery.due_at for one in ready for delivery in one.deliveries if delivery.due_at is not None]
    messages = [one.message for one in ready]
    if due:
        await announced(publisher, MessagesScheduled(tuple(message.id for message in messages), min(due)))
    if messages:
        await observers.messages_scheduled(messages)


def _deed(ready: Ready, now: datetime) -> AuditEntry:
    done = f"message.{'drafted' if ready.message.schedule is None else 'scheduled'}"
    return deed(ready.principal, done, ready.message.id, now, detail=f"{len(ready.deliveries)} deliveries")
