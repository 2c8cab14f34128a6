"""A runtime is killed at each moment in which it tells a program what happened."""

from collections import Counter

import pytest

from tests.reliability.judging import judged
from tests.reliability.kill_runs import killed_since
from tests.reliability.moments import TELLING
from tests.reliability.park import Park

pytestmark = pytest.mark.timeout(300)
STORY = "a program that hears of a post"
SHARED = ("publish_post", "message_repository", "unit_of_work")
"""What events and posts go through; where only events come by, everything is killed for each await."""


async def test_killed_while_telling_it_tells_everything(park: Park) -> None:
    """
    Killed anywhere from the first event on, and started again: the program hears of everything.

    What it hears of twice comes under one id, and nothing comes that did not happen.
    """
    runs, failed = await killed_since(park, STORY, TELLING, SHARED)

    assert [] == failed
    assert len(runs) > 15
    assert [] == await judged(park, runs)
    assert 2 <= max(Counter(one.id for one in park.program.heard).values())
