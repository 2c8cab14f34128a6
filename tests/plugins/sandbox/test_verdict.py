from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from omnichannel_sandbox.demo.story import Followed, Promise
from omnichannel_sandbox.demo.verdict import faults, report

DUE = datetime(2027, 3, 1, 9, tzinfo=UTC)
ENTRY = {
    "channel": "letters",
    "external_id": "L1",
    "text": "Fresh bread",
    "recipients": ["ada"],
    "pictures": ["ab"],
}


def followed(**changes: Any) -> Followed:
    """Give a message with one delivery that arrived half a second after its time."""
    delivery = {
        "channel": "letters",
        "state": "published",
        "external_id": "L1",
        "url": None,
        "address": "ada",
        "account_id": "a",
        "reason": None,
        "published_at": (DUE + timedelta(seconds=0.5)).isoformat(),
        **changes,
    }
    return Followed("m", "Bread", {"a": Promise("Fresh bread", ("ab",))}, DUE, [delivery])


def test_what_arrived_as_promised_has_no_fault() -> None:
    """One delivery, shown once, with the promised text and pictures, to the right person."""
    assert [] == faults([followed()], [ENTRY])


@pytest.mark.parametrize(
    ("message", "wall", "told"),
    [
        (followed(), [{**ENTRY, "text": "Old bread"}], "another text than simulate promised"),
        (followed(), [{**ENTRY, "pictures": []}], "other pictures than simulate promised"),
        (followed(), [{**ENTRY, "recipients": ["bob"]}], "went to ['bob'] instead of ada"),
        (followed(), [], "stands 0 times on the wall"),
        (followed(), [ENTRY, ENTRY], "stands 2 times on the wall"),
        (followed(state="failed", reason="No such person."), [], "is failed: No such person."),
        (followed(published_at=(DUE - timedelta(seconds=1)).isoformat()), [ENTRY], "before its time"),
    ],
)
def test_each_way_to_miss_the_promise_is_told(message: Followed, wall: list[Any], told: str) -> None:
    """Whatever differs from the promise is a fault with words, so the demo does not exit with 0."""
    assert any(told in fault for fault in faults([message], wall))


def test_a_post_too_many_is_a_fault() -> None:
    """A post on the wall that nobody wrote is one too many."""
    stray = {**ENTRY, "external_id": "L2"}

    assert ["1 posts were to arrive, and 2 did."] == faults([followed()], [ENTRY, stray])


def test_a_demo_of_nothing_fails() -> None:
    """Where no channel could be shown, the demo says so instead of passing."""
    assert ["Nothing was published: no installed channel has a pretend platform."] == faults([], [])


def test_the_report_tells_seconds_after_the_time() -> None:
    """The seconds are counted from the moment a delivery was due."""
    shown = report([followed()], [ENTRY], [])

    assert 0.5 == shown["deliveries"][0]["seconds"]
