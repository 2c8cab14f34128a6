"""How many deliveries to a list are made a second, and how many people of a file are kept."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel_sqlalchemy.settings import SqlAlchemySettings
from omnichannel_sqlalchemy.store import open_store
from tests.bench.lines import print_line
from tests.bench.rounds import Speed, timed
from tests.core.application.services.house import House, furnished
from tests.core.fakes.examples import PRINCIPAL

PEOPLE = 50_000


async def bench() -> None:
    """Upload a list, schedule a message to it, make all deliveries; synchronous=FULL."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(SqlAlchemySettings(), Path(folder))
        await store.open()
        house = await furnished(store)
        keeps = KeepRecipientListsService(store, house.clock)
        data = "".join(f"guest{number}@example.org,Guest {number}\n" for number in range(PEOPLE)).encode()
        _print("list_upload", await timed(PEOPLE, keeps.upload(PRINCIPAL, data, name="Guests")))
        (kept,) = await _lists(house)
        await house.schedule(targets=[{"account_id": house.mail, "recipient_list_id": kept}])
        _print("fan_out", await timed(PEOPLE, _fanned_out(house)))
        await store.close()


async def _lists(house: House) -> list[UUID]:
    async with house.store.reading() as work:
        return [one.id for one in await work.recipient_lists.page(limit=9)]


async def _fanned_out(house: House) -> None:
    spreads = FanOutDueService(house.store, house.bus, house.clock, lease=timedelta(seconds=60))
    while await spreads.fan_out():
        house.clock.advance(1)


def _print(name: str, speed: Speed) -> None:
    print_line(name, speed.per_second, "people a second", cpu_us=speed.cpu_us, people=PEOPLE)
