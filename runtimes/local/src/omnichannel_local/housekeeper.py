"""The housekeeper: drops what is kept for some time only."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Chore = Callable[[], Awaitable[object]]
EVERY_SECONDS = 3600.0
_log = logging.getLogger("omnichannel.housekeeper")


async def keep_house(*chores: Chore, every_seconds: float = EVERY_SECONDS) -> None:
    """Do the *chores* at once and then each hour, until cancelled. What fails is logged, and tried again."""
    while True:
        for chore in chores:
            await _done(chore)
        await asyncio.sleep(every_seconds)


async def _done(chore: Chore) -> None:
    try:
        await chore()
    except Exception:  # whatever it is, tidying up can wait
        _log.exception("Old rows could not be dropped; trying again in an hour.")
