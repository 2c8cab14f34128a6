import itertools

import pytest

from omnichannel.domain.delivery_state import (
    ARRIVED,
    BEFORE_RELEASE,
    CANCELLABLE,
    CLAIMABLE,
    FINISHED,
    LEADS_TO,
    DeliveryState,
)

WAYS = {
    "held": "scheduled cancelled waiting skipped",
    "standby": "scheduled unknown cancelled skipped",
    "scheduled": "released publishing waiting missed cancelled held skipped",
    "released": "publishing waiting missed",
    "publishing": "published delivered read pending waiting unknown failed skipped missed held",
    "pending": "published delivered read pending failed unknown waiting",
    "waiting": "publishing released waiting missed cancelled held skipped",
    "unknown": "published delivered read pending waiting unknown failed",
    "published": "delivered read failed waiting",
    "delivered": "read",
    "read": "",
    "failed": "waiting published delivered read",
    "missed": "waiting scheduled",
    "cancelled": "",
    "skipped": "",
}


def test_every_state_has_its_ways() -> None:
    """The table has a row for each state and for nothing else."""
    assert set(DeliveryState) == set(LEADS_TO)


@pytest.mark.parametrize(("source", "target"), list(itertools.product(DeliveryState, DeliveryState)))
def test_the_way_from_one_state_to_another(source: DeliveryState, target: DeliveryState) -> None:
    """Each pair of states is decided as the page about states tells it."""
    assert (target in WAYS[source].split()) is (target in LEADS_TO[source])


def test_every_state_can_be_reached() -> None:
    """No state is without a way that leads to it, but for the one in which later steps of a chain begin."""
    reached = {target for targets in LEADS_TO.values() for target in targets}

    assert set(DeliveryState) == reached | {DeliveryState.STANDBY}


def test_unfinished_work_can_be_claimed() -> None:
    """Whatever is not finished is claimable, or waits for its author or for its turn in a chain."""
    waits = {DeliveryState.HELD, DeliveryState.STANDBY}

    assert set(DeliveryState) - FINISHED == CLAIMABLE - {DeliveryState.PUBLISHED} | waits


def test_no_way_leads_from_before_the_release_to_the_platform_without_a_claim() -> None:
    """A message that can still be edited was shown to nobody."""
    assert not any(arrived in LEADS_TO[state] for state in BEFORE_RELEASE for arrived in ARRIVED)


def test_what_can_be_called_off_has_a_way_to_cancelled() -> None:
    """The states a person may cancel from are those with a way to `cancelled`."""
    assert {state for state in DeliveryState if DeliveryState.CANCELLED in LEADS_TO[state]} == CANCELLABLE
