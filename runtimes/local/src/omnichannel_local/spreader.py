"""The spreader: makes the deliveries of messages to lists, beside the ticker that claims them."""

from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel_local.rounds import Rounds, seconds_until


class Spreader(Rounds):
    """Goes on with fan-outs that are due. One whose round failed becomes due again."""

    fault = "Deliveries to a list could not be made"

    def __init__(self, fan_outs: FanOutDueService) -> None:
        super().__init__()
        self._fan_outs = fan_outs

    async def _round(self) -> bool:
        return bool(await self._fan_outs.fan_out())

    async def _pause(self) -> float:
        return seconds_until(await self._fan_outs.next_due())
