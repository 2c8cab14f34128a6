"""The housekeeper: drops what is kept for a day only."""

import asyncio
import logging

from omnichannel.application.services.forget_answers import ForgetAnswersService

EVERY_SECONDS = 3600.0
_log = logging.getLogger("omnichannel.housekeeper")


async def keep_house(forget: ForgetAnswersService, *, every_seconds: float = EVERY_SECONDS) -> None:
    """Tidy up at once and then each hour, until cancelled. A fault is logged, and the next round comes."""
    while True:
        try:
            await forget.forget()
        except Exception:  # whatever it is, tidying up can wait
            _log.exception("Old answers could not be dropped; trying again in an hour.")
        await asyncio.sleep(every_seconds)
