"""The watcher that rewritten code asks before and after each place where it waits."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Moment = tuple[str, str]
"""The name of a place, and "before" or "after"."""
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


class Watch:
    """
    What has been passed since the watch began.

    Attributes:
        passed: every moment, in the order in which it first came.
        acts: what to do at moments, when they first come; the world changes there.
        reached: called at each moment that first comes, before its act. It need not return.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Watch nothing, and know of nothing that was passed."""
        self.passed: dict[Moment, None] = {}
        self.acts: dict[Moment, Callable[[], Awaitable[None] | None]] = {}
        self.reached: Callable[[Moment], None] = lambda _: None
        self.is_on = False

    def pass_by(self, name: str, moment: str) -> Awaitable[None] | None:
        """Take note that rewritten code comes by; gives what is to be awaited first."""
        if not self.is_on or _quiet.get() or (name, moment) in self.passed:
            return None
        self.passed[name, moment] = None
        act = self.acts.pop((name, moment), None)
        self.reached((name, moment))
        return act() if act is not None else None


watch = Watch()
"""The watch of this process; a fork has its own."""


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Whatever the test itself does meanwhile is not the engine's doing."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def before(name: str, value: Awaitable[T]) -> Awaitable[T]:
    """Pass by with what is about to be awaited."""
    act = watch.pass_by(name, "before")
    return value if act is None else _afterwards(act, value)


async def _afterwards(act: Awaitable[None], value: Awaitable[T]) -> T:
    await act
    return await value


def after(name: str, value: T) -> T:
    """Pass by with what an await gave. No act can be awaited here."""
    assert watch.pass_by(name, "after") is None, name
    return value


async def _passed(name: str, moment: str) -> None:
    if (act := watch.pass_by(name, moment)) is not None:
        await act


class entered:
    """An asynchronous context manager that is watched."""

    def __init__(self, enter: str, leave: str, inner: Any) -> None:
        self._enter, self._leave, self._inner = enter, leave, inner

    async def __aenter__(self) -> Any:
        await _passed(self._enter, "before")
        given = await self._inner.__aenter__()
        await _passed(self._enter, "after")
        return given

    async def __aexit__(self, *error: Any) -> Any:
        await _passed(self._leave, "before")
        swallows = await self._inner.__aexit__(*error)
        await _passed(self._leave, "after")
        return swallows


async def iterated(name: str, inner: Any) -> AsyncIterator[Any]:
    """An asynchronous iterator that is watched."""
    iterator = aiter(inner)
    while True:
        await _passed(name, "before")
        try:
            item = await anext(iterator)
        except StopAsyncIteration:
            return
        await _passed(name, "after")
        yield item
