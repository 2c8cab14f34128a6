from datetime import timedelta

import pytest

from omnichannel.domain.chain import LIVE, NO_SEQUEL, SPARED, Sequel, sequel_of
from omnichannel.domain.delivery_state import CANCELLABLE, EVIDENT, DeliveryState

WAIT = timedelta(minutes=10)
HANDS_ON = Sequel(hands_on=True)
ARRIVED, WENT_OUT = Sequel(spares="It arrived by WhatsApp."), Sequel(spares="It went out by WhatsApp.")
TABLE = {
    # state: what follows with a wait for evidence, and what follows without one
    "held": (NO_SEQUEL, NO_SEQUEL),
    "standby": (NO_SEQUEL, NO_SEQUEL),
    "scheduled": (NO_SEQUEL, NO_SEQUEL),
    "released": (NO_SEQUEL, NO_SEQUEL),
    "publishing": (NO_SEQUEL, NO_SEQUEL),
    "pending": (NO_SEQUEL, NO_SEQUEL),
    "waiting": (NO_SEQUEL, NO_SEQUEL),
    "unknown": (NO_SEQUEL, NO_SEQUEL),
    "published": (NO_SEQUEL, WENT_OUT),
    "delivered": (ARRIVED, ARRIVED),
    "read": (ARRIVED, ARRIVED),
    "failed": (HANDS_ON, HANDS_ON),
    "missed": (HANDS_ON, HANDS_ON),
    "cancelled": (HANDS_ON, HANDS_ON),
    "skipped": (HANDS_ON, HANDS_ON),
}


@pytest.mark.parametrize("state", [*DeliveryState])
def test_what_a_step_means_for_the_others(state: DeliveryState) -> None:
    """Each state is decided as the written table says; `unknown` lets nobody take over."""
    assert TABLE[state] == tuple(sequel_of(state, wait, "WhatsApp") for wait in (WAIT, None))


def test_nothing_is_spared_that_may_be_out() -> None:
    """Only what a person could still call off is left because another way brought the message."""
    assert SPARED == CANCELLABLE


def test_a_step_that_may_be_out_or_arrived_keeps_others_from_going() -> None:
    """While one is under way, unknown, or known to have arrived, nobody takes over."""
    ended = {"published", "failed", "missed", "cancelled", "skipped", "standby"}

    assert frozenset(DeliveryState) - {DeliveryState(name) for name in ended} == LIVE
    assert EVIDENT <= LIVE
