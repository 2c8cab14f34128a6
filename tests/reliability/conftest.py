import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.reliability.kill_runs import Run, planned, recorded, some_at_once
from tests.reliability.park import Park, open_park
from tests.reliability.stories import STORIES
from tests.reliability.watching import Moment


@dataclass(frozen=True, slots=True)
class Recorded:
    """Every story, told without a kill."""

    park: Park
    runs: list[Run]
    plan: dict[Moment, list[str]]


@pytest.fixture(scope="session")
def park() -> Iterator[Park]:
    """Everything that is there for lives."""
    with open_park() as opened:
        yield opened


@pytest.fixture(scope="session")
def told(park: Park) -> Recorded:
    """All stories, told once without a kill: this says which of them passes which moment."""
    return asyncio.run(_recorded(park))


async def _recorded(park: Park) -> Recorded:
    await some_at_once(park.prepare, park.representatives())

    async def record(story: str) -> tuple[Run, list[Moment]]:
        return await recorded(park, story)

    records = await some_at_once(record, STORIES)
    passed = {run.story: moments for run, moments in records}
    return Recorded(park, [run for run, _ in records], planned(passed))
