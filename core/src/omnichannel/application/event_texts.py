"""From a change to the event that programs are told. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.events import EventData, EventOut, MessageHeadOut
from omnichannel.application.dtos.outgoing import account_out, delivery_summary_out
from omnichannel.domain.account import Account
from omnichannel.domain.change import Change, ChangeType
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.delivery_state import LEADS_TO, DeliveryState
from omnichannel.domain.webhook import MessageHead

LONGEST_TEXT = 1_000
"""Longer texts of an event are cut, so that the whole of it stays below 20 kB."""
TEST = "test"
_REACHED = {state for states in LEADS_TO.values() for state in states} - {DeliveryState.RELEASED}
"""States into which deliveries come: in others they are only made, and `released` is between processes."""

EVENTS: Mapping[str, str] = {
    ChangeType.MESSAGE_CREATED.value: "A message was accepted.",
    ChangeType.MESSAGE_UPDATED.value: "A message was edited, or given a time.",
    ChangeType.MESSAGE_CANCELLED.value: "A message was called off.",
    ChangeType.MESSAGE_REMOVED.value: "A message was removed.",
    **{
        f"delivery.{state.value}": f"A delivery became {state.value}."
        for state in DeliveryState
        if state in _REACHED
    },
    ChangeType.ACCOUNT_CREATED.value: "An account was connected.",
    ChangeType.ACCOUNT_UPDATED.value: "An account was renamed or connected again.",
    ChangeType.ACCOUNT_PAUSED.value: "An account stopped, by its platform or by a person.",
    ChangeType.ACCOUNT_RESUMED.value: "An account goes on.",
    ChangeType.ACCOUNT_REMOVED.value: "An account was disconnected.",
    TEST: "Somebody asked for a test.",
}
"""Every event there is, in words."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the things that changes are about, by id."""

    messages: Mapping[UUID, MessageHead] = field(default_factory=dict)
    deliveries: Mapping[UUID, ChannelDelivery] = field(default_factory=dict)
    accounts: Mapping[UUID, Account] = field(default_factory=dict)


def event_name(change: Change) -> str:
    """Name the event that *change* is: a delivery's says where it went."""
    if change.type is ChangeType.DELIVERY_UPDATED:
        return f"delivery.{change.state}"
    return change.type.value


def event_text(change: Change, known: Known) -> str:
    """Write the event that *change* is, with everything that is *known* of what it is about."""
    about_message = change.delivery_id is None and change.account_id is None
    message = known.messages.get(change.message_id) if change.message_id and about_message else None
    delivery = known.deliveries.get(change.delivery_id) if change.delivery_id else None
    account = known.accounts.get(change.account_id) if change.account_id else None
    data = EventData(
        cursor=str(change.seq),
        state=change.state,
        message_id=change.message_id,
        delivery_id=change.delivery_id,
        account_id=change.account_id,
        message=message and _message_out(message),
        delivery=delivery and delivery_summary_out(delivery, known.accounts),
        account=account and account_out(account),
    )
    return _written(EventOut(type=event_name(change), timestamp=change.at, data=data))


def text_of_test(at: datetime) -> str:
    """Write an event that says nothing happened."""
    return _written(EventOut(type=TEST, timestamp=at, data=EventData(cursor=None, state=None)))


def _written(event: EventOut) -> str:
    shortened = _shortened(event.model_dump(mode="json"))
    return json.dumps(shortened, ensure_ascii=False, separators=(",", ":"))


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(member) for name, member in value.items()}
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[: LONGEST_TEXT - 1]}…"
    return value


def _message_out(head: MessageHead) -> MessageHeadOut:
    return MessageHeadOut(**{name: getattr(head, name) for name in MessageHeadOut.model_fields})
