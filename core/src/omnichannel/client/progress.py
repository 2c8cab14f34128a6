"""How far a message is: whether anything still happens without a person."""

from datetime import timedelta

from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.messages import MessageDetailOut

ENDED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})
NOT_PUBLISHED = frozenset({"draft", "awaiting_approval", "cancelled"})
FIRST_LOOK = timedelta(seconds=0.1)
LONGEST_REST = timedelta(seconds=2)


def is_settled(message: MessageDetailOut) -> bool:
    """
    Say whether nothing more happens by itself: every delivery has ended or needs a person.

    Counts decide, because a message may show only the first of very many deliveries.
    """
    if message.status in NOT_PUBLISHED:
        return True
    going = sum(count for state, count in message.counts.items() if state not in ENDED)
    return going <= sum(map(needs_person, message.deliveries))


def has_ended(delivery: DeliveryOut) -> bool:
    """Say whether a delivery is done, well or not."""
    return delivery.state in ENDED


def needs_person(delivery: DeliveryOut) -> bool:
    """Say whether a delivery stands still until somebody decides, or reconnects a paused account."""
    return delivery.asks_person or is_held(delivery)


def is_held(delivery: DeliveryOut) -> bool:
    """Say whether a delivery waits because its account is paused."""
    return delivery.state == "waiting" and delivery.next_look_at is None


def rest_after(rest: timedelta) -> timedelta:
    """Say how long to leave the server alone after a look that found nothing new."""
    return min(rest * 1.5, LONGEST_REST)
