import asyncio

import pytest

from omnichannel.application.plugin_call import CancelledItself, answer_of


async def cancels_itself() -> None:
    raise asyncio.CancelledError


async def test_an_answer_is_given() -> None:
    """What a plugin's coroutine gives is what its caller gets."""
    assert 42 == await answer_of(asyncio.sleep(0, 42))


async def test_who_cancels_itself_has_failed() -> None:
    """Its caller hears of a fault, and is not cancelled with it."""
    with pytest.raises(CancelledItself):
        await answer_of(cancels_itself())


async def test_a_caller_that_is_cancelled_ends() -> None:
    """A runtime that stops is not held up."""
    waiting = asyncio.create_task(answer_of(asyncio.Event().wait()))
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_time_limit_holds() -> None:
    """Whoever sets a time limit for a plugin hears that it has passed."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await answer_of(asyncio.Event().wait())
