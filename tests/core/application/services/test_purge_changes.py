from datetime import timedelta

import pytest

from omnichannel.application.services import purge_changes
from omnichannel.application.services.purge_changes import PurgeChangesService
from tests.core.application.services.house import House
from tests.core.fakes.examples import PRINCIPAL


async def test_changes_are_kept_for_their_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before it is over all are there; after it they are gone, though it took several commits."""
    monkeypatch.setattr(purge_changes, "MOST_AT_ONCE", 2)
    for number in range(3):
        await house.schedule(str(number))
    service = PurgeChangesService(house.store, house.clock, kept=timedelta(days=7))

    house.clock.advance(7 * 86_400)
    before = await service.purge()
    house.clock.advance(1)
    after = await service.purge()

    assert (0, 5) == (before, after)
    assert [] == (await house.follows.page(PRINCIPAL, after=None, limit=9)).items
