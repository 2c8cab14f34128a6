"""ShowThumbnailService: pictures, small enough for a list of them."""

import asyncio
import io
from typing import TYPE_CHECKING
from uuid import UUID

from omnichannel.application.pictures import FORMATS
from omnichannel.application.ports.inbound.media import Thumbnail
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.errors import NotFound
from omnichannel.domain.rights import Principal

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPE = "image/webp"
QUALITY = 80


class ShowThumbnailService:
    """
    Shows pictures small; see `ShowThumbnailUseCase`.

    One picture is decoded at a time: a large one takes some 400 MB meanwhile.
    """

    def __init__(self, store: Store, media_store: MediaStore) -> None:
        self._store, self._media_store = store, media_store
        self._turn = asyncio.Semaphore(1)

    async def thumbnail(self, principal: Principal, id: UUID, *, size: int) -> Thumbnail:
        """Make the picture small, beside the event loop."""
        async with self._store.reading(principal.workspace_id) as work:
            asset = (await work.media.get_many([id])).get(id)
        if asset is None or asset.width is None:
            raise NotFound("picture", id)
        async with self._turn:
            data = await self._media_store.read(asset.sha256)
            small = await asyncio.to_thread(shrunk, data, size)
        return Thumbnail(small, MEDIA_TYPE, f"{asset.sha256[:32]}-{size}")


def shrunk(data: bytes, size: int) -> bytes:
    """Encode the picture in *data*, which an upload looked at, no larger than *size* x *size*."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.draft("RGB", (size, size))  # a JPEG is decoded at a fraction of its size
        small = _in_plain_colours(ImageOps.exif_transpose(image))
        small.thumbnail((size, size))
        file = io.BytesIO()
        small.save(file, "WEBP", quality=QUALITY)
    return file.getvalue()


def _in_plain_colours(image: "Image") -> "Image":
    """Give it in 8 bits a colour, with what shines through it."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert("L" if image.mode == "I" else mode).convert(mode)
