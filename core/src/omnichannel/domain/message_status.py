"""A message's status: a pure function of what its author decided and where its deliveries stand."""

from collections.abc import Mapping
from enum import StrEnum

from omnichannel.domain.delivery_state import ARRIVED, LEFT_OUT, DeliveryState


class Editorial(StrEnum):
    """What people decided about a message; the only part of its status that is stored."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class MessageStatus(StrEnum):
    """The status people see."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    PARTIAL = "partial"
    FAILED = "failed"
    ATTENTION = "attention"
    CANCELLED = "cancelled"


NOT_STARTED = frozenset({DeliveryState.HELD, DeliveryState.STANDBY, DeliveryState.SCHEDULED})
LOST = frozenset({DeliveryState.FAILED, DeliveryState.MISSED})


def message_status(
    editorial: Editorial,
    counts: Mapping[DeliveryState, int],
    *,
    asks_person: int = 0,
    handed_on: int = 0,
    fans_out: bool = False,
) -> MessageStatus:
    """
    Tell a message's status.

    Args:
        editorial: what people decided.
        counts: how many of its deliveries are in each state; absent means 0.
        asks_person: how many of them wait for a person's answer (`unknown` with no `due_at`). Those that
            are `held` in a scheduled message were too late and wait for a person, too.
        handed_on: how many of those that failed or were missed handed their recipient on to the next
            step of their chain, which tells what became of it.
        fans_out: some of its deliveries are still to be made, so that nothing is finished.
    """
    if editorial is not Editorial.SCHEDULED:
        return MessageStatus(editorial.value)
    if asks_person or counts.get(DeliveryState.HELD, 0):
        return MessageStatus.ATTENTION
    present = {state for state, count in counts.items() if count} - LEFT_OUT
    if fans_out:
        present.add(DeliveryState.SCHEDULED)
    if not present:
        return MessageStatus.CANCELLED
    if present <= NOT_STARTED:
        return MessageStatus.SCHEDULED
    present.discard(DeliveryState.STANDBY)  # nothing goes on by itself: at most evidence is waited for
    if not present <= ARRIVED | LOST:
        return MessageStatus.PUBLISHING
    return _finished(present, are_others=sum(counts.get(state, 0) for state in LOST) <= handed_on)


def _finished(present: set[DeliveryState], *, are_others: bool) -> MessageStatus:
    """*are_others*: whatever was lost on the way was handed on, and came to its end there."""
    if present <= ARRIVED:
        return MessageStatus.PUBLISHED
    if present <= LOST:
        return MessageStatus.FAILED
    return MessageStatus.PUBLISHED if are_others else MessageStatus.PARTIAL
