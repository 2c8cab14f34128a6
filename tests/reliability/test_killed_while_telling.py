"""A runtime is killed at each moment in which it tells a program what happened."""

from collections import Counter

import pytest

from tests.reliability.judging import judged
from tests.reliability.kill_runs import killed, killed_since
from tests.reliability.moments import SENT, SETTLED, TELLING
from tests.reliability.park import Park

pytestmark = pytest.mark.timeout(300)
STORY = "a program that hears of a post"
TRIES = 8
"""After a settlement the next request is an event's, or the post's where the event came first."""
SHARED = ("publish_post", "message_repository", "unit_of_work")
"""What events and posts go through; where only events come by, everything is killed for each await."""


async def test_killed_while_telling_it_tells_everything(park: Park) -> None:
    """Killed anywhere from the first event on, and started again: the program hears of everything."""
    runs, failed = await killed_since(park, STORY, TELLING, SHARED)

    assert [] == failed
    assert len(runs) > 15
    assert [] == await judged(park, runs)


async def test_what_was_told_before_a_kill_is_told_again_under_its_id(park: Park) -> None:
    """Killed before it is kept that the program has heard: the program hears it again, under one id."""
    await park.prepare(STORY)
    for _ in range(TRIES):
        runs = [await killed(park, [STORY], SENT, kill_after=SETTLED)]
        times = Counter(one.id for one in park.program.heard)
        assert [] == await judged(park, runs)
        if max(times.values()) > 1:
            return
    pytest.fail("no kill came between an event and the note of it")
