"""How far a message is: whether anything still happens without a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnichannel.application.dtos.deliveries import DeliveryFacts, StateName
    from omnichannel.application.dtos.messages import MessageDetailOut

ENDED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})
AT_REST = ENDED | {"standby"}
"""Nothing goes on by itself: what stands by has its turn only where the step before it comes to nothing."""
NOT_PUBLISHED = frozenset({"draft", "awaiting_approval"})
HELD_UP: tuple[StateName, ...] = ("unknown", "waiting", "held")
"""States in which a delivery may stand still until a person does something."""
FIRST_LOOK = timedelta(seconds=0.1)
LONGEST_REST = timedelta(seconds=2)


def going(message: MessageDetailOut) -> int:
    """
    Count the deliveries with which something goes on; also those that are still to be made for a list.

    Counts decide, because a message shows only the first of very many deliveries.
    """
    if message.status in NOT_PUBLISHED:
        return 0
    return to_be_made(message) + sum(count for state, count in message.counts.items() if state not in AT_REST)


def may_be_held_up(message: MessageDetailOut) -> bool:
    """Say whether all that is going on may stand still: only then is it worth looking at each delivery."""
    is_moving = any(count and state not in (*AT_REST, *HELD_UP) for state, count in message.counts.items())
    return not is_moving and not to_be_made(message)


def needs_person(delivery: DeliveryFacts) -> bool:
    """Say whether a delivery stands still until somebody decides, or lets a paused account go on."""
    return delivery.asks_person or delivery.is_held_back or waits_for_account(delivery)


def waits_for_account(delivery: DeliveryFacts) -> bool:
    """Say whether a delivery waits until a person lets its account go on; a sign-in is renewed by itself."""
    return delivery.waits_for == "account"


def is_handed_on(delivery: DeliveryFacts) -> bool:
    """Say whether a delivery came to nothing, and the next step of its chain tells what became of it."""
    return delivery.state in ("failed", "missed") and bool(delivery.chain and delivery.chain.handed_on_at)


def to_be_made(message: MessageDetailOut) -> int:
    """Count the people of lists for whom no delivery is made yet."""
    if message.fan_out is None or message.status == "cancelled":
        return 0
    return message.fan_out.total - message.fan_out.done


def rest_after(rest: timedelta) -> timedelta:
    """Say how long to leave the server alone after a look that found nothing new."""
    return min(rest * 1.5, LONGEST_REST)
