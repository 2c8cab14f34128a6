"""A program that is told what happens, in a thread of its own: it hears while tests and lives come and go."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from threading import Thread

from tests.walks.receiver import Receiver, receiving


@contextmanager
def open_program() -> Iterator[Receiver]:
    """Run a receiver until the context ends."""
    opened: Future[tuple[Receiver, Callable[[], object]]] = Future()

    async def serve() -> None:
        loop, ends = asyncio.get_running_loop(), asyncio.Event()
        async with receiving() as receiver:
            opened.set_result((receiver, partial(loop.call_soon_threadsafe, ends.set)))
            await ends.wait()

    thread = Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    receiver, end = opened.result()
    try:
        yield receiver
    finally:
        end()
        thread.join()
