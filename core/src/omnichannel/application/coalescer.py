"""
Coalescing: callers that wait at the same time share one write and one commit.

The first caller's write starts at once; whoever comes while it runs goes into the next one. So a
quiet system answers without delay, and a busy one pays for one commit instead of hundreds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from omnichannel.domain.errors import Overloaded

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")
Flush = Callable[[Sequence[ItemT]], Awaitable[Sequence[ResultT | Exception]]]


class Coalescer(Generic[ItemT, ResultT]):
    """
    Gathers items of concurrent callers and flushes them together, one flush at a time.

    Args:
        flush: writes items and gives a result (or the exception to raise) for each, in order. Where
            it raises, the items are flushed again in halves, so that one bad item fails alone; an
            OSError is the store's, and all of them hear of it at once.
        most: items in one flush.
        bound: items that may wait; beyond it callers get `Overloaded`.
        rest_seconds: from the beginning of a flush to that of the next one, at least. It costs those who
            come in between a little time, and all of them together fewer commits.
    """

    def __init__(
        self, flush: Flush[ItemT, ResultT], *, most: int = 500, bound: int = 10_000, rest_seconds: float = 0.0
    ) -> None:
        self._flush, self._most, self._bound = flush, most, bound
        self._rest, self._rests_until = rest_seconds, 0.0
        self._waiting: list[tuple[ItemT, asyncio.Future[ResultT]]] = []
        self._running: asyncio.Task[None] | None = None

    async def put(self, item: ItemT) -> ResultT:
        """
        Have *item* written, and give its result.

        Raises:
            Overloaded: more than *bound* items wait; this one was not taken.
        """
        if len(self._waiting) >= self._bound:
            raise Overloaded(len(self._waiting))
        future: asyncio.Future[ResultT] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._rests_until - time.monotonic())
                self._rests_until = time.monotonic() + self._rest
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._write(batch)
        except BaseException:  # cancelled: nobody may wait for an answer that never comes
            for _, future in self._waiting:
                future.cancel()
            self._waiting.clear()
            raise
        finally:
            self._running = None

    async def _write(self, batch: list[tuple[ItemT, "asyncio.Future[ResultT]"]]) -> None:
        try:
            results = await self._flush([item for item, _ in batch])
            answers = list(zip(batch, results, strict=True))
        except OSError as error:  # the store itself: the halves would fare no better
            for _, future in batch:
                _answer(future, error)
            return
        except Exception as error:  # every waiting caller must hear of it, whatever it is
            await self._halved(batch, error)
            return
        except BaseException:  # cancelled: nobody may wait for an answer that never comes
            for _, future in batch:
                future.cancel()
            raise
        for (_, future), result in answers:
            _answer(future, result)

    async def _halved(self, batch: list[tuple[ItemT, "asyncio.Future[ResultT]"]], error: Exception) -> None:
        if len(batch) == 1:
            _answer(batch[0][1], error)
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        await self._write(batch[middle:])


def _answer(future: "asyncio.Future[ResultT]", result: ResultT | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
