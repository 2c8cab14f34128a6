"""Toys that break rules about other things than single deliveries and messages."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self

from omnichannel.application.ports.outbound.idempotency_repository import StoredAnswer
from omnichannel.domain.account import Account
from omnichannel.domain.change import Change
from omnichannel.domain.claim import Claim
from omnichannel.domain.fan_out import FanOut
from tests.core.testing.broken_stores import BrokenStore, Toy, ToyWork


class RenewsTwice(Toy):
    """Gives a sign-in that somebody renews to another, too."""

    async def claim_refresh(self, **asked: Any) -> list[Account]:
        return list(await self._inner.claim_refresh(**{**asked, "lease": timedelta(0)}))


class RenewsNobody(Toy):
    """Never finds a sign-in that is to be renewed."""

    async def claim_refresh(self, **asked: Any) -> list[Account]:
        return []


class OverwritesLeases(Toy):
    """Believes whoever saves last, whatever version they had read."""

    async def save(self, account: Account) -> None:
        now = await self._inner.get_by_id(account.id)
        await self._inner.save(replace(account, version=now.version + 1 if now else account.version))


class ForgetsWhoVanished(Toy):
    """Does not tell that a lease was left behind."""

    async def claim_refresh(self, **asked: Any) -> list[Account]:
        won = await self._inner.claim_refresh(**asked)
        return [replace(each, refresh_failures=0, refresh_unclear=False) for each in won]


class SkipsAChange(Toy):
    """Begins each page of the feed but the first one change too late."""

    async def after(self, place: int, *, limit: int) -> list[Change]:
        found = await self._inner.after(place, limit=limit)
        return list(found[1:] if place else found)


class LendsAKeyTwice(Toy):
    """Gives a key to whoever asks for it, while the request that holds it is at work."""

    async def claim(self, claim: StoredAnswer, *, now: datetime) -> StoredAnswer | None:
        await self._inner.claim(claim, now=now)
        return None


class LosesItsPlace(Toy):
    """Says that it advanced, and stays where it was."""

    async def advance(self, fan_out: FanOut) -> bool:
        (now,) = await self._inner.of_messages([fan_out.message_id]) or [fan_out]
        return bool(await self._inner.advance(replace(fan_out, position=now.position)))


class ReadsThenClaims(ToyWork):
    """Reads what is due in one transaction, and claims in the next: alone, it does what it should."""

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self.deliveries = _ReadFirst(self._inner.deliveries, self._store, self)
        return self

    async def claim_due(self, **asked: Any) -> list[Claim]:
        read: list[Claim] = await self._inner.deliveries.claim_due(**asked)
        await self._inner.__aexit__(None, None, None)
        await asyncio.sleep(0.01)
        self._inner = self._store.inner.unit_of_work()
        await self._inner.__aenter__()
        await self._inner.deliveries.claim_due(**asked)
        return read


class _ReadFirst(Toy):
    """The deliveries of a work that reads first."""

    def __init__(self, inner: Any, store: BrokenStore, work: ReadsThenClaims) -> None:
        super().__init__(inner, store)
        self._work = work

    async def claim_due(self, **asked: Any) -> list[Claim]:
        return await self._work.claim_due(**asked)
