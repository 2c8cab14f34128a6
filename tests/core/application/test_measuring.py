"""What a process counts of its own work."""

from dataclasses import replace
from datetime import timedelta

from omnichannel.application.measuring import Measurements
from omnichannel.application.metrics import LATENESS_SECONDS
from omnichannel.domain.delivery_state import DeliveryState as S
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Published, Refused
from omnichannel.domain.settlement import settle
from tests.core.fakes.examples import NOW, claim
from tests.core.fakes.fake_chance import LoadedChance


def test_lateness_is_counted_from_due_to_claimed() -> None:
    """Each claim falls into the first bound that it does not exceed, and into all above; the sum is exact."""
    measured = Measurements()
    late = [0.0, 0.01, 0.011, 7200.0]

    measured.claims([replace(claim(), was_due_at=NOW - timedelta(seconds=one)) for one in late], NOW)

    told = measured.lateness()
    assert [2, 3, 3] == list(told.cumulative[:3])
    assert (3, 4, len(LATENESS_SECONDS) + 1) == (*told.cumulative[-2:], len(told.cumulative))
    assert sum(late) == told.sum


def test_a_clock_that_went_back_makes_nobody_early() -> None:
    """What was claimed before it was due counts as punctual."""
    measured = Measurements()

    measured.claims([replace(claim(), was_due_at=NOW + timedelta(hours=1))], NOW)

    assert (1, 0.0) == (measured.lateness().cumulative[0], measured.lateness().sum)


def test_attempts_and_states_are_counted_by_channel() -> None:
    """Every attempt counts; a state counts only where the delivery came to it."""
    measured, one = Measurements(), claim()
    refused = Refused(FailureKind.DUPLICATE, "No.", "Change it.")
    came = [
        settle(one, outcome, now=NOW, chance=LoadedChance(0.5), look_after=timedelta())
        for outcome in (Published("1"), refused)
    ]

    measured.settlements(came, {one.delivery.id})
    measured.settlements(came[:1], set())

    assert {("feed", "published", ""): 2, ("feed", "refused", "duplicate"): 1} == measured.attempts
    assert {("feed", S.PUBLISHED): 1, ("feed", S.FAILED): 1} == measured.settled
