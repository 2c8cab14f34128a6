"""What those do in the model of repositories who renew sign-ins: claim accounts, come back, come too late."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from omnichannel.domain.account import Account
from omnichannel.domain.errors import StaleVersion
from omnichannel.testing.model_house import WORKSPACES, chosen
from omnichannel.testing.model_opening import NUMBERS, Opening
from omnichannel.testing.model_rules import Rule, demand, demand_equal
from omnichannel.testing.repository_samples import LEASE, SECOND

LIMITS = st.lists(st.integers(1, 3), min_size=1, max_size=3)
LIVES = st.sampled_from([SECOND, LEASE, timedelta(days=3), None])


class Renewers(Opening):
    """
    Rules of renewing.

    Attributes:
        renewing: accounts as they were claimed, whose holders have told nothing yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.renewing: list[Account] = []

    @precondition(lambda self: self.accounts())
    @rule(which=NUMBERS, life=LIVES)
    def sign_in_again(self, which: int, life: timedelta | None) -> None:
        """Reconnect an account whose sign-in ends, and is to be renewed before."""
        now, account = self.tick(), chosen(self.accounts(), which)
        end, due = (None, None) if life is None else (now + life, now + life / 2)
        self._keep(account.reconnected(b"again", expires_at=end, refresh_at=due))

    @precondition(lambda self: self.accounts())
    @rule()
    def be_overtaken(self) -> None:
        """Claim what is to be renewed next; a person signs in meanwhile; and who renewed it comes back."""
        held, first = len(self.renewing), self.accounts()[0]
        if self.known.next_refresh() is None:
            self.claim_one_account([*self.known.accounts].index(first.id))
        else:
            self.claim_refresh([1], None, waits=True)
        for claimed in self.renewing[held:]:
            self.sign_in_again(self.accounts().index(self.known.accounts[claimed.id]), LEASE)
            self.come_back(held, "renewed", LEASE)

    @precondition(lambda self: self.known.next_refresh())
    @rule(limits=LIMITS, where=st.sampled_from([None, *WORKSPACES]), waits=st.booleans())
    def claim_refresh(self, limits: list[int], where: UUID | None, waits: bool) -> None:
        """Claim what is to be renewed, at once by several: together they get what one would have got."""
        self.now = max(self.now, self.known.next_refresh() or self.now) if waits else self.now
        now = self.tick()
        asked: dict[str, Any] = {"now": now, "lease": LEASE, "passing_over": ["postcards"] if where else []}

        async def one(limit: int) -> list[Account]:
            return await self.written(
                lambda uow: uow.accounts.claim_refresh(limit=limit, **asked), workspace=where
            )

        async def all_of_them() -> list[list[Account]]:
            return await asyncio.wait_for(asyncio.gather(*(one(limit) for limit in limits)), 30)

        won = [each for share in self.run(all_of_them()) for each in share]
        demand(len({each.id for each in won}) == len(won), Rule.RENEWED_ONCE, "two claimed the same account")
        known = self.known.claim_refresh(limit=sum(limits), workspace=where, **asked)
        demand_equal(_by_id(known), _by_id(won), Rule.RENEWED_ONCE, "the accounts to be renewed")
        self.renewing += won

    @precondition(lambda self: self.known.accounts)
    @rule(which=NUMBERS)
    def claim_one_account(self, which: int) -> None:
        """Claim one account by a person's word; not while somebody renews it."""
        now, id = self.tick(), chosen(list(self.known.accounts), which)
        won = self.write(lambda uow: uow.accounts.claim_refresh_of(id, now=now, lease=LEASE))
        known = self.known.claim_refresh_of(id, now=now, lease=LEASE)
        demand_equal(known, won, Rule.RENEWED_ONCE, "the account that a person wants renewed")
        self.renewing += [] if won is None else [won]

    @precondition(lambda self: self.renewing)
    @rule(which=NUMBERS, answer=st.sampled_from(["renewed", "refused", "unclear"]), life=LIVES)
    def come_back(self, which: int, answer: str, life: timedelta | None) -> None:
        """Save what came of it: who holds an old version is not believed."""
        now, held = self.tick(), chosen(self.renewing, which)
        self.renewing = [each for each in self.renewing if each is not held]
        end, due = (None, None) if life is None else (now + life, now + life / 2)
        after = {
            "renewed": held.refreshed(b"renewed", expires_at=end, refresh_at=due, now=now),
            "refused": held.refresh_refused("The grant is gone."),
            "unclear": held.refresh_failed("No answer.", refresh_at=now + SECOND, is_unclear=True),
        }[answer]
        is_newest = self.known.accounts[held.id].version == held.version
        demand_equal(is_newest, self._saved(after), Rule.ACCOUNTS, "whether an account could be saved")
        if is_newest:
            self.known.accounts[held.id] = after

    def _saved(self, account: Account) -> bool:
        try:
            self.write(lambda uow: uow.accounts.save(account), workspace=account.workspace_id)
        except StaleVersion:
            return False
        return True

    def _keep(self, account: Account) -> None:
        demand(self._saved(account), Rule.ACCOUNTS, "a person's word about an account was not believed")
        self.known.accounts[account.id] = account


def _by_id(accounts: list[Account]) -> dict[UUID, Account]:
    return {each.id: each for each in accounts}
