"""Kill runs: a runtime is killed at a moment, another one goes on, and the platform says what came of it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.reliability.awaits import MOMENTS, Place
from tests.reliability.engine import NEVER_PASSED, NOT_THE_ENGINE
from tests.reliability.park import LifeFailed, Park, Told
from tests.reliability.stories import STORIES
from tests.reliability.watching import Moment

AT_ONCE = 8
"""Runs at the same time; most of them only wait for a lease to end."""
TRIES = 2
"""A busy machine may lead a run past its moment: then another one is tried, and all of them so often."""
CANNOT_BE_SEARCHED = "email"
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one story: *life* is the one in which it ended."""

    story: str
    tag: str
    moment: Moment | None
    life: Told

    def __str__(self) -> str:
        killed = f"killed {self.moment[1]} {self.moment[0]}" if self.moment else "never killed"
        return f"[{self.story}] {killed}"


async def some_at_once(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> list[R]:
    """Do *work* for all items, not too many at once."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(item: T) -> R:
        async with room:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


async def recorded(park: Park, story: str, *, kill_after: Moment | None = None) -> tuple[Run, list[Moment]]:
    """Tell a story without a kill; gives what became of it, and every moment passed (after *kill_after*)."""
    begins = None if kill_after is None else list(kill_after)
    with park.home(story) as (home, tag):
        first = await park.live(park.order(story, home, tag, is_first=True, kill_after=begins))
        last = first
        if STORIES[story].stops:
            last = await park.live(park.order(story, home, tag, answered=first.answered))
            last.asked |= first.asked
    return Run(story, tag, None, last), first.passed


async def killed(
    park: Park, stories: Sequence[str], moment: Moment, *, kill_after: Moment | None = None
) -> Run:
    """Tell one of *stories*, kill it at *moment*, and have another life go on with what it left."""
    begins = None if kill_after is None else list(kill_after)
    for story in [*stories] * TRIES:
        with park.home(story) as (home, tag):
            order = park.order(story, home, tag, is_first=True, kill_at=list(moment), kill_after=begins)
            first = await park.live(order)
            if not first.was_killed:
                continue
            last = await park.live(park.order(story, home, tag, answered=first.answered))
            last.asked |= first.asked
            return Run(story, tag, moment, last)
    raise LifeFailed(f"none of {stories} passes this any more: {moment}")


def planned(records: dict[str, list[Moment]]) -> dict[Moment, list[str]]:
    """Say in which stories one can kill at each moment."""
    plan: dict[Moment, list[str]] = {}
    for story in STORIES:
        for moment in records[story]:
            plan.setdefault(moment, []).append(story)
    return plan


def without_a_kill(places: Sequence[Place], plan: dict[Moment, list[str]]) -> list[str]:
    """Name the moments of the engine for which there is no kill run."""
    moments = [(str(place), moment) for place in places for moment in MOMENTS]
    return [
        f"no kill run reaches the moment {moment} {name}"
        for name, moment in moments
        if (name, moment) not in plan and name not in NEVER_PASSED
    ]


def outside_of_the_list(places: Sequence[Place], plan: dict[Moment, list[str]]) -> list[str]:
    """Name the functions that runs pass and that nobody declared."""
    known = {str(place) for place in places}
    functions = {":".join(name.split(":")[:2]) for name, _ in plan if name not in known}
    return [
        f"{one} waits during a run, and is not in ENGINE" for one in sorted(functions - set(NOT_THE_ENGINE))
    ]


def faults(run: Run, arrivals: Sequence[dict[str, Any]]) -> list[str]:
    """Say what is wrong with how a run ended; *arrivals* is what its platform ever accepted of it."""
    story, ended = STORIES[run.story], run.life.ended
    times = Counter((one["text"], *one["recipients"]) for one in arrivals)
    published = [one for one in ended if one["state"] == "published"]
    found = [
        (not ended, "nothing was accepted"),
        (any(times[one] > 1 for one in times), f"sent twice: {times}"),
        (len(published) != len(arrivals), f"{len(arrivals)} arrived, {len(published)} are published"),
        ({one["state"] for one in ended} - {"published"} - story.ends, f"they ended as {_states(ended)}"),
        (run.life.asked - {CANNOT_BE_SEARCHED} and not story.asks, f"a person was asked: {run.life.asked}"),
    ]
    return [f"{run}: {what}" for is_wrong, what in found if is_wrong]


def _states(ended: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{one['state']} ({one['reason']})" for one in ended]


async def judged(park: Park, runs: Sequence[Run]) -> list[str]:
    """Say what is wrong with *runs*, after a look at what the platforms ever accepted."""
    found: list[str] = []
    for platform in park.platforms:
        everything = await platform.everything()
        for run in runs:
            if park.platform(run.story) is platform:
                found += faults(
                    run, [one for one in everything if run.tag in f"{one['text']} {one['title']}"]
                )
    return found
