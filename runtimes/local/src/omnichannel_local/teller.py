"""The teller: tells programs what happened, beside the ticker that delivers it."""

from omnichannel.application.services.tell_webhooks import TellWebhooksService
from omnichannel.domain.events import DeliveriesSettled
from omnichannel_local.rounds import LONGEST_SLEEP_SECONDS, Rounds

LOOKS_EVERY_SECONDS = 1.0
"""The feed is looked at so often while somebody listens: not all that happens is announced."""


class Teller(Rounds):
    """Reads on in the feed whenever something happened. While nobody listens, it nearly always sleeps."""

    fault = "Programs could not be told what happened"

    def __init__(self, webhooks: TellWebhooksService) -> None:
        super().__init__()
        self._webhooks = webhooks
        self._is_heard = False

    async def settled(self, _: DeliveriesSettled) -> None:
        """Look at once, where somebody listens: deliveries settle all the time."""
        if self._is_heard:
            await self.wake()

    async def _round(self) -> bool:
        told = await self._webhooks.tell()
        self._is_heard = told is not None
        return bool(told)

    async def _pause(self) -> float:
        return LOOKS_EVERY_SECONDS if self._is_heard else LONGEST_SLEEP_SECONDS
