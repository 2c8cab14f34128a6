import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.show_thumbnail import ShowThumbnailService, shrunk
from omnichannel.application.services.upload_media import UploadMediaService
from omnichannel.domain.errors import NotFound
from tests.core.application.services.house import STRANGER
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.fixed_clock import FixedClock


def encoded(kind: str, size: tuple[int, int], mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "red").save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "CMYK", "L")),
        *(("PNG", mode) for mode in ("RGB", "RGBA", "LA", "I;16", "1", "P")),
        *(("TIFF", mode) for mode in ("F", "I", "LAB")),
        *(("GIF", "P"), ("WEBP", "RGB")),
    ],
)
def test_any_picture_becomes_small(kind: str, mode: str) -> None:
    """Whatever it is and however it has its colours, it is shown whole, within the size, as WebP."""
    file = io.BytesIO()
    Image.new(mode, (600, 300)).save(file, kind)

    small = opened(shrunk(file.getvalue(), 64))

    assert ("WEBP", (64, 32)) == (small.format, small.size)


def test_a_scan_with_many_greys_keeps_them() -> None:
    """16 bits of grey become 8; half bright stays half bright."""
    file = io.BytesIO()
    Image.new("I;16", (64, 64), 0x8000).save(file, "PNG")

    greys = set(opened(shrunk(file.getvalue(), 32)).convert("L").tobytes())

    assert greys <= set(range(0x7D, 0x84))


def test_what_is_small_is_not_enlarged() -> None:
    """A picture that fits stays as large as it is."""
    assert (30, 20) == opened(shrunk(encoded("PNG", (30, 20)), 320)).size


def test_a_picture_is_shown_as_people_see_it() -> None:
    """A picture that its camera turned stands upright."""
    exif = Image.Exif()
    exif[0x0112] = 6

    assert (32, 64) == opened(shrunk(encoded("JPEG", (600, 300), exif=exif), 64)).size


def test_what_shines_through_still_does() -> None:
    """Transparency survives."""
    file = io.BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(file, "PNG")

    small = opened(shrunk(file.getvalue(), 64))

    assert ("RGBA", (0, 0)) == (small.mode, small.getchannel("A").getextrema())


async def test_a_thumbnail_is_known_by_bytes_and_size(store: Store) -> None:
    """The tag differs where the picture does, and several at once are all served."""
    kept = FakeMediaStore()
    uploads, shows = UploadMediaService(store, kept, FixedClock()), ShowThumbnailService(store, kept)
    asset = await uploads.upload(PRINCIPAL, encoded("PNG", (300, 300)), filename="a.png")

    small, smaller = await asyncio.gather(
        *(shows.thumbnail(PRINCIPAL, asset.id, size=size) for size in (64, 16))
    )

    assert ((64, 64), (16, 16)) == (opened(small.data).size, opened(smaller.data).size)
    assert {f"{asset.sha256[:32]}-64", f"{asset.sha256[:32]}-16"} == {small.tag, smaller.tag}


async def test_what_is_no_picture_has_no_thumbnail(store: Store) -> None:
    """A document has none, and neither has the picture of another workspace."""
    kept = FakeMediaStore()
    uploads, shows = UploadMediaService(store, kept, FixedClock()), ShowThumbnailService(store, kept)
    document = await uploads.upload(PRINCIPAL, b"%PDF-1.7 ...", filename="a.pdf")
    picture = await uploads.upload(PRINCIPAL, encoded("PNG", (30, 30)), filename="a.png")

    with pytest.raises(NotFound, match="There is no picture"):
        await shows.thumbnail(PRINCIPAL, document.id, size=64)
    with pytest.raises(NotFound):
        await shows.thumbnail(STRANGER, picture.id, size=64)
