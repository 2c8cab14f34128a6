"""The watcher of switches: sees what `omnichannel plugins enable` and `disable` wrote while this runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

EVERY_SECONDS = 1.0
_log = logging.getLogger("omnichannel.plugins")


async def watch_switches(
    follow: Callable[[], Awaitable[None]], *, every_seconds: float = EVERY_SECONDS
) -> None:
    """Let the channels follow the switches, until cancelled. The same fault is logged once."""
    told = ""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await follow()
            told = ""
        except Exception as error:  # whatever it is, the channels stay as they are and the walk goes on
            if str(error) != told:
                told = str(error)
                _log.exception("Nobody can tell which plugins are disabled; everything stays as it is.")
