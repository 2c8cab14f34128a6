import asyncio
from pathlib import Path

from tests.walks.house import House, open_house


async def test_a_stopped_runtime_finishes_what_it_had_begun(house: House) -> None:
    """Asked to stop while the platform is slow, it waits for the answer: nothing is left unknown."""
    account = await house.connect("facebook")
    await house.fault("facebook", {"kind": "slow", "seconds": 0.6, "on": "publish"})
    accepted = [await house.publish(account, f"Slow {number}") for number in range(5)]
    while await house.accepted("facebook") < 5:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(0.01)

    await house.stop()
    await house.start()

    for message in accepted:
        delivery = await house.until(message["id"])
        assert ["published"] == [attempt["outcome"] for attempt in delivery["tries"]]
    assert 5 == await house.accepted("facebook")


async def test_a_runtime_with_no_free_slot_stops_all_the_same(tmp_path: Path) -> None:
    """With every slot taken by a slow platform, asking it to stop ends it within its lease."""
    async with open_house(tmp_path, OMNICHANNEL_MAX_IN_FLIGHT="1") as house:
        account = await house.connect("facebook")
        await house.fault("facebook", {"kind": "slow", "seconds": 1.0, "on": "publish"})
        for number in range(3):
            await house.publish(account, f"Queued {number}")
        while await house.accepted("facebook") < 1:  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.01)

        async with asyncio.timeout(5):
            await house.stop()
        await house.start()
