"""A thread that does one thing after the other, for an event loop that waits."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
Job = Callable[[], None]


class WorkerThread:
    """
    Runs what it is given, in order. What nobody waits for any more is finished all the same.

    The event loop's own pool would do and costs more a call; this is called for every statement. It starts
    with the first call, also after it was stopped.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._name = name
        self._is_running = False

    async def run(self, work: Callable[[], T]) -> T:
        """Run *work* in the thread; gives what it gives, and raises what it raises."""
        if not self._is_running:
            self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(partial(_done, work, future, loop))
        return await future

    async def stop(self) -> None:
        """Finish what was given, then end the thread."""
        if self._is_running:
            await self.run(lambda: None)
            self._jobs.put(None)
            self._is_running = False

    def _start(self) -> None:
        self._is_running = True
        threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _done(work: Callable[[], T], future: "asyncio.Future[T]", loop: asyncio.AbstractEventLoop) -> None:
    try:
        result = work()
    except BaseException as error:
        _tell(loop, partial(_fail, future, error))
    else:
        _tell(loop, partial(_give, future, result))


def _tell(loop: asyncio.AbstractEventLoop, what: Job) -> None:
    """A loop that was closed meanwhile has nobody who waits."""
    try:
        loop.call_soon_threadsafe(what)
    except RuntimeError:
        return


def _give(future: "asyncio.Future[T]", result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: "asyncio.Future[T]", error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
