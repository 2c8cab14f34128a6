import asyncio
from textwrap import dedent
from typing import Any

import pytest

from tests.reliability import watching
from tests.reliability.awaits import WATCHER, rewritten
from tests.reliability.watching import Moment, Watch, unwatched

SOURCE = dedent(
    """
    import asyncio, contextlib

    async def numbers():
        for number in (1, 2):
            yield number

    class Thing:
        async def work(self):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            async with contextlib.nullcontext(5) as five:
                pass
            found = [number async for number in numbers()]
            async for number in numbers():
                found.append(number)
            return five, found
    """
)
WORK = "module:Thing.work: "


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch that has just begun."""
    begun = Watch()
    begun.is_on = True
    monkeypatch.setattr(watching, "watch", begun)
    return begun


def thing(source: str = SOURCE) -> Any:
    """Run the rewritten source, and make what it defines."""
    made: dict[str, Any] = {WATCHER: watching}
    exec(compile(rewritten(source, "module").tree, "module", "exec"), made)  # noqa: S102
    return made["Thing"]()


def test_every_place_has_a_name_of_its_own() -> None:
    """A name is module, function and text; the same text comes with a number the second time."""
    assert [
        WORK + "await asyncio.sleep(0)",
        WORK + "await asyncio.sleep(0) #2",
        WORK + "async with contextlib.nullcontext(5) (enter)",
        WORK + "async with contextlib.nullcontext(5) (leave)",
        WORK + "async for number in numbers()",
        WORK + "async for number in numbers() #2",
    ] == [str(place) for place in rewritten(SOURCE, "module").places]


def test_names_stay_while_lines_move() -> None:
    """A comment above does not change any name."""
    moved = SOURCE.replace("async def work", "# Why.\n\n    async def work")

    assert rewritten(SOURCE, "module").places == rewritten(moved, "module").places


async def test_rewritten_code_does_what_it_did(watch: Watch) -> None:
    """Every kind of waiting gives what it gave before, and is passed before and after."""
    assert (5, [1, 2, 1, 2]) == await thing().work()

    places = [str(place) for place in rewritten(SOURCE, "module").places]
    assert [(name, when) for name in places for when in ("before", "after")] == list(watch.passed)


async def test_a_kill_comes_right_before_the_await(watch: Watch) -> None:
    """Whoever is killed before an await has not begun with it."""
    begun: list[Moment] = []
    watch.reached = begun.append
    running = asyncio.create_task(thing().work())

    await asyncio.sleep(0)
    running.cancel()

    assert [(WORK + "await asyncio.sleep(0)", "before")] == begun


async def test_an_act_is_over_before_the_await_begins(watch: Watch) -> None:
    """What a story changes in the world is changed when the code goes on."""
    done: list[str] = []

    async def act() -> None:
        await asyncio.sleep(0)
        done.append("act")

    watch.acts = {(WORK + "await asyncio.sleep(0)", "before"): act}
    watch.reached = lambda moment: done.append(moment[1])
    await thing().work()

    assert ["before", "act", "after"] == done[:3]


async def test_what_the_test_does_itself_is_not_watched(watch: Watch) -> None:
    """A look into the store by the test is no step of the engine."""
    with unwatched():
        await thing().work()

    assert {} == watch.passed
