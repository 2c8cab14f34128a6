import asyncio
import logging

import pytest

from omnichannel_local.housekeeper import keep_house


async def test_a_chore_that_fails_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """What fails is logged and done again in the next round; what stands after it is done all the same."""
    done: list[str] = []
    twice = asyncio.Event()

    async def broken() -> None:
        done.append("broken")
        raise OSError("the disk is full")

    async def works() -> None:
        done.append("works")
        if done.count("works") == 2:
            twice.set()

    with caplog.at_level(logging.ERROR, "omnichannel.housekeeper"):
        keeping = asyncio.create_task(keep_house(broken, works, every_seconds=0.01))
        async with asyncio.timeout(5):
            await twice.wait()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    assert ["broken", "works", "broken", "works"] == done[:4]
    assert "Old rows could not be dropped" in caplog.text
