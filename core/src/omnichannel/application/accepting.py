"""Accepting messages: what the single and the bulk request have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from omnichannel.application.composing import Known, compose
from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.application.dtos.outgoing import message_out
from omnichannel.application.fan_out import begun, deliveries_of, fan_outs_of, first_due
from omnichannel.application.inspecting import problems_of
from omnichannel.application.leaving_out import with_left_out
from omnichannel.application.observing import Observers, announced
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.audit import AuditEntry, deed
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import InvalidRequest, OmnichannelError
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.message import Message
from omnichannel.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that was found good: what it adds to the store, and how it is told."""

    principal: Principal
    message: Message
    deliveries: list[ChannelDelivery]
    fan_outs: list[FanOut]
    told: MessageOut


def looked_at(
    new: MessageIn, *, principal: Principal, known: Known, channels: Channels, now: datetime
) -> Ready | OmnichannelError:
    """Give what *new* adds, or why it cannot be accepted; every problem there is."""
    try:
        message = compose(new, id=new_id(), known=known, principal=principal, now=now)
        problems = problems_of(message, known.accounts, channels, known.lists)
    except OmnichannelError as error:
        return error
    if problems:
        return InvalidRequest(*problems)
    made = deliveries_of(message, known.accounts, now=now)
    deliveries = begun(with_left_out(made, message, known.standings), message, now=now)
    fan_outs = fan_outs_of(message, known.lists, now=now)
    told = message_out(MessageSummary.of(message, deliveries, fan_outs))
    return Ready(principal, message, deliveries, fan_outs, told)


async def add(work: UnitOfWork, ready: Sequence[Ready], *, now: datetime) -> None:
    """Add all of *ready* with their deeds, in at most four statements; committing is the caller's."""
    deliveries = [delivery for one in ready for delivery in one.deliveries]
    fan_outs = [fan_out for one in ready for fan_out in one.fan_outs]
    await work.messages.add([one.message for one in ready])
    if deliveries:
        await work.deliveries.add(deliveries)
    if fan_outs:
        await work.fan_outs.add(fan_outs)
    await work.audit.add([_deed(one, now) for one in ready])


async def tell(ready: Sequence[Ready], *, publisher: EventPublisher, observers: Observers) -> None:
    """Tell the ticker and the observers, after the commit."""
    due = first_due(
        (delivery for one in ready for delivery in one.deliveries),
        (fan_out for one in ready for fan_out in one.fan_outs),
    )
    messages = [one.message for one in ready]
    if due is not None:
        await announced(publisher, MessagesScheduled(tuple(message.id for message in messages), due))
    if messages:
        await observers.messages_scheduled(messages)


def _deed(ready: Ready, now: datetime) -> AuditEntry:
    done = f"message.{'drafted' if ready.message.schedule is None else 'scheduled'}"
    return deed(ready.principal, done, ready.message.id, now, detail=f"{len(ready.deliveries)} deliveries")
