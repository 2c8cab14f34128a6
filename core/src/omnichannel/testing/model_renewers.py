"""What those do in the model of repositories who renew sign-ins: claim accounts, come back, come too late."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.errors import StaleVersion
from omnichannel.testing.model_house import WORKSPACES, ModelHouse, chosen
from omnichannel.testing.model_rules import Rule, demand, demand_equal
from omnichannel.testing.repository_samples import LEASE, SECOND

NUMBERS = st.integers(0, 99)
LIVES = st.sampled_from([SECOND, LEASE, timedelta(days=3), None])


class Renewers(ModelHouse):
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

    @rule(
        limits=st.lists(st.integers(1, 3), min_size=1, max_size=3), where=st.sampled_from([None, *WORKSPACES])
    )
    def claim_refresh(self, limits: list[int], where: UUID | None) -> None:
        """Claim what is to be renewed, at once by several: together they get what one would have got."""
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

    @rule()
    def look_what_is_renewed_next(self) -> None:
        """Ask when a sign-in is to be renewed next."""

        async def work(uow: UnitOfWork) -> Any:
            return await uow.accounts.next_refresh()

        demand_equal(self.known.next_refresh(), self.read(work), Rule.NEXT_DUE, "the next to be renewed")


def _by_id(accounts: list[Account]) -> dict[UUID, Account]:
    return {each.id: each for each in accounts}
