"""Kill runs: a runtime is killed at a moment, another one goes on, and the platform says what came of it."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from omnichannel.domain.delivery import IRREVERSIBLE
from tests.reliability.awaits import MOMENTS, Place
from tests.reliability.engine import NEVER_PASSED, NOT_THE_ENGINE, places
from tests.reliability.park import LifeFailed, Park, Told
from tests.reliability.stories import STORIES
from tests.reliability.watching import Moment

AT_ONCE = 12
"""Runs at the same time; most of them only wait for a lease to end."""
TRIES = 2
"""A busy machine may lead a run past its moment: then another one is tried, and all of them so often."""
MARKED = """
    SELECT id, channel FROM deliveries WHERE state = 'publishing' AND json_extract(steps, ?) IS NOT NULL
"""
DOUBTS = 2
"""On a busy machine a lease may end though nobody was killed, and a person is asked: that is done anew."""
NOT_TO_BE_SEARCHED = ("email", "slowmail")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Run:
    """
    What became of one story.

    Attributes:
        life: the one in which it ended.
        was_renewed: when it was killed, what had come of renewing the sign-in was kept already.
        marked: deliveries whose irreversible step was marked when it was killed, and whose outcome was not
            noted; with their channels.
        has_marked: a channel had begun to mark one.
    """

    story: str
    tag: str
    moment: Moment | None
    life: Told
    was_renewed: bool = False
    marked: Mapping[str, str] = field(default_factory=dict)
    has_marked: bool = False

    @property
    def unknown(self) -> set[str]:
        """Deliveries of which nobody can know: killed between mark and note, on what cannot be searched."""
        return {id for id, channel in self.marked.items() if channel in NOT_TO_BE_SEARCHED}

    @property
    def asked_in_vain(self) -> set[str]:
        """Deliveries that asked a person though it could be known, and though the story does not ask."""
        if STORIES[self.story].asks:
            return set()
        return self.life.asked.keys() - self.unknown - self.life.slow

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
    for _ in range(DOUBTS):
        run, passed = await _recorded(park, story, kill_after)
        if not run.asked_in_vain:
            return run, passed
    return await _recorded(park, story, kill_after)


async def _recorded(park: Park, story: str, kill_after: Moment | None) -> tuple[Run, list[Moment]]:
    begins = None if kill_after is None else list(kill_after)
    with park.home(story) as (home, tag):
        first = await park.live(park.order(story, home, tag, is_first=True, kill_after=begins))
        last = first
        if STORIES[story].stops:
            last = await park.live(park.order(story, home, tag, **first.left()))
            last.asked |= first.asked
    return Run(story, tag, None, last), first.passed


async def killed(
    park: Park, stories: Sequence[str], moment: Moment, *, kill_after: Moment | None = None
) -> Run:
    """Tell one of *stories*, kill it at *moment*, and have another life go on with what it left."""
    begins, doubtful = None if kill_after is None else list(kill_after), list[Run]()
    for story in [*stories] * TRIES:
        with park.home(story) as (home, tag):
            order = park.order(story, home, tag, is_first=True, kill_at=list(moment), kill_after=begins)
            first = await park.live(order)
            if not first.was_killed:
                continue
            was_renewed = tag in park.grants and _is_renewed(home)
            marked = _marked(home)
            last = await park.live(park.order(story, home, tag, **first.left()))
            last.asked, last.slow = first.asked | last.asked, first.slow | last.slow
            run = Run(story, tag, moment, last, was_renewed, marked, first.has_marked)
        if not run.asked_in_vain or len(doubtful) == DOUBTS:
            return run
        doubtful.append(run)
    if doubtful:
        return doubtful[0]
    raise LifeFailed(f"none of {stories} passes this any more: {moment}")


def _is_renewed(home: Path) -> bool:
    with closing(sqlite3.connect(home / "omnichannel.db")) as opened:
        (count,) = opened.execute("SELECT count(refreshed_at) FROM accounts").fetchone()
    return bool(count)


def _marked(home: Path) -> dict[str, str]:
    with closing(sqlite3.connect(home / "omnichannel.db")) as opened:
        rows = opened.execute(MARKED, [f'$."{IRREVERSIBLE}"']).fetchall()
    return {str(UUID(id)): channel for id, channel in rows}


async def killed_since(
    park: Park, story: str, since: Moment, modules: Collection[str]
) -> tuple[list[Run], list[str]]:
    """
    Tell *story* and kill it at each moment of *modules* that comes after *since*, once each.

    Returns:
        What became of it, and what kept a run from its end.
    """
    await park.prepare(story)
    _, passed = await recorded(park, story, kill_after=since)
    named = {str(place) for place in places() if place.module.rpartition(".")[2] in modules}

    async def kill(moment: Moment) -> Run | LifeFailed:
        try:
            return await killed(park, [story], moment, kill_after=since)
        except LifeFailed as failed:
            return failed

    done = await some_at_once(kill, [moment for moment in passed if moment[0] in named])
    failed = [str(one) for one in done if isinstance(one, LifeFailed)]
    return [one for one in done if isinstance(one, Run)], failed


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
