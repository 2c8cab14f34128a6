"""Clocks that jump, platforms that show posts late, and workers that come back after their lease."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from omnichannel_sandbox.server import Sandbox
from tests.reliability.fault_house import open_engine
from tests.reliability.late_sight import (
    SHOWN_AFTER_SECONDS,
    WITHIN_SECONDS,
    is_found,
    order,
    published_late,
)
from tests.reliability.proxy import Fault, FaultyProxy, once, proxied

HOUR = timedelta(hours=1)
SCALE = 10
"""A platform that may show posts late takes a tenth of the time here, and all of it in `make soak`."""


class JumpingClock:
    """The machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Give what it shows."""
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The platform."""
    async with Sandbox(data_dir=tmp_path / "platform") as opened:
        yield opened


@pytest.fixture
async def proxy(sandbox: Sandbox) -> AsyncIterator[FaultyProxy]:
    """What stands in front of the platform."""
    async with proxied(sandbox.http_url) as opened:
        yield opened


@pytest.mark.parametrize(
    "shown_after", SHOWN_AFTER_SECONDS, ids=lambda shown: f"{shown} s of {WITHIN_SECONDS}"
)
async def test_a_post_that_is_shown_late_is_awaited(
    tmp_path: Path, sandbox: Sandbox, shown_after: float
) -> None:
    """The answer is lost and readers see the post late: it is looked for as long as that may take."""
    told = await published_late(
        tmp_path / "home", sandbox, shown_after=shown_after / SCALE, within=WITHIN_SECONDS // SCALE
    )

    assert is_found(*told), told


@pytest.mark.parametrize("fault", [Fault.LATE_ANSWER, Fault.LATE_ARRIVAL])
async def test_a_platform_slower_than_the_lease_gets_the_post_once(
    tmp_path: Path, sandbox: Sandbox, proxy: FaultyProxy, fault: Fault
) -> None:
    """The worker gives up before its lease ends; what it had sent still counts when it is seen."""
    proxy.choose, proxy.late_seconds = once(fault), 3.0
    async with open_engine(tmp_path / "home", sandbox, through=proxy.port, settle_seconds=5) as engine:
        delivery = await engine.until_told(await engine.publish(await engine.connect(), "Slowly"))
        await asyncio.sleep(proxy.late_seconds)

        assert ("published", "unknown") == (delivery.state, delivery.tries[0].outcome)
        assert ["Slowly"] == await engine.posted()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
async def test_a_clock_that_jumps_while_a_request_is_under_way_repeats_nothing(
    tmp_path: Path, sandbox: Sandbox, jump: timedelta
) -> None:
    """Its lease seems long over, or far away: who sent it still settles it, and nobody sends it again."""
    clock = JumpingClock()
    await order(sandbox, {"kind": "slow", "seconds": 1, "times": 1, "on": "publish"})
    async with open_engine(tmp_path / "home", sandbox, clock=clock) as engine:
        message = await engine.publish(await engine.connect(), "At what time?")
        while "publishing" != (await engine.delivery(message)).state:  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.01)
        clock.ahead = jump
        delivery = await engine.until_told(message)

        assert "published" == delivery.state
        assert ["At what time?"] == await engine.posted()


@pytest.mark.parametrize("jump", [timedelta(minutes=1), HOUR], ids=["a minute", "an hour"])
async def test_a_clock_that_jumps_after_a_lost_answer_repeats_nothing(
    tmp_path: Path, sandbox: Sandbox, jump: timedelta
) -> None:
    """The time in which the platform shows a post seems to be over: it is given that time once more."""
    clock = JumpingClock()
    await order(sandbox, {"kind": "answer_lost", "times": 1}, {"kind": "stale_reads", "seconds": 2.5})
    async with open_engine(tmp_path / "home", sandbox, settle_seconds=4, clock=clock) as engine:
        message = await engine.publish(await engine.connect(), "Jumped")
        while "unknown" != (await engine.delivery(message)).state:  # noqa: ASYNC110 - a row has no event
            await asyncio.sleep(0.01)
        clock.ahead = jump
        delivery = await engine.until_told(message)

        outcomes = [one.outcome for one in delivery.tries]
        assert ("published", "unknown", "found") == (delivery.state, outcomes[0], outcomes[-1])
        assert ["Jumped"] == await engine.posted()


async def test_a_request_that_arrives_after_the_clock_jumped_forward_is_not_sent_twice(
    tmp_path: Path, sandbox: Sandbox, proxy: FaultyProxy
) -> None:
    """The lease seems over before the platform has the post: a process does not overtake itself."""
    clock = JumpingClock()
    proxy.choose, proxy.late_seconds = once(Fault.LATE_ARRIVAL), 5
    async with open_engine(
        tmp_path / "home", sandbox, through=proxy.port, settle_seconds=0, lease_seconds=8, clock=clock
    ) as engine:
        message = await engine.publish(await engine.connect(), "Overtaken?")
        while not proxy.met:  # noqa: ASYNC110 - a proxy has no event
            await asyncio.sleep(0.01)
        clock.ahead = HOUR
        other = await engine.connect(1)
        for number in range(4):
            await engine.publish(other, f"This wakes the ticker, {number}")
            await asyncio.sleep(1)
        delivery = await engine.until_told(message)
        await asyncio.sleep(proxy.late_seconds)

        assert "published" == delivery.state
        assert 1 == (await engine.posted()).count("Overtaken?")


async def test_posts_go_on_after_the_clock_went_back(tmp_path: Path, sandbox: Sandbox) -> None:
    """What is accepted after a jump is published, though older rows stand in the future."""
    clock = JumpingClock()
    clock.ahead = HOUR
    async with open_engine(tmp_path / "home", sandbox, clock=clock) as engine:
        account = await engine.connect()
        before = await engine.until_told(await engine.publish(account, "Before"))
        clock.ahead = timedelta()
        after = await engine.until_told(await engine.publish(account, "After"))

        assert ["published", "published"] == [before.state, after.state]
        assert ["Before", "After"] == await engine.posted()
