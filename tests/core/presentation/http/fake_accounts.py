"""Accounts, kept in a dict."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from omnichannel.application.dtos.accounts import (
    AccountEditIn,
    AccountIn,
    AccountList,
    AccountOut,
    CredentialsIn,
    PauseIn,
    ProbeOut,
    QuotaOut,
    RefreshOut,
)
from omnichannel.domain.errors import NotFound, StaleVersion
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import NOW, World


@dataclass
class FakeAccounts:
    world: World

    async def connect(self, principal: Principal, new: AccountIn) -> AccountOut:
        self.world.hear(principal)
        account = AccountOut(
            id=uuid4(),
            channel=new.channel,
            name=new.name,
            external_id=new.external_id,
            handle=new.handle,
            state="connected",
            paused_by=None,
            pause_reason=None,
            expires_at=None,
            version=1,
            created_at=NOW,
        )
        self.world.accounts[account.id] = account
        return account

    async def reconnect(self, principal: Principal, id: UUID, new: CredentialsIn) -> AccountOut:
        return await self.get(principal, id)

    async def list(self, principal: Principal, *, limit: int, cursor: str | None) -> AccountList:
        self.world.hear(principal)
        return AccountList(items=[*self.world.accounts.values()][:limit], next=cursor)

    async def get(self, principal: Principal, id: UUID) -> AccountOut:
        self.world.hear(principal)
        if id not in self.world.accounts:
            raise NotFound("account", id)
        return self.world.accounts[id]


@dataclass
class FakeAccountCare:
    world: World
    accounts: FakeAccounts

    async def edit(self, principal: Principal, id: UUID, new: AccountEditIn, *, version: int) -> AccountOut:
        known = await self.accounts.get(principal, id)
        if known.version != version:
            raise StaleVersion("account", id, version)
        return self._kept(known, name=new.name, handle=new.handle)

    async def pause(self, principal: Principal, id: UUID, why: PauseIn) -> AccountOut:
        known = await self.accounts.get(principal, id)
        return self._kept(known, state="paused", paused_by="person", pause_reason=why.reason or "Rest.")

    async def resume(self, principal: Principal, id: UUID) -> AccountOut:
        known = await self.accounts.get(principal, id)
        return self._kept(known, state="active", paused_by=None, pause_reason=None)

    async def probe(self, principal: Principal, id: UUID) -> ProbeOut:
        await self.accounts.get(principal, id)
        return ProbeOut(ok=True, checked_at=NOW, expires_at=None, reason=None, fix=None)

    async def refresh(self, principal: Principal, id: UUID) -> RefreshOut:
        await self.accounts.get(principal, id)
        return RefreshOut(ok=True, at=NOW)

    async def remove(self, principal: Principal, id: UUID) -> None:
        await self.accounts.get(principal, id)
        del self.world.accounts[id]

    async def ask(self, principal: Principal, id: UUID, at: datetime | None) -> QuotaOut:
        await self.accounts.get(principal, id)
        moment = at or NOW
        told: dict[str, Any] = {"limit": 10, "per_seconds": 60.0, "reason": None, "next_free_at": moment}
        return QuotaOut(allowed=True, at=moment, used=1, **told)

    def _kept(self, known: AccountOut, **changes: Any) -> AccountOut:
        account = known.model_copy(update={**changes, "version": known.version + 1})
        self.world.accounts[account.id] = account
        return account
