"""
Chains: one person, several ways to reach them, one after the other until one of them arrives.

A chain's deliveries are made together. The first is due as any other; the later ones stand by. What a
step's end means for the others is decided here, and written in the commit that ends it.
"""

from dataclasses import dataclass
from datetime import timedelta

from omnichannel.domain.delivery_state import ARRIVED, EVIDENT, UNPUBLISHED, DeliveryState

S = DeliveryState

LIVE = frozenset(
    {S.HELD, S.SCHEDULED, S.RELEASED, S.PUBLISHING, S.PENDING, S.WAITING, S.UNKNOWN, S.DELIVERED, S.READ}
)
"""While another step is in one of these, none takes over; nor while one is `published` and waits."""

SPARED = frozenset({S.HELD, S.STANDBY, S.SCHEDULED, S.WAITING})
"""States in which a step is left out once another has arrived: nothing of it was sent."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """
    What a step's end means for the other steps of its chain.

    Attributes:
        hands_on: the first one that stands by takes over, if no other step is under way.
        spares: why those of which nothing was sent are not needed, in words; None: they are.
    """

    hands_on: bool = False
    spares: str | None = None


NO_SEQUEL = Sequel()


def sequel_of(state: DeliveryState, wait: timedelta | None, label: str) -> Sequel:
    """
    Say what it means for its chain that a step came to *state*.

    `unknown` means nothing: while nobody knows whether it is out, nobody else is sent.

    Args:
        wait: how long the next step waits for evidence; None: it goes only when this one fails.
        label: the step's channel, as people call it.
    """
    if state in UNPUBLISHED:
        return Sequel(hands_on=True)
    if state in EVIDENT:
        return Sequel(spares=f"It arrived by {label}.")
    if state in ARRIVED and wait is None:
        return Sequel(spares=f"It went out by {label}.")
    return NO_SEQUEL
