"""Calls of plugins: whatever they do, whoever called goes on."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class CancelledItself(RuntimeError):
    """A plugin's coroutine was cancelled, and nobody had asked for that: a fault like any other."""


async def answer_of(call: Awaitable[T]) -> T:
    """
    Give what a plugin's coroutine gives.

    Raises:
        CancelledItself: it was cancelled by itself; whoever awaited it is not to end with that.
    """
    try:
        return await call
    except asyncio.CancelledError as error:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise
        raise CancelledItself from error
