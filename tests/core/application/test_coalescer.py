import asyncio
from collections.abc import Sequence

import pytest

from omnichannel.application.coalescer import Coalescer
from omnichannel.domain.errors import Overloaded


class Ledger:
    """
    Writes numbers; gives each its double.

    Attributes:
        flushes: what was written together, in order.
        bad: numbers that spoil every flush they are in.
        gate: a flush ends when it is open.
        most_at_once: how many flushes ran at the same time, at most.
    """

    def __init__(self, *bad: int) -> None:
        self.flushes: list[list[int]] = []
        self.bad = set(bad)
        self.gate = asyncio.Event()
        self.gate.set()
        self.most_at_once = self._running = 0

    async def flush(self, items: Sequence[int]) -> list[int | Exception]:
        self.flushes.append(list(items))
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        finally:
            self._running -= 1
        if self.bad & set(items):
            raise ValueError(f"cannot write {sorted(self.bad & set(items))}")
        return [KeyError(item) if item < 0 else item * 2 for item in items]


async def settle_down() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_everybody_gets_the_answer_to_their_own_item() -> None:
    """Items that are written together are answered one by one."""
    coalescer = Coalescer(Ledger().flush)

    answers = await asyncio.gather(*(coalescer.put(item) for item in range(100)))

    assert [item * 2 for item in range(100)] == answers


async def test_who_waits_at_the_same_time_shares_a_flush() -> None:
    """The first is written alone, and all who come meanwhile are written together."""
    ledger = Ledger()
    ledger.gate.clear()
    coalescer = Coalescer(ledger.flush)

    first = asyncio.create_task(coalescer.put(1))
    await settle_down()
    others = [asyncio.create_task(coalescer.put(item)) for item in (2, 3, 4)]
    await settle_down()
    ledger.gate.set()
    await asyncio.gather(first, *others)

    assert [[1], [2, 3, 4]] == ledger.flushes


async def test_one_flush_at_a_time() -> None:
    """However many call, the store sees one writer."""
    ledger = Ledger()
    coalescer = Coalescer(ledger.flush, most=3)

    await asyncio.gather(*(coalescer.put(item) for item in range(20)))

    assert 1 == ledger.most_at_once


async def test_a_flush_has_a_bound() -> None:
    """No flush holds more than it may."""
    ledger = Ledger()
    coalescer = Coalescer(ledger.flush, most=4)

    await asyncio.gather(*(coalescer.put(item) for item in range(10)))

    assert [4, 4, 2] == [len(items) for items in ledger.flushes]


@pytest.mark.parametrize("bad", [{0}, {7}, {3, 4}, set(range(8))])
async def test_a_bad_item_fails_alone(bad: set[int]) -> None:
    """A flush that fails is repeated in halves, until only the bad items have failed."""
    coalescer = Coalescer(Ledger(*bad).flush)

    answers = await asyncio.gather(*(coalescer.put(item) for item in range(8)), return_exceptions=True)

    assert bad == {item for item, answer in enumerate(answers) if isinstance(answer, ValueError)}
    assert [answer for answer in answers if isinstance(answer, int)] == [
        n * 2 for n in range(8) if n not in bad
    ]


async def test_an_exception_may_be_an_answer() -> None:
    """An item can be refused without anything being repeated."""
    ledger = Ledger()
    coalescer = Coalescer(ledger.flush)

    answers = await asyncio.gather(coalescer.put(1), coalescer.put(-1), return_exceptions=True)

    assert [2, "KeyError(-1)"] == [answers[0], repr(answers[1])]
    assert 1 == len(ledger.flushes)


async def test_beyond_the_bound_nothing_is_taken() -> None:
    """Who comes when too many wait is told so at once, and is not written later."""
    ledger = Ledger()
    ledger.gate.clear()
    coalescer = Coalescer(ledger.flush, most=1, bound=2)
    waiting = [asyncio.create_task(coalescer.put(item)) for item in range(2)]
    await settle_down()
    waiting.append(asyncio.create_task(coalescer.put(2)))
    await settle_down()

    with pytest.raises(Overloaded, match="2 requests are waiting"):
        await coalescer.put(3)

    ledger.gate.set()
    await asyncio.gather(*waiting)
    assert [[0], [1], [2]] == ledger.flushes


async def test_who_gives_up_waiting_hurts_nobody() -> None:
    """A cancelled caller's item is written like the others, and the others are answered."""
    ledger = Ledger()
    ledger.gate.clear()
    coalescer = Coalescer(ledger.flush)
    first, second = (asyncio.create_task(coalescer.put(item)) for item in (1, 2))
    await settle_down()

    first.cancel()
    await settle_down()
    ledger.gate.set()

    assert 4 == await second
    assert [[1, 2]] == ledger.flushes


async def test_it_works_on_after_a_failure() -> None:
    """The next caller after a failure is written as if nothing had been."""
    ledger = Ledger(1)
    coalescer = Coalescer(ledger.flush)
    with pytest.raises(ValueError, match="cannot write"):
        await coalescer.put(1)

    assert 4 == await coalescer.put(2)


async def test_a_store_that_is_gone_is_told_to_all_at_once() -> None:
    """An OSError is the store's: the items are not tried again in halves."""
    flushes: list[int] = []

    async def gone(items: Sequence[int]) -> list[int | Exception]:
        flushes.append(len(items))
        raise ConnectionError("the disk is full")

    coalescer: Coalescer[int, int] = Coalescer(gone)

    answers = await asyncio.gather(*(coalescer.put(number) for number in range(8)), return_exceptions=True)

    assert [8] == flushes
    assert {ConnectionError} == {type(answer) for answer in answers}


async def test_nobody_waits_for_a_flush_that_was_cancelled_at_rest() -> None:
    """A runtime that is dropped while the next flush rests leaves nobody waiting."""
    coalescer = Coalescer(Ledger().flush, rest_seconds=60)
    await coalescer.put(1)
    late = asyncio.create_task(coalescer.put(2))
    await settle_down()

    others = asyncio.all_tasks() - {asyncio.current_task(), late}
    for task in others:
        task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(late, 5)


async def test_flushes_that_follow_closely_rest_in_between() -> None:
    """A first item is written at once; whoever comes during the rest goes into the next flush together."""
    ledger = Ledger()
    coalescer = Coalescer(ledger.flush, rest_seconds=0.2)
    await asyncio.wait_for(coalescer.put(1), 0.1)

    late = [asyncio.create_task(coalescer.put(2))]
    await asyncio.sleep(0.02)
    late.append(asyncio.create_task(coalescer.put(3)))
    answers = await asyncio.gather(*late)

    assert ([4, 6], [[1], [2, 3]]) == (answers, ledger.flushes)
