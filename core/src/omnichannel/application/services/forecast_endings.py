"""ForecastEndingsService: which API versions and sign-ins end, and how many posts come after that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from omnichannel.application.dtos.endings import EndingList, EndingOut
from omnichannel.application.ports.inbound.catalogue import CatalogueUseCase
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.account import Account
from omnichannel.domain.ending import Ending, Urgency, end_of_version
from omnichannel.domain.refresh import TELL_AFTER
from omnichannel.domain.rights import Principal

MOST_ACCOUNTS = 1_000


class ForecastEndingsService:
    """Forecasts; see `ForecastEndingsUseCase`."""

    def __init__(self, store: Store, catalogue: CatalogueUseCase, clock: Clock) -> None:
        self._store, self._catalogue, self._clock = store, catalogue, clock

    async def forecast(self, principal: Principal) -> EndingList:
        """Look at the accounts in one snapshot: one statement for them, one for what is planned."""
        now, versions = self._clock.now(), self.versions()
        async with self._store.reading(principal.workspace_id) as work:
            accounts = await work.accounts.page(limit=MOST_ACCOUNTS, after=None)
            asked = [(one.id, end.ends_at) for one in accounts for end in _ends_of(one, versions)]
            counted = await work.deliveries.count_due_after(asked) if asked else {}
        found: list[tuple[UUID | None, Ending]] = []
        found += [(None, _counted(end, accounts, counted)) for end in versions]
        found += [
            (one.id, replace(end, planned_after=counted.get((one.id, end.ends_at), 0)))
            for one in accounts
            for end in _sign_in(one)
        ]
        near = [(id, end, urgency) for id, end in found if (urgency := end.urgency(now))]
        items = [_ending_out(id, end, urgency, now) for id, end, urgency in near]
        return EndingList(items=sorted(items, key=lambda item: item.ends_at))

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


def _counted(end: Ending, accounts: Sequence[Account], counted: dict[tuple[UUID, datetime], int]) -> Ending:
    mine = (counted.get((one.id, end.ends_at), 0) for one in accounts if one.channel == end.channel)
    return replace(end, planned_after=sum(mine))


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
