"""A post that kills its worker does so a few times, not for ever."""

from dataclasses import replace

import pytest

from omnichannel.domain.claim import Claim
from omnichannel.domain.delivery import IRREVERSIBLE
from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.resuming import MOST_STOPS, RESUMED, Resumption, resumption_of
from tests.core.fakes.examples import claim

STEPS = {"photo-0": "17"}


def left(fence: int, **steps: str) -> Claim:
    """Give a claim of what a worker left midway."""
    one = claim(DeliveryState.PUBLISHING)
    return replace(one, delivery=replace(one.delivery, fence=fence, steps=steps))


def resumed(steps: dict[str, str], *, stops: int, fence: int) -> dict[str, str]:
    return {**steps, RESUMED: str(Resumption(stops, len(steps), fence))}


def test_each_stop_at_the_same_place_counts() -> None:
    """The fifth worker is not sent into it."""
    steps, told = STEPS, []
    for fence in range(2, 2 + MOST_STOPS):
        resumption = resumption_of(left(fence, **steps))
        assert resumption is not None
        told.append((resumption.stops, resumption.is_too_often))
        steps = {**STEPS, RESUMED: str(resumption)}

    assert [(1, False), (2, False), (3, False), (4, False), (5, True)] == told


@pytest.mark.parametrize(
    ("steps", "fence"),
    [
        (resumed(STEPS, stops=4, fence=7) | {"photo-1": "18"}, 8),
        (resumed(STEPS, stops=4, fence=7), 9),
        (STEPS | {RESUMED: "4/1"}, 8),
        (STEPS | {RESUMED: "4/1/x"}, 8),
        (STEPS, 8),
    ],
    ids=["a step was finished", "a worker lived in between", "torn", "odd", "the first time"],
)
def test_progress_begins_the_count_anew(steps: dict[str, str], fence: int) -> None:
    """Only what stops at the same place, one worker after the other, is stopped."""
    assert Resumption(1, len(steps) - (RESUMED in steps), fence) == resumption_of(left(fence, **steps))


@pytest.mark.parametrize(
    "one",
    [
        claim(DeliveryState.SCHEDULED),
        left(2),
        left(2, **STEPS, **{IRREVERSIBLE: "2027-03-01T09:00:00+00:00"}),
        claim(DeliveryState.UNKNOWN),
    ],
    ids=["new", "nothing done", "it may be out", "looked for"],
)
def test_nothing_else_is_resumed(one: Claim) -> None:
    """What begins, and what is looked for, has a bound of its own."""
    assert resumption_of(one) is None
