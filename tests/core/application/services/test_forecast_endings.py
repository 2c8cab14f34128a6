"""The forecast over a real store: sign-ins and versions that end before what is planned."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.plugins import ChannelList, ChannelOut, RemoteVersionOut
from omnichannel.application.services.forecast_endings import ForecastEndingsService
from omnichannel.domain.account import Account
from tests.core.application.services.house import House
from tests.core.fakes.examples import NOW, PRINCIPAL, account


@dataclass
class Versions:
    """A catalogue with one channel, whose API version ends."""

    ends: date | None

    def channels(self) -> ChannelList:
        """Give it."""
        version = RemoteVersionOut(name="v25.0", ends=self.ends, source="https://platform.example")
        facts: dict[str, Any] = {"distribution": "omnichannel-feed", "version": "1.0.0", "preview": None}
        lists: dict[str, Any] = {"abilities": [], "limits": [], "hosts": []}
        schemas: dict[str, Any] = {"options_schema": {}, "credentials_schema": {}}
        return ChannelList(
            items=[
                ChannelOut(
                    name="feed",
                    label="Feed",
                    has_recipients=False,
                    counts_text_in="characters",
                    remote_version=version,
                    **facts,
                    **lists,
                    **schemas,
                )
            ]
        )


def forecasts(house: House, ends: date | None) -> ForecastEndingsService:
    catalogue: Any = Versions(ends)
    return ForecastEndingsService(house.store, catalogue, house.clock)


async def planned(house: House, *days: int) -> None:
    for day in days:
        local = (NOW + timedelta(days=day)).replace(tzinfo=None).isoformat()
        at = {"when": "at", "local": local, "zone": "UTC"}
        await house.schedule(targets=[{"account_id": house.feed}], publish=at)


async def sign_in_ends(house: House, id: UUID, days: int) -> None:
    async with house.store.unit_of_work() as work:
        account = await work.accounts.get_by_id(id)
        assert account is not None
        ends_at = NOW + timedelta(days=days)
        await work.accounts.save(account.reconnected(account.sealed, expires_at=ends_at))
        await work.commit()


async def test_posts_after_a_sign_in_ends_are_counted(house: House) -> None:
    """The account, the day, and how many posts come after it; the nearest end comes first."""
    await sign_in_ends(house, house.feed, 20)
    await planned(house, 10, 21, 22, 70)

    found = (await forecasts(house, (NOW + timedelta(days=60)).date()).forecast(PRINCIPAL)).items

    assert [("sign_in", "warning", 3), ("remote_version", "notice", 1)] == [
        (one.kind, one.urgency, one.planned_after) for one in found
    ]
    assert (house.feed, None) == (found[0].account_id, found[1].account_id)
    assert found[0].detail.endswith("ends on 21 March 2027, in 20 days. 3 posts are planned after it.")
    assert found[1].detail.startswith("Version v25.0 of Feed's API ends on 1 May 2027, in 60 days.")


async def many_accounts(house: House, count: int) -> list[Account]:
    """Connect accounts whose sign-ins end in 20 days, the later in the list the sooner, all but the first."""
    made = [
        account(
            id=UUID(int=10_000 + number),
            channel="feed",
            name=f"Page {number:05}",
            external_id=str(number),
            expires_at=None if number == 0 else NOW + timedelta(days=20, minutes=-number),
        )
        for number in range(count)
    ]
    async with house.store.unit_of_work() as work:
        await work.accounts.add_many(made)
        await work.commit()
    return made


async def test_no_account_is_left_out_however_many_there_are(house: House) -> None:
    """Of 2,500 accounts the last ones are told, with their posts; of what is too much to tell, how much."""
    made = await many_accounts(house, 2_500)
    for one in (made[0], made[1], made[-1]):
        later = (NOW + timedelta(days=61)).replace(tzinfo=None).isoformat()
        at = {"when": "at", "local": later, "zone": "UTC"}
        await house.schedule(targets=[{"account_id": one.id}], publish=at)
    for number in (2_400, 2_000):
        early = (NOW + timedelta(days=20)).replace(tzinfo=None).isoformat()
        at = {"when": "at", "local": early, "zone": "UTC"}
        await house.schedule(targets=[{"account_id": made[number].id}], publish=at)

    found = await forecasts(house, (NOW + timedelta(days=7)).date()).forecast(PRINCIPAL)

    version, *sign_ins = found.items
    assert ("remote_version", 5) == (version.kind, version.planned_after)
    assert [made[number].id for number in (2_499, 2_400, 2_000, 1)] == [one.account_id for one in sign_ins]
    assert ({1}, 0) == ({one.planned_after for one in sign_ins}, found.more)


async def test_the_nearest_ends_are_told_and_the_others_counted(house: House) -> None:
    """Of 1,499 sign-ins that end this week and a version, the nearest 1,000 are told."""
    made = await many_accounts(house, 1_500)
    house.clock.advance(timedelta(days=15).total_seconds())

    found = await forecasts(house, (NOW + timedelta(days=60)).date()).forecast(PRINCIPAL)

    nearest = [one.id for one in reversed(made[500:])]
    assert (nearest, 500) == ([one.account_id for one in found.items], found.more)


async def test_what_nobody_needs_to_know_is_left_out(house: House) -> None:
    """A sign-in that lasts longer than every plan, and a version without an end, are no news."""
    await sign_in_ends(house, house.feed, 20)
    await planned(house, 10)
    service = forecasts(house, None)

    assert ([], []) == ((await service.forecast(PRINCIPAL)).items, service.version_warnings())


async def test_versions_are_told_without_reading_anything(house: House) -> None:
    """Whoever watches the process is told of versions alone."""
    service = forecasts(house, NOW.date())

    told = "Version v25.0 of Feed's API ends on 2 March 2027, in less than a day."
    assert [told] == service.version_warnings()
