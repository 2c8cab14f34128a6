from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.dtos.media import MediaOut, MediaPatch
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.edit_media import EditMediaService
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.domain.errors import InvalidRequest, NotFound, StaleVersion
from omnichannel.testing.posts import PIXEL
from tests.core.application.services.house import STRANGER, House
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fixed_clock import FixedClock


class Library:
    """Uploads and edits over one store."""

    def __init__(self, store: Store) -> None:
        self.uploads = UploadMediaService(store, FakeMediaStore(), FixedClock())
        self.edits = EditMediaService(store, FixedClock())

    async def upload(self, data: bytes = PIXEL) -> MediaOut:
        """Keep a file."""
        return await self.uploads.upload(PRINCIPAL, data, filename="loaf.png", alt_text="A loaf")

    async def edit(self, id: UUID, *, version: int = 1, **said: Any) -> MediaOut:
        """Edit."""
        return await self.edits.edit(PRINCIPAL, id, MediaPatch.model_validate(said), version=version)


@pytest.fixture
def library(store: Store) -> Library:
    """A library over the real store."""
    return Library(store)


async def test_what_is_named_changes(library: Library, house: House) -> None:
    """Fields that are named change, all others stay, the version grows, and the log tells of it."""
    asset = await library.upload()

    edited = await library.edit(asset.id, alt_text="Rye", focal_point={"x": 0.25, "y": 1})

    assert edited == await library.uploads.get(PRINCIPAL, asset.id)
    assert edited.focal_point is not None
    assert ("Rye", (0.25, 1), "loaf.png", 2) == (
        edited.alt_text,
        (edited.focal_point.x, edited.focal_point.y),
        edited.filename,
        edited.version,
    )
    deeds = [(deed.action, deed.detail) for deed in await house.deeds(asset.id)]
    assert ("media.edited", "version 2: alt_text, focal_point") in deeds


async def test_null_takes_back(library: Library) -> None:
    """Alt text and focal point are taken back by null; a filename is never nothing."""
    asset = await library.upload()
    await library.edit(asset.id, focal_point={"x": 0, "y": 0})

    edited = await library.edit(asset.id, version=2, alt_text=None, focal_point=None, filename=None)

    assert (None, None, "loaf.png") == (edited.alt_text, edited.focal_point, edited.filename)


async def test_a_new_name_is_only_a_name(library: Library) -> None:
    """A filename is cleaned as that of an upload is."""
    asset = await library.upload()

    assert "b.png" == (await library.edit(asset.id, filename="../a/b\r\n.png")).filename


async def test_what_changes_nothing_is_no_version(library: Library) -> None:
    """Saying again what is there already is no edit."""
    asset = await library.upload()

    assert asset == await library.edit(asset.id, alt_text="A loaf")
    assert asset == await library.edit(asset.id)


async def test_an_old_version_is_not_edited(library: Library) -> None:
    """Who read an older version is told to read again; strangers find nothing."""
    asset = await library.upload()
    await library.edit(asset.id, alt_text="Rye")

    with pytest.raises(StaleVersion, match="media asset"):
        await library.edit(asset.id, alt_text="Wheat")
    with pytest.raises(NotFound):
        await library.edits.edit(STRANGER, asset.id, MediaPatch(alt_text="x"), version=2)


async def test_a_document_has_no_focal_point(library: Library) -> None:
    """What nobody looks at cannot be cropped; the type is told."""
    asset = await library.upload(b"%PDF-1.7 ...")

    with pytest.raises(InvalidRequest) as raised:
        await library.edit(asset.id, focal_point={"x": 0, "y": 0})

    (problem,) = raised.value.problems
    assert ("/focal_point", "An asset of the type application/pdf has no focal point.") == (
        problem.field,
        problem.detail,
    )


async def test_accepted_messages_keep_what_they_have(library: Library, house: House) -> None:
    """An edit of an asset changes no message that was accepted before; later ones have it."""
    asset = await library.upload()
    shown = {"text": "See", "media": [{"media_id": str(asset.id)}]}
    before = await house.schedule(content=shown, publish={"when": "draft"})
    await library.edit(asset.id, alt_text="Rye", focal_point={"x": 0, "y": 1})

    after = await house.schedule(content=shown, publish={"when": "draft"})
    stored = await house.gets.get(PRINCIPAL, before.id)

    assert ("A loaf", None) == (stored.content.media[0].alt_text, stored.content.media[0].focal_point)
    assert "Rye" == after.content.media[0].alt_text
    assert before.content_hash != after.content_hash
