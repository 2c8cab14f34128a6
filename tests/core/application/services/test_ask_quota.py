from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from omnichannel.application.dtos.accounts import PauseIn
from omnichannel.domain.errors import InvalidRequest
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.lane import LaneRules
from omnichannel.domain.outcome import Deferred
from omnichannel.domain.sign_in import Alive
from tests.core.application.services.house import House
from tests.core.application.services.reception import SLOWLY, Reception
from tests.core.fakes.examples import NOW, PRINCIPAL, at

NINE = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
AT_NINE: dict[str, Any] = {"publish": {"when": "at", "local": "2027-03-01T09:00:00", "zone": "UTC"}}


async def test_an_empty_account_may_publish(house: House) -> None:
    """Now, unless a moment is named."""
    answer = await Reception(house, rate=SLOWLY).quotas.ask(PRINCIPAL, house.feed, None)

    assert (True, NOW, 0, 2, 60.0, None, NOW) == (
        answer.allowed,
        answer.at,
        answer.used,
        answer.limit,
        answer.per_seconds,
        answer.reason,
        answer.next_free_at,
    )


async def test_what_is_planned_counts(house: House) -> None:
    """Two at nine are all there is; the third hears which post it would be, and when it may go."""
    reception = Reception(house, rate=SLOWLY)
    for text in ("One", "Two"):
        await house.schedule(text, **AT_NINE)
    berlin = timezone(timedelta(hours=1))

    full = await reception.quotas.ask(PRINCIPAL, house.feed, NINE.astimezone(berlin))
    before = await reception.quotas.ask(PRINCIPAL, house.feed, NINE - timedelta(seconds=1))
    after = await reception.quotas.ask(PRINCIPAL, house.feed, NINE + timedelta(seconds=30))

    assert (False, 2, NINE + timedelta(seconds=30)) == (full.allowed, full.used, full.next_free_at)
    assert (
        "This would be post 3 of 2 for Feed in 1 minute, and Feed would refuse it. "
        "The next free time is 1 March 2027, 10:00:30 UTC+01:00."
    ) == full.reason
    assert ((True, 0), (True, 1)) == ((before.allowed, before.used), (after.allowed, after.used))


async def test_a_channel_without_a_rate_says_so(house: House) -> None:
    """Nothing is counted, and nothing is refused."""
    answer = await Reception(house).quotas.ask(PRINCIPAL, house.feed, NINE)

    assert (True, None, None, None) == (answer.allowed, answer.used, answer.limit, answer.per_seconds)


async def test_a_paused_account_may_not(house: House) -> None:
    """A person must act first, so there is no next time."""
    reception = Reception(house, rate=SLOWLY)
    await reception.pauses.pause(PRINCIPAL, house.feed, PauseIn(reason="Holidays."))

    answer = await reception.quotas.ask(PRINCIPAL, house.feed, NINE)

    assert (False, None) == (answer.allowed, answer.next_free_at)
    assert "Feed is paused. Holidays. Its posts wait and go out after you resume it." == answer.reason


async def test_a_sign_in_that_ends_before_may_not(house: House) -> None:
    """Up to its end it may."""
    reception = Reception(house)
    reception.gateway.health = Alive(NINE)
    await reception.probes.probe(PRINCIPAL, house.feed)

    before = await reception.quotas.ask(PRINCIPAL, house.feed, NINE - timedelta(seconds=1))
    after = await reception.quotas.ask(PRINCIPAL, house.feed, NINE)

    assert (True, False) == (before.allowed, after.allowed)
    assert (
        "The sign-in for Feed ends on 1 March 2027, 09:00:00 UTC. Connect it again before that."
        == after.reason
    )


async def test_a_platform_that_asks_for_patience_gets_it(house: House) -> None:
    """Until then nothing may leave; afterwards it may."""
    reception = Reception(house, rate=SLOWLY)
    await house.schedule()
    patience = Deferred("Slow down.", FailureKind.RATE_LIMITED, wait=timedelta(minutes=5))
    await house.settle(patience)

    answer = await reception.quotas.ask(PRINCIPAL, house.feed, None)

    assert not answer.allowed
    assert answer.next_free_at is not None
    assert at(300) <= answer.next_free_at
    assert "Feed asks Feed for patience until" in (answer.reason or "")
    assert (await reception.quotas.ask(PRINCIPAL, house.feed, answer.next_free_at)).allowed


async def test_what_waits_for_the_end_of_patience_goes_first(house: House) -> None:
    """Once the account is open again, three posts are there for the two that may go at once."""
    reception = Reception(house, rate=SLOWLY)
    await house.schedule()
    await house.settle(Deferred("Slow down.", FailureKind.RATE_LIMITED, wait=timedelta(minutes=5)))
    for text in ("Two", "Three"):
        await house.schedule(text)

    answer = await reception.quotas.ask(PRINCIPAL, house.feed, at(331))

    assert not answer.allowed
    assert "Feed asked Feed to slow down, and other posts are waiting for that." in (answer.reason or "")
    assert answer.next_free_at is not None
    assert at(331) < answer.next_free_at < at(331) + timedelta(minutes=1)


async def test_a_pace_that_was_learned_counts(house: House) -> None:
    """Refused without a word about the time, an account is free a second later, and no sooner."""
    reception = Reception(house)
    await house.schedule()
    await house.settle(Deferred("Too fast.", FailureKind.RATE_LIMITED))

    now = await reception.quotas.ask(PRINCIPAL, house.feed, None)
    later = await reception.quotas.ask(PRINCIPAL, house.feed, at(3600))

    assert (False, True) == (now.allowed, later.allowed)
    assert now.next_free_at is not None
    assert at(1) <= now.next_free_at


@pytest.mark.parametrize(
    ("moment", "detail"),
    [
        (NOW - timedelta(minutes=6), "That moment is past."),
        (NOW + timedelta(days=3661), "That is more than ten years away."),
        (datetime.max.replace(tzinfo=UTC), "That is more than ten years away."),
    ],
)
async def test_moments_have_bounds(house: House, moment: datetime, detail: str) -> None:
    """What is past cannot be planned, nor what is far away."""
    with pytest.raises(InvalidRequest) as raised:
        await Reception(house).quotas.ask(PRINCIPAL, house.feed, moment)

    (problem,) = raised.value.problems
    assert ("/at", detail) == (problem.field, problem.detail)


async def test_a_slow_clock_asks_about_now(house: House) -> None:
    """A few minutes ago is now."""
    answer = await Reception(house).quotas.ask(PRINCIPAL, house.feed, NOW - timedelta(minutes=4))

    assert NOW == answer.at


async def test_what_is_claimed_is_not_counted_twice(house: House) -> None:
    """Once a post is under way, the lane knows it."""
    reception = Reception(house, rate=SLOWLY)
    await house.schedule()
    async with house.store.unit_of_work() as work:
        lease = timedelta(seconds=60)
        await work.deliveries.claim_due(now=NOW, limit=9, lease=lease, rules={"feed": LaneRules(SLOWLY)})
        await work.commit()

    answer = await reception.quotas.ask(PRINCIPAL, house.feed, None)

    assert (True, 1) == (answer.allowed, answer.used)
