"""SettleDeliveries: says what outcomes make of claims, and writes it, for concurrent ones in one commit."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from omnichannel.application.coalescer import Coalescer
from omnichannel.application.measuring import Measurements
from omnichannel.application.observing import Observers
from omnichannel.application.ports.outbound.channels import Channels
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.event_publisher import EventPublisher
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.settlement_news import SettlementNews
from omnichannel.domain.account import PausedBy
from omnichannel.domain.claim import Claim
from omnichannel.domain.failure import FailureKind
from omnichannel.domain.outcome import Outcome, Refused
from omnichannel.domain.settlement import Settlement, ask_person, give_back, leave_out, settle
from omnichannel.domain.standing import Hindrance

TRIES = 5
REST_SECONDS = 0.01
"""Between two commits, where outcomes come faster than that."""
FIRST_PAUSE_SECONDS = 0.1
_log = logging.getLogger("omnichannel.deliver")

TOO_BUSY = "The worker was too busy to begin in time. Nothing was sent."


class SettleDeliveries:
    """
    Settles claims.

    Args:
        look_after: how long a delivery stays `unknown` before it is looked for.
        channels: say which of them renew sign-ins.
    """

    def __init__(
        self,
        store: Store,
        publisher: EventPublisher,
        clock: Clock,
        observers: Observers,
        channels: Channels,
        *,
        look_after: timedelta,
        chance: Random,
        measured: Measurements | None = None,
    ) -> None:
        self._store, self._clock, self._channels = store, clock, channels
        self._news = SettlementNews(publisher, clock, observers, measured)
        self._look_after, self._chance = look_after, chance
        self._coalescer: Coalescer[Settlement, bool] = Coalescer(self._write, rest_seconds=REST_SECONDS)

    def outcome(self, claim: Claim, outcome: Outcome, *, label: str | None = None) -> Settlement:
        """Say what becomes of a claim by what came of it. *label*: its channel, as people call it."""
        return settle(
            claim,
            outcome,
            now=self._clock.now(),
            chance=self._chance,
            look_after=self._look_after,
            label=label,
            renews=self._renews(claim, outcome),
        )

    def _renews(self, claim: Claim, outcome: Outcome) -> bool:
        has_expired = isinstance(outcome, Refused) and outcome.kind is FailureKind.AUTH_EXPIRED
        has_expired = has_expired and claim.account.paused_by is not PausedBy.SIGN_IN
        return has_expired and claim.delivery.channel in self._channels.refreshing()

    def not_begun(self, claim: Claim, reason: str = TOO_BUSY) -> Settlement:
        """Give back a claim with which nothing was done."""
        return give_back(claim, reason, now=self._clock.now())

    def now(self) -> datetime:
        """Say by which time it settles."""
        return self._clock.now()

    def nobody_knows(self, claim: Claim, reason: str, *, outcome: str = "account_removed") -> Settlement:
        """Ask a person about a claim that cannot be looked up: its account was removed, say."""
        return ask_person(claim, reason, now=self._clock.now(), outcome=outcome)

    def left_out(self, claim: Claim, why: Hindrance) -> Settlement:
        """Skip a delivery whose recipient is not to be written to."""
        return leave_out(claim, why, now=self._clock.now())

    async def put(self, settlement: Settlement) -> None:
        """Write a settlement; returns after its commit."""
        await self._coalescer.put(settlement)

    async def _write(self, settlements: Sequence[Settlement]) -> list[bool | Exception]:
        changed = await self._changed(settlements)
        await self._news.tell(settlements, changed)
        return [one.delivery_id in changed for one in settlements]

    async def _changed(self, settlements: Sequence[Settlement]) -> set[UUID]:
        """An outcome is worth several tries: the store may be locked or full only for a moment."""
        for tried in range(TRIES):
            try:
                async with self._store.unit_of_work() as work:
                    changed = await work.deliveries.settle(settlements)
                    await work.commit()
                return set(changed)
            except Exception as error:  # whatever keeps the store from writing may pass
                if tried == TRIES - 1:
                    raise
                _log.warning("Settling failed (%s); trying again.", type(error).__name__)
                await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**tried)
        raise AssertionError("unreachable")
