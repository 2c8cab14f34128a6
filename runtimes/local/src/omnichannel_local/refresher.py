"""The refresher: renews sign-ins that end, beside the ticker that publishes with them."""

from omnichannel.application.services.refresh_accounts import RefreshAccountsService
from omnichannel_local.rounds import Rounds, seconds_until


class Refresher(Rounds):
    """Renews what is due. What was begun is finished: a new sign-in must not be lost."""

    fault = "The store could not be asked for sign-ins to renew"

    def __init__(self, accounts: RefreshAccountsService) -> None:
        super().__init__()
        self._accounts = accounts

    async def _round(self) -> bool:
        return bool(await self._accounts.refresh())

    async def _pause(self) -> float:
        return seconds_until(await self._accounts.next_due())
