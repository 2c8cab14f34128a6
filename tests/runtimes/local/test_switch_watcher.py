import asyncio
import contextlib
import logging

import pytest

from omnichannel_local.switch_watcher import watch_switches


async def watched(answers: list[Exception | None]) -> None:
    """Watch until all *answers* were given."""
    left, done = list(answers), asyncio.Event()

    async def follow() -> None:
        if not left:
            done.set()
            return
        answer = left.pop(0)
        if answer is not None:
            raise answer

    task = asyncio.create_task(watch_switches(follow, every_seconds=0.001))
    async with asyncio.timeout(5):
        await done.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_fault_is_logged_once_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """As long as it is the same fault, one line is enough; after a recovery it is told again."""
    wrong = ValueError("no JSON")

    with caplog.at_level(logging.ERROR):
        await watched([wrong, wrong, None, wrong, OSError("gone")])

    assert [ValueError, ValueError, OSError] == [
        record.exc_info[0] for record in caplog.records if record.exc_info
    ]
