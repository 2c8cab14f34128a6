from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.events import DeliveriesDue
from tests.core.application.services.house import House, mailed
from tests.core.fakes.examples import at


async def test_what_is_due_is_announced_once(house: House) -> None:
    """A claimed delivery is not claimed again while its lease runs."""
    await house.schedule()

    assert [1, 0] == [await house.releases.release(10), await house.releases.release(10)]


async def test_no_more_is_claimed_than_asked_for(house: House) -> None:
    """A worker with two free slots gets two deliveries."""
    await house.schedule(targets=[mailed(house.mail, *(f"{n}@example.org" for n in range(5)))])

    assert [2, 2, 1, 0] == [await house.releases.release(2) for _ in range(4)]


async def test_nothing_is_claimed_early(house: House) -> None:
    """A message for later waits until its time, and the next time is known."""
    await house.schedule(publish={"when": "at", "local": at(60).replace(tzinfo=None), "zone": "UTC"})

    early = await house.releases.release(10)
    due = await house.releases.next_due()
    house.clock.advance(60)

    assert (0, at(60), 1) == (early, due, await house.releases.release(10))


async def test_who_dies_leaves_work_that_is_looked_for(house: House) -> None:
    """After the lease of a dead worker, its delivery is claimed to be looked for."""
    await house.schedule()
    await house.claimed()
    house.clock.advance(61)

    (claim,) = await house.claimed()

    assert ("find", DeliveryState.PUBLISHING, 2) == (claim.action, claim.came_from, claim.delivery.fence)


async def test_without_work_nothing_is_announced(house: House) -> None:
    """An idle house is silent."""
    await house.releases.release(10)

    assert not [event for event in house.bus.events if isinstance(event, DeliveriesDue)]
    assert await house.releases.next_due() is None
