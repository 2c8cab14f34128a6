import asyncio

from tests.walks.house import House


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
