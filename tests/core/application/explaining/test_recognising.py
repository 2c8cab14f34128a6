"""Sentences of ours are recognised as the code that stores them writes them."""

from datetime import timedelta

from omnichannel.application.explaining.recognising import Ours, ours
from omnichannel.application.ports.outbound.observer import GuardUnheard
from omnichannel.application.services.deliver import NOBODY_CAN_LOOK
from omnichannel.application.services.publish_post import repeated
from omnichannel.application.services.remove_account import REASON
from omnichannel.domain.carrying_over import carried_over
from omnichannel.domain.delivery_state import DeliveryState
from tests.core.fakes.examples import NOW, delivery


def test_what_a_restore_stores_is_recognised() -> None:
    """The reason of what may have been sent since a backup is known by its words."""
    running = delivery(state=DeliveryState.PUBLISHING)
    restored = carried_over(running, snapshot_at=NOW - timedelta(days=1), now=NOW, nothing_sent_since=False)
    assert Ours.FROM_BACKUP is ours(restored.reason)


def test_what_the_services_store_is_recognised() -> None:
    """So are an unheard guard, a repetition and an account that is gone; other words are not."""
    reasons = [
        str(GuardUnheard("Review")),
        repeated("Feed").reason,
        f"{REASON} {NOBODY_CAN_LOOK}",
        "Bad token",
        None,
    ]
    expected = [Ours.GUARD_UNHEARD, Ours.REPEATED, Ours.ACCOUNT_GONE, None, None]
    assert expected == [ours(one) for one in reasons]
