from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.dtos.messages import At, Draft, Now
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound, StaleVersion
from omnichannel.domain.events import MessagesScheduled
from omnichannel.domain.outcome import Published
from tests.core.application.services.house import STRANGER, House, mailed
from tests.core.fakes.examples import PRINCIPAL, at

LATER: dict[str, Any] = {"when": "at", "local": "2027-03-02T09:00:00", "zone": "UTC"}
NEXT_DAY = At(when="at", local=at(86_400).replace(tzinfo=None), zone="UTC")


async def test_an_edit_replaces_everything(house: House) -> None:
    """Text, targets and time are the new ones; author and time of writing stay."""
    old = await house.schedule(publish=LATER)
    house.clock.advance(10)

    new = house.written("Rye", targets=[mailed(house.mail, "a@example.org", "b@example.org")], publish=LATER)
    edited = await house.edits.edit(PRINCIPAL, old.id, new, version=1)

    stored = await house.gets.get(PRINCIPAL, old.id)
    assert ("Rye", 2, {"scheduled": 2}) == (stored.content.text, stored.version, stored.counts)
    assert (old.created_at, old.created_by, at(10)) == (
        stored.created_at,
        stored.created_by,
        stored.updated_at,
    )
    assert edited.content_hash == stored.content_hash != old.content_hash


async def test_two_editors_do_not_overwrite_each_other(house: House) -> None:
    """Who edits a version that is no longer there is told so, and nothing is changed."""
    old = await house.schedule(publish=LATER)
    await house.edits.edit(PRINCIPAL, old.id, house.written("First", publish=LATER), version=1)

    with pytest.raises(StaleVersion):
        await house.edits.edit(PRINCIPAL, old.id, house.written("Second", publish=LATER), version=1)

    assert "First" == (await house.gets.get(PRINCIPAL, old.id)).content.text


async def test_an_edit_is_inspected(house: House) -> None:
    """An edit that would make a message unpublishable changes nothing."""
    old = await house.schedule(publish=LATER)

    with pytest.raises(InvalidRequest):
        await house.edits.edit(PRINCIPAL, old.id, house.written("bad", publish=LATER), version=1)

    assert 1 == (await house.gets.get(PRINCIPAL, old.id)).version


async def test_what_is_on_its_way_cannot_be_edited(house: House) -> None:
    """Once a delivery was claimed, its message stays as it is."""
    old = await house.schedule()
    await house.claimed()

    with pytest.raises(NotAllowedNow, match="being published"):
        await house.edits.edit(PRINCIPAL, old.id, house.written("Rye"), version=1)

    assert "Fresh bread" == (await house.gets.get(PRINCIPAL, old.id)).content.text


async def test_what_is_on_its_way_cannot_be_moved(house: House) -> None:
    """Once a delivery was claimed, its message keeps its time."""
    old = await house.schedule()
    await house.claimed()

    with pytest.raises(NotAllowedNow, match="being published"):
        await house.edits.reschedule(PRINCIPAL, old.id, NEXT_DAY, version=1)

    assert 1 == (await house.gets.get(PRINCIPAL, old.id)).version


async def test_a_cancelled_message_cannot_be_changed(house: House) -> None:
    """What was called off is written anew, not edited."""
    old = await house.schedule(publish=LATER)
    cancelled = await house.cancels.cancel(PRINCIPAL, old.id)

    with pytest.raises(NotAllowedNow, match="cancelled"):
        await house.edits.edit(PRINCIPAL, old.id, house.written(), version=cancelled.version)


async def test_rescheduling_keeps_the_deliveries(house: House) -> None:
    """Another time is all that changes; deliveries keep their ids and the ticker hears of it."""
    old = await house.schedule(publish=LATER)
    before = await house.gets.get(PRINCIPAL, old.id)

    moved = await house.edits.reschedule(PRINCIPAL, old.id, NEXT_DAY, version=1)

    after = await house.gets.get(PRINCIPAL, old.id)
    assert [one.id for one in before.deliveries] == [one.id for one in after.deliveries]
    assert [at(86_400)] == [one.next_look_at for one in after.deliveries]
    assert MessagesScheduled((old.id,), at(86_400)) == house.bus.events[-1]
    assert (2, "Fresh bread") == (moved.version, moved.content.text)


async def test_a_message_may_become_a_draft_again(house: House) -> None:
    """A draft is due never, and its deliveries are held."""
    old = await house.schedule(publish=LATER)

    draft = await house.edits.reschedule(PRINCIPAL, old.id, Draft(when="draft"), version=1)

    assert ("draft", {"held": 1}, None) == (draft.status, draft.counts, draft.schedule)
    assert await house.releases.next_due() is None


async def test_a_draft_may_be_published_now(house: House) -> None:
    """Publishing a draft makes its deliveries due at once."""
    old = await house.schedule(publish={"when": "draft"})

    await house.edits.reschedule(PRINCIPAL, old.id, Now(when="now"), version=1)
    await house.settle(Published("42"))

    assert "published" == (await house.gets.get(PRINCIPAL, old.id)).status


async def test_a_draft_is_inspected_when_it_is_scheduled(house: House) -> None:
    """What was allowed in a draft is refused when it is to be published."""
    old = await house.schedule("bad", publish={"when": "draft"})

    with pytest.raises(InvalidRequest):
        await house.edits.reschedule(PRINCIPAL, old.id, Now(when="now"), version=1)


async def test_messages_of_others_are_not_there(house: House) -> None:
    """Neither a stranger nor a wrong id finds a message to edit."""
    old = await house.schedule(publish=LATER)

    for principal, id in [(STRANGER, old.id), (PRINCIPAL, UUID(int=5))]:
        with pytest.raises(NotFound):
            await house.edits.edit(principal, id, house.written(), version=1)


async def test_edits_are_written_down(house: House) -> None:
    """The audit log tells each edit and each move, with the version it made."""
    old = await house.schedule(publish=LATER)
    await house.edits.edit(PRINCIPAL, old.id, house.written(publish=LATER), version=1)
    await house.edits.reschedule(PRINCIPAL, old.id, NEXT_DAY, version=2)

    deeds = await house.deeds(old.id)

    assert [("message.edited", "version 2"), ("message.rescheduled", "version 3")] == [
        (deed.action, deed.detail) for deed in deeds[1:]
    ]
