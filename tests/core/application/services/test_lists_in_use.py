"""Which lists a message may name, and which may be removed."""

from uuid import UUID

import pytest

from omnichannel.application.dtos.messages import Now
from omnichannel.application.services.fan_out_due import FanOutDueService
from omnichannel.application.services.keep_recipient_lists import KeepRecipientListsService
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import House
from tests.core.application.services.lists import listed, shown, spread, to_list
from tests.core.fakes.examples import PRINCIPAL


async def test_a_list_in_use_stays(house: House, spreads: FanOutDueService) -> None:
    """A list is removed only when no draft and no unfinished message writes to it."""
    list_id, keeps = await listed(house, 2), KeepRecipientListsService(house.store, house.clock)
    draft = await house.schedule(targets=to_list(house, list_id), publish={"when": "draft"})
    for expected in ("draft", "unspread", "unsent"):
        with pytest.raises(NotAllowedNow, match=r"used by a message that is not finished\. Cancel"):
            await keeps.remove(PRINCIPAL, list_id)
        if expected == "draft":
            await house.edits.reschedule(PRINCIPAL, draft.id, Now(when="now"), version=1)
        if expected == "unspread":
            await spread(spreads)

    await house.settle(Published("42"))
    await keeps.remove(PRINCIPAL, list_id)

    assert ("published", 2, 2, 2) == await shown(house, draft)


@pytest.mark.parametrize("publish", [{"when": "now"}, {"when": "draft"}])
async def test_an_unknown_list_is_refused(house: House, publish: dict[str, str]) -> None:
    """A list that is not there is told with its place and the way to get one."""
    with pytest.raises(InvalidRequest, match=r"/targets/0/recipient_list_id: There is no .* Upload it first"):
        await house.schedule(targets=to_list(house, UUID(int=5)), publish=publish)


async def test_a_draft_whose_list_is_gone_cannot_be_scheduled(
    house: House, spreads: FanOutDueService
) -> None:
    """A message that was finished needs its list again when it is edited, and is told that it is gone."""
    list_id, keeps = await listed(house, 2), KeepRecipientListsService(house.store, house.clock)
    message = await house.schedule(targets=to_list(house, list_id))
    await house.cancels.cancel(PRINCIPAL, message.id)
    await keeps.remove(PRINCIPAL, list_id)

    with pytest.raises(InvalidRequest, match="There is no recipient list"):
        await house.schedule(targets=to_list(house, list_id))


async def test_a_feed_has_no_list(house: House) -> None:
    """What is published to everybody cannot be published to a list."""
    targets = [{"account_id": house.feed, "recipient_list_id": await listed(house, 2)}]

    with pytest.raises(InvalidRequest, match=r"/targets/0/recipient_list_id: .* has no recipients"):
        await house.schedule(targets=targets)


async def test_two_lists_of_one_account_are_refused(house: House) -> None:
    """Who stands in both would get it twice."""
    targets = to_list(house, await listed(house, 2)) + to_list(house, await listed(house, 2))

    with pytest.raises(InvalidRequest, match=r"writes to several lists.* Upload them as one list"):
        await house.schedule(targets=targets)


async def test_what_the_platform_would_refuse_is_found_with_the_first_of_the_list(house: House) -> None:
    """A text that cannot be sent is refused at once, not for each of the people later."""
    with pytest.raises(InvalidRequest, match="/content/text"):
        await house.schedule("bad", targets=to_list(house, await listed(house, 2)))
