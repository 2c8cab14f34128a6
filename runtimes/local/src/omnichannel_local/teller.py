"""The teller: tells programs what happened, beside the ticker that delivers it."""

import asyncio
import logging

from omnichannel.application.services.tell_webhooks import TellWebhooksService
from omnichannel.domain.events import DeliveriesSettled, MessagesScheduled
from omnichannel_local.ticker import AFTER_FAULT_SECONDS, LONGEST_SLEEP_SECONDS

LOOKS_EVERY_SECONDS = 1.0
"""The feed is looked at so often while somebody listens: not all that happens is announced."""
_log = logging.getLogger("omnichannel.teller")


class Teller:
    """Reads on in the feed whenever something happened. While nobody listens, it nearly always sleeps."""

    def __init__(self, webhooks: TellWebhooksService) -> None:
        self._webhooks = webhooks
        self._woken = asyncio.Event()
        self._is_heard = False
        self._stopping = False

    async def accepted(self, _: MessagesScheduled | None = None) -> None:
        """Look at once: something was accepted, or somebody began to listen."""
        self._woken.set()

    async def settled(self, _: DeliveriesSettled) -> None:
        """Look at once, where somebody listens: deliveries settle all the time."""
        if self._is_heard:
            self._woken.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Tell until stopped. A fault is logged, and the next round comes."""
        while not self._stopping:
            self._woken.clear()
            try:
                told = await self._webhooks.tell()
                self._is_heard = told is not None
                if not told and not self._stopping:
                    await self._sleep()
            except Exception:  # whatever it is, programs must go on being told
                _log.exception("Programs could not be told what happened; trying again.")
                await asyncio.sleep(AFTER_FAULT_SECONDS)

    async def _sleep(self) -> None:
        seconds = LOOKS_EVERY_SECONDS if self._is_heard else LONGEST_SLEEP_SECONDS
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
