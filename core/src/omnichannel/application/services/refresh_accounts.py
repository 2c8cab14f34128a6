"""RefreshAccountsService: renews the sign-ins that are due for it, each by one process at a time."""

import asyncio
import logging
from datetime import datetime, timedelta

from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.renew_sign_in import RenewSignIn
from omnichannel.domain.account import Account

AT_ONCE = 20
_log = logging.getLogger("omnichannel.sign_in")


class RefreshAccountsService:
    """
    Claims accounts whose sign-in is to be renewed, and renews them, at most 20 at once.

    The row decides: whoever dies leaves an account that becomes due again when its lease has ended.
    """

    def __init__(
        self, store: Store, channels: Channels, clock: Clock, renew: RenewSignIn, *, lease: timedelta
    ) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._renew, self._lease = renew, lease

    async def refresh(self) -> bool:
        """Claim and renew; returns when all that was claimed is done. False where nothing is due."""
        async with self._store.unit_of_work() as work:
            held = await work.accounts.claim_refresh(
                now=self._clock.now(),
                limit=AT_ONCE,
                lease=self._lease,
                passing_over=self._channels.disabled(),
            )
            await work.commit()
        await asyncio.gather(*(self._one(each) for each in held))
        return bool(held)

    async def next_due(self) -> datetime | None:
        """Give the moment at which somebody must renew a sign-in; None where there is none."""
        async with self._store.reading() as work:
            return await work.accounts.next_refresh(passing_over=self._channels.disabled())

    async def _one(self, held: Account) -> None:
        try:
            await self._renew.renew(held)
        except Exception:  # the store, for long: the lease ends, and it is tried again
            _log.exception("What came of renewing the sign-in of account %s could not be kept.", held.id)
