"""A runtime is killed at each moment in which one way to reach a person takes over from another."""

import pytest

from tests.reliability.judging import judged
from tests.reliability.kill_runs import killed_since
from tests.reliability.moments import CONFIRMING
from tests.reliability.park import Park

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


async def test_killed_while_falling_back_it_goes_by_the_next_way_once(park: Park) -> None:
    """
    From the moment on in which evidence is missed: killed anywhere, and started again, both ways were taken.

    Each mail is on the server exactly once: the first, of which no word came, and the one that took over.
    """
    runs, failed = await killed_since(park, STORY, CONFIRMING, FALLING_BACK)

    assert [] == failed
    assert len(runs) > 30
    assert [] == await judged(park, runs)
    assert {2} == {len(run.life.ended) for run in runs}
