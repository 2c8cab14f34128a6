"""The refresher: renews sign-ins that end, beside the ticker that publishes with them."""

import asyncio
import logging
from datetime import UTC, datetime

from omnichannel.application.services.refresh_accounts import RefreshAccountsService
from omnichannel.domain.events import SignInsExpired
from omnichannel_local.ticker import AFTER_FAULT_SECONDS, sleep_seconds

_log = logging.getLogger("omnichannel.refresher")


class Refresher:
    """Sleeps until a sign-in is to be renewed, or until somebody wakes it; then renews what is due."""

    def __init__(self, accounts: RefreshAccountsService) -> None:
        self._accounts = accounts
        self._woken = asyncio.Event()
        self._stopping = False

    async def wake(self, _: SignInsExpired | None = None) -> None:
        """Look at once whether there is something to renew."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Renew until stopped. What was begun is finished: a new sign-in must not be lost."""
        while not self._stopping:
            self._woken.clear()
            try:
                if not await self._accounts.refresh() and not self._stopping:
                    await self._sleep()
            except Exception:  # whatever it is, the sign-ins of other accounts must be renewed
                _log.exception("The store could not be asked for sign-ins to renew; trying again.")
                await asyncio.sleep(AFTER_FAULT_SECONDS)

    async def _sleep(self) -> None:
        seconds = sleep_seconds(await self._accounts.next_due(), now=datetime.now(UTC))
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
