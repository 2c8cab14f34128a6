"""The spreader: makes the deliveries of messages to lists, beside the ticker that claims them."""

import asyncio
import logging
from datetime import UTC, datetime

from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.domain.events import MessagesScheduled
from omnichannel_local.ticker import AFTER_FAULT_SECONDS, sleep_seconds

_log = logging.getLogger("omnichannel.spreader")


class Spreader:
    """Sleeps until a fan-out is due, or until somebody wakes it; then goes on with it."""

    def __init__(self, fan_outs: FanOutDueService) -> None:
        self._fan_outs = fan_outs
        self._woken = asyncio.Event()
        self._stopping = False

    async def wake(self, _: MessagesScheduled | None = None) -> None:
        """Look at once whether there is something to make."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Go on until stopped. A fault is logged; its fan-out becomes due again, and the next one comes."""
        while not self._stopping:
            self._woken.clear()
            try:
                if not await self._fan_outs.fan_out() and not self._stopping:
                    await self._sleep()
            except Exception:  # whatever it is, the deliveries of other messages must be made
                _log.exception("Deliveries to a list could not be made; trying again.")
                await asyncio.sleep(AFTER_FAULT_SECONDS)

    async def _sleep(self) -> None:
        seconds = sleep_seconds(await self._fan_outs.next_due(), now=datetime.now(UTC))
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
