import pytest

from omnichannel.application.ports.outbound.media_repository import MediaFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.list_media import ListMediaService
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.domain.errors import InvalidRequest
from omnichannel.testing.posts import PIXEL
from tests.core.application.services.house import STRANGER
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fixed_clock import FixedClock


async def upload(store: Store, *names: str) -> None:
    """Upload files, a second after each other."""
    clock = FixedClock()
    uploads = UploadMediaService(store, FakeMediaStore(), clock)
    for name in names:
        await uploads.upload(PRINCIPAL, PIXEL, filename=name)
        clock.advance(seconds=1)


async def test_pages_follow_each_other(store: Store) -> None:
    """The newest comes first, `next` leads on, and the last page has none."""
    await upload(store, "a.png", "b.png", "c.png")
    lists = ListMediaService(store)

    first = await lists.list(PRINCIPAL, limit=2, cursor=None)
    rest = await lists.list(PRINCIPAL, limit=2, cursor=first.next)

    assert ["c.png", "b.png", "a.png"] == [asset.filename for asset in first.items + rest.items]
    assert rest.next is None
    assert [] == (await lists.list(STRANGER, limit=2, cursor=None)).items


async def test_a_cursor_belongs_to_its_filters(store: Store) -> None:
    """A cursor of one list is refused in another, in words, and so is what is none."""
    await upload(store, "a.png", "b.png")
    lists = ListMediaService(store)
    page = await lists.list(PRINCIPAL, limit=1, cursor=None, only=MediaFilter(text="png"))

    with pytest.raises(InvalidRequest, match="made with other filters"):
        await lists.list(PRINCIPAL, limit=1, cursor=page.next)
    with pytest.raises(InvalidRequest, match="not a cursor of ours"):
        await lists.list(PRINCIPAL, limit=1, cursor="x")
