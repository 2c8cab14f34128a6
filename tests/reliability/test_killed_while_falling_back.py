"""A runtime is killed at each moment in which one way to reach a person takes over from another."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.reliability.engine import places
from tests.reliability.kill_runs import Run, judged, killed, recorded, some_at_once
from tests.reliability.park import LifeFailed, Park, open_park
from tests.reliability.stories import CONFIRMING
from tests.reliability.watching import Moment

pytestmark = pytest.mark.timeout(300)
STORY = "two ways to one person"
FALLING_BACK = (
    "publish_post",
    "deliver",
    "settle_deliveries",
    "release_due",
    "delivery_repository",
    "unit_of_work",
)


@pytest.fixture(scope="module")
def park() -> Iterator[Park]:
    """A park in which the story can be told."""
    with open_park() as opened:
        asyncio.run(opened.prepare(STORY))
        yield opened


async def test_killed_while_falling_back_it_goes_by_the_next_way_once(park: Park) -> None:
    """
    From the moment on in which evidence is missed: killed anywhere, and started again, both ways were taken.

    Each mail is on the server exactly once: the first, of which no word came, and the one that took over.
    """
    _, passed = await recorded(park, STORY, kill_after=CONFIRMING)
    engine = {str(place) for place in places() if place.module.rpartition(".")[2] in FALLING_BACK}
    moments = [moment for moment in passed if moment[0] in engine]

    async def kill(moment: Moment) -> Run | LifeFailed:
        try:
            return await killed(park, [STORY], moment, kill_after=CONFIRMING)
        except LifeFailed as failed:
            return failed

    done = await some_at_once(kill, moments)

    assert len(moments) > 30
    assert [] == [str(one) for one in done if isinstance(one, LifeFailed)]
    runs = [one for one in done if isinstance(one, Run)]
    assert [] == await judged(park, runs)
    assert {2} == {len(run.life.ended) for run in runs}
