from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.remove_media import RemoveMediaService
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.domain.errors import InvalidRequest, NotAllowedNow, NotFound
from omnichannel.domain.outcome import Published
from omnichannel.domain.rights import Principal
from omnichannel.testing.posts import PIXEL
from tests.core.application.services.house import STRANGER, House
from tests.core.application.services.test_schedule_message import WatchedStore
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fixed_clock import FixedClock


class SlowMediaStore(FakeMediaStore):
    """Does *then*, once, when bytes were just kept and nobody has named them yet."""

    then: Callable[[], Awaitable[object]] | None = None

    async def put(self, sha256: str, data: bytes) -> None:
        """Keep, and let something happen."""
        await super().put(sha256, data)
        then, self.then = self.then, None
        if then is not None:
            await then()


class Shelf:
    """Uploads and removals over one store."""

    def __init__(self, store: Store) -> None:
        self.kept = SlowMediaStore()
        self.uploads = UploadMediaService(store, self.kept, FixedClock())
        self.removals = RemoveMediaService(store, self.kept, FixedClock())

    async def upload(self, principal: Principal = PRINCIPAL) -> MediaOut:
        """Keep a picture."""
        return await self.uploads.upload(principal, PIXEL, filename="loaf.png")

    async def remove(self, asset: MediaOut, principal: Principal = PRINCIPAL) -> None:
        """Remove it."""
        await self.removals.remove(principal, asset.id)

    async def is_there(self, asset: MediaOut) -> bool:
        """Whether it is known and its bytes can be read."""
        try:
            return (await self.uploads.content(PRINCIPAL, asset.id))[1] == PIXEL
        except NotFound:
            return False


@pytest.fixture
def shelf(store: Store) -> Shelf:
    """A shelf over the real store."""
    return Shelf(store)


def showing(asset: MediaOut) -> dict[str, Any]:
    return {"text": "See", "media": [{"media_id": str(asset.id)}]}


async def test_a_removed_asset_takes_its_bytes_along(shelf: Shelf, house: House) -> None:
    """Asset and bytes are gone, the log tells who did it, and a second time there is nothing."""
    asset = await shelf.upload()

    await shelf.remove(asset)

    assert {} == shelf.kept.kept
    assert "media.removed" in [deed.action for deed in await house.deeds(asset.id)]
    with pytest.raises(NotFound, match=str(asset.id)):
        await shelf.remove(asset)


async def test_bytes_stay_while_anybody_has_them(shelf: Shelf) -> None:
    """The same picture of another workspace keeps its bytes, until it is removed too."""
    ours, theirs = await shelf.upload(), await shelf.upload(STRANGER)

    await shelf.remove(ours)
    content = await shelf.uploads.content(STRANGER, theirs.id)
    await shelf.remove(theirs, STRANGER)

    assert PIXEL == content[1]
    assert {} == shelf.kept.kept


async def test_strangers_remove_nothing(shelf: Shelf) -> None:
    """Another workspace does not find our picture, so it stays."""
    asset = await shelf.upload()

    with pytest.raises(NotFound):
        await shelf.remove(asset, STRANGER)

    assert await shelf.is_there(asset)


@pytest.mark.parametrize("when", ["draft", "now"])
async def test_what_a_message_needs_stays(shelf: Shelf, house: House, when: str) -> None:
    """While a message is not finished, the refusal names it and says what can be done."""
    asset = await shelf.upload()
    message = await house.schedule(content=showing(asset), publish={"when": when})

    with pytest.raises(NotAllowedNow) as raised:
        await shelf.remove(asset)

    assert (
        f"Cannot remove the media asset: it is needed by the message {message.id}. "
        "Take it out of them, cancel them, or wait until they are finished."
    ) == str(raised.value)
    assert await shelf.is_there(asset)


async def test_a_few_of_many_are_named(shelf: Shelf, house: House) -> None:
    """However many messages need it, five are named."""
    asset = await shelf.upload()
    for _ in range(6):
        await house.schedule(content=showing(asset), publish={"when": "draft"})

    with pytest.raises(NotAllowedNow, match=r"needed by the messages .* and others") as raised:
        await shelf.remove(asset)

    assert 4 == str(raised.value).count(", ") - str(raised.value.fix).count(", ")


async def test_what_is_finished_needs_nothing(shelf: Shelf, house: House) -> None:
    """Published or cancelled, a message lets go of its picture, and still shows what it was."""
    asset = await shelf.upload()
    published = await house.schedule(content=showing(asset))
    await house.settle(Published("1"))
    cancelled = await house.schedule(content=showing(asset), publish={"when": "draft"})
    await house.cancels.cancel(PRINCIPAL, cancelled.id)

    await shelf.remove(asset)

    shown = (await house.gets.get(PRINCIPAL, published.id)).content.media
    assert [asset.id] == [ref.media_id for ref in shown]


async def test_a_message_of_the_same_moment_is_refused(store: Store, shelf: Shelf, house: House) -> None:
    """Removed between looking and storing, a picture cannot be in the message, which is told so."""
    asset = await shelf.upload()
    watched = WatchedStore(store, between=lambda: shelf.remove(asset))
    new = house.written(content=showing(asset))

    with pytest.raises(InvalidRequest, match="removed in this moment"):
        await watched.service(house).schedule(PRINCIPAL, new)

    assert [] == (await house.lists.list(PRINCIPAL, limit=9, cursor=None)).items


async def test_the_same_upload_in_the_same_moment_keeps_its_bytes(shelf: Shelf) -> None:
    """Bytes that go between keeping and naming them are kept again."""
    first = await shelf.upload()
    shelf.kept.then = lambda: shelf.remove(first)

    second = await shelf.upload()

    assert not await shelf.is_there(first)
    assert await shelf.is_there(second)


async def test_nothing_is_removed_by_a_wrong_id(shelf: Shelf) -> None:
    """An id that nobody knows is not found, and says so in words."""
    with pytest.raises(NotFound, match="There is no media asset"):
        await shelf.removals.remove(PRINCIPAL, uuid4())
