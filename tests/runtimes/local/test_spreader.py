import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from omnichannel_local import rounds
from omnichannel_local.spreader import Spreader


class FanOuts:
    """So many chunks of work, and what happens at each look."""

    def __init__(self, *looks: bool | Exception, next_due: datetime | None = None) -> None:
        self.looks, self.due, self.looked = list(looks), next_due, 0
        self.idle = asyncio.Event()

    async def fan_out(self) -> bool:
        """Do what was planned, then nothing."""
        self.looked += 1
        said = self.looks.pop(0) if self.looks else False
        if isinstance(said, Exception):
            raise said
        return said

    async def next_due(self) -> datetime | None:
        """Say when there is more; asked only before a sleep."""
        self.idle.set()
        return self.due


def started(fan_outs: FanOuts) -> tuple[Spreader, asyncio.Task[None]]:
    spreader = Spreader(fan_outs)  # type: ignore[arg-type]
    return spreader, asyncio.create_task(spreader.run())


async def ended(spreader: Spreader, running: asyncio.Task[None]) -> None:
    spreader.stop()
    async with asyncio.timeout(1):
        await running


async def test_it_goes_on_until_nothing_is_left() -> None:
    """Chunk follows chunk without a sleep in between."""
    fan_outs = FanOuts(True, True, True)
    spreader, running = started(fan_outs)

    await fan_outs.idle.wait()

    assert 4 == fan_outs.looked
    await ended(spreader, running)


async def test_it_is_woken_by_a_new_message() -> None:
    """Whoever accepts a message need not wait for the end of the sleep."""
    fan_outs = FanOuts()
    spreader, running = started(fan_outs)
    await fan_outs.idle.wait()
    fan_outs.idle.clear()

    await spreader.wake()

    async with asyncio.timeout(1):
        await fan_outs.idle.wait()
    assert 2 == fan_outs.looked
    await ended(spreader, running)


async def test_it_wakes_when_a_lease_has_run_out() -> None:
    """What somebody else left is looked at when it becomes due again."""
    fan_outs = FanOuts(next_due=datetime.now(UTC) + timedelta(seconds=0.05))
    spreader, running = started(fan_outs)

    await asyncio.sleep(0.2)

    assert fan_outs.looked >= 2
    await ended(spreader, running)


async def test_a_fault_does_not_end_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that fails is told in the log, and the next look comes."""
    monkeypatch.setattr(rounds, "AFTER_FAULT_SECONDS", 0.01)
    fan_outs = FanOuts(OSError("locked"), True)
    with caplog.at_level(logging.ERROR):
        spreader, running = started(fan_outs)
        await fan_outs.idle.wait()

    assert 3 == fan_outs.looked
    assert "Deliveries to a list could not be made; trying again." in caplog.text
    await ended(spreader, running)
