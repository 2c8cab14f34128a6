from collections.abc import Iterator

import pytest

from omnichannel.application.ports.outbound.delivery_repository import DeliveryRepository
from tests.reliability.await_table import table
from tests.reliability.awaits import MOMENTS, Place
from tests.reliability.conftest import Recorded
from tests.reliability.engine import ENGINE, NEVER_PASSED, WRITES_BESIDE, is_engine, places
from tests.reliability.fault_table import PAGE, with_table
from tests.reliability.judging import judged
from tests.reliability.kill_runs import (
    Run,
    killed,
    outside_of_the_list,
    some_at_once,
    without_a_kill,
)
from tests.reliability.park import LifeFailed
from tests.reliability.stories import STORIES
from tests.reliability.watching import Moment
from tests.reliability.writers import READERS, WRITERS, writers

pytestmark = pytest.mark.timeout(300)
PART = 50
"""Places that one test deals with, so that several processes share the work."""


def parts() -> Iterator[tuple[str, ...]]:
    """Give the engine's modules in parts of about the same size."""
    part: list[str] = []
    size = 0
    for module in ENGINE:
        part.append(module)
        size += sum(place.module == module for place in places())
        if size >= PART:
            yield tuple(part)
            part, size = [], 0
    if part:
        yield tuple(part)


def _name(part: tuple[str, ...]) -> str:
    return f"{part[0]}..{part[-1]}"


async def test_stories_end_well_where_nobody_is_killed(told: Recorded) -> None:
    """Each story ends as it should, and every post that is published arrived once."""
    assert [] == await judged(told.park, told.runs)


def test_every_await_has_a_kill_run(told: Recorded) -> None:
    """Without a kill run for each await between accepting a message and settling it the suite fails."""
    assert [] == without_a_kill(places(), told.plan)


def test_what_stories_tell_of_takes_place(told: Recorded) -> None:
    """A story whose act has no moment any more, since the code was written anew, would tell of nothing."""
    missed = [
        f"[{story}] does not pass {when} {name}"
        for story, one in STORIES.items()
        for name, when in one.acts
        if story not in told.plan.get((name, when), [])
    ]

    assert [] == missed


def test_the_list_of_awaits_is_closed(told: Recorded) -> None:
    """Nothing of the project waits during a run that is not in the list, or declared to be no part of it."""
    assert [] == outside_of_the_list(places(), told.plan)


def test_whoever_changes_deliveries_is_in_the_list() -> None:
    """What a person or a platform may do to a delivery is killed, too, or it is said why it is not."""
    found = (one.split(":") for one in writers())
    beside = [f"{module}:{name}" for module, name in found if not is_engine(Place(module, name, ""))]

    assert sorted(WRITES_BESIDE) == beside


def test_the_methods_that_change_deliveries_are_those_of_the_port() -> None:
    """A method that is added to the port either reads, or whoever calls it has to be in the list."""
    methods = {name for name in vars(DeliveryRepository) if not name.startswith("_")}

    assert WRITERS | READERS == methods


def test_the_page_tells_what_is_killed() -> None:
    """The numbers in docs/reliability.md are those of today's stories and awaits."""
    page = PAGE.read_text("utf-8")

    assert with_table(page, table(), name="await table") == page


def test_an_await_without_a_kill_run_is_told_by_its_name(told: Recorded) -> None:
    """Somebody who adds an await reads which one has no kill run."""
    added = Place("omnichannel.application.services.deliver", "DeliverService._one", "await self._new()")

    assert [
        "no kill run reaches the moment before "
        "omnichannel.application.services.deliver:DeliverService._one: await self._new()",
        "no kill run reaches the moment after "
        "omnichannel.application.services.deliver:DeliverService._one: await self._new()",
    ] == without_a_kill([added], told.plan)


def test_excuses_are_for_awaits_that_exist() -> None:
    """Whoever removes an await removes its excuse, too."""
    assert set(NEVER_PASSED) <= {str(place) for place in places()}


@pytest.mark.parametrize("part", list(parts()), ids=_name)
async def test_a_kill_loses_nothing_and_repeats_nothing(told: Recorded, part: tuple[str, ...]) -> None:
    """
    Killed before or after any await, and started again: the post is on the platform exactly once.

    Its delivery is published; where the channel cannot be searched it may ask a person, whose answer
    leads there.
    """
    moments = [(str(place), when) for place in places() if place.module in part for when in MOMENTS]

    async def kill(moment: Moment) -> Run | LifeFailed:
        try:
            return await killed(told.park, told.plan[moment], moment)
        except LifeFailed as failed:
            return failed

    done = await some_at_once(kill, [moment for moment in moments if moment in told.plan])

    assert [] == [str(one) for one in done if isinstance(one, LifeFailed)]
    assert [] == await judged(told.park, [one for one in done if isinstance(one, Run)])
