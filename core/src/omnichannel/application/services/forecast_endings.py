"""ForecastEndingsService: which API versions and sign-ins end, and how many posts come after that."""

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.endings import EndingList, EndingOut
from omnichannel.application.ports.inbound.catalogue import CatalogueUseCase
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.ending import Ending, Urgency, end_of_version
from omnichannel.domain.refresh import TELL_AFTER
from omnichannel.domain.rights import Principal

ACCOUNTS_AT_ONCE = 1_000
MOST_TOLD = 1_000


@dataclass(slots=True)
class _Told:
    """What is told, with bounded memory: the nearest ends, and how many others there are."""

    now: datetime
    items: list[EndingOut] = field(default_factory=list)
    more: int = 0

    def add(self, ends: Iterable[tuple[UUID | None, Ending]]) -> None:
        """Take in the ends of accounts (or of none) that somebody needs to know."""
        urgent = ((id, end, end.urgency(self.now)) for id, end in ends)
        new = [_ending_out(id, end, urgency, self.now) for id, end, urgency in urgent if urgency]
        known = len(self.items) + len(new)
        self.items = heapq.nsmallest(MOST_TOLD, [*self.items, *new], key=lambda item: item.ends_at)
        self.more += known - len(self.items)


class ForecastEndingsService:
    """Forecasts; see `ForecastEndingsUseCase`."""

    def __init__(self, store: Store, catalogue: CatalogueUseCase, clock: Clock) -> None:
        self._store, self._catalogue, self._clock = store, catalogue, clock

    async def forecast(self, principal: Principal) -> EndingList:
        """Look at the accounts in one snapshot, many with one statement, and at their plans with another."""
        versions, told = self.versions(), _Told(self._clock.now())
        planned: Counter[str] = Counter()
        async with self._store.reading(principal.workspace_id) as work:
            async for accounts in _accounts(work):
                counted = await _planned_after(work, accounts, versions)
                told.add(
                    (one.id, replace(end, planned_after=counted.get((one.id, end.ends_at), 0)))
                    for one in accounts
                    for end in _sign_in(one)
                )
                for end in versions:
                    mine = (one.id for one in accounts if one.channel == end.channel)
                    planned[end.channel] += sum(counted.get((id, end.ends_at), 0) for id in mine)
        told.add((None, replace(end, planned_after=planned[end.channel])) for end in versions)
        return EndingList(items=told.items, more=told.more)

    def version_warnings(self) -> list[str]:
        """Tell the versions that end within 90 days; nothing is read."""
        now = self._clock.now()
        return [end.headline(now) for end in self.versions() if end.urgency(now)]

    def versions(self) -> list[Ending]:
        """Give the end of every version that channels speak, where it is announced; nothing is read."""
        return [
            end_of_version(channel.name, channel.label, version=version.name, last_day=version.ends)
            for channel in self._catalogue.channels().items
            if (version := channel.remote_version) is not None and version.ends is not None
        ]


async def _accounts(work: UnitOfWork) -> AsyncIterator[list[Account]]:
    """Give all accounts, so many at a time."""
    after = None
    while accounts := await work.accounts.page(limit=ACCOUNTS_AT_ONCE, after=after):
        yield accounts
        if len(accounts) < ACCOUNTS_AT_ONCE:
            return
        last = accounts[-1]
        after = (last.channel, last.name, last.id)


async def _planned_after(
    work: UnitOfWork, accounts: Sequence[Account], versions: Sequence[Ending]
) -> dict[tuple[UUID, datetime], int]:
    asked = [(one.id, end.ends_at) for one in accounts for end in _ends_of(one, versions)]
    return await work.deliveries.count_due_after(asked) if asked else {}


def _sign_in(account: Account) -> list[Ending]:
    """Give the end of a sign-in, unless it is renewed by itself before that, as far as anybody can tell."""
    if account.expires_at is None or (account.refreshes and account.refresh_failures < TELL_AFTER):
        return []
    return [
        Ending(
            kind="sign_in",
            channel=account.channel,
            subject=account.name,
            ends_at=account.expires_at,
            problem=account.refresh_problem,
        )
    ]


def _ends_of(account: Account, versions: Sequence[Ending]) -> list[Ending]:
    return _sign_in(account) + [one for one in versions if one.channel == account.channel]


def _ending_out(account_id: UUID | None, end: Ending, urgency: Urgency, now: datetime) -> EndingOut:
    return EndingOut(
        kind=end.kind,
        urgency=urgency.value,
        channel=end.channel,
        account_id=account_id,
        ends_at=end.ends_at,
        planned_after=end.planned_after,
        detail=end.told(now),
        fix=end.fix(),
    )
