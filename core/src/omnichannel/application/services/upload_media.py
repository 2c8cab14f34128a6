"""UploadMediaService: pictures and documents, known by their digest."""

import asyncio
import hashlib
import io
from uuid import UUID

from omnichannel.application.dtos.media import LONGEST_FILENAME_CHARACTERS, MediaOut
from omnichannel.application.dtos.outgoing import media_out
from omnichannel.application.pictures import FORMATS, media_type_of
from omnichannel.application.ports.inbound.media import LARGEST_UPLOAD_BYTES
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import InvalidRequest, NotFound, Problem
from omnichannel.domain.identifiers import new_id
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.rights import Principal

Probed = tuple[str, int | None, int | None]
LARGEST_PICTURE_PIXELS = 100_000_000
_OTHER_TYPES = {b"%PDF-": "application/pdf", b"PK\x03\x04": "application/zip"}


class UploadMediaService:
    """Keeps media; see `UploadMediaUseCase`."""

    def __init__(self, store: Store, media_store: MediaStore, clock: Clock) -> None:
        self._store, self._media_store, self._clock = store, media_store, clock

    async def upload(
        self, principal: Principal, data: bytes, *, filename: str, alt_text: str | None = None
    ) -> MediaOut:
        """Look at the bytes, keep them, then write what is known of them."""
        _refuse_by_size(data)
        media_type, width, height = await asyncio.to_thread(probe, data)
        asset = MediaAsset(
            id=new_id(),
            workspace_id=principal.workspace_id,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=media_type,
            size_bytes=len(data),
            filename=plain_filename(filename),
            created_at=self._clock.now(),
            width=width,
            height=height,
            alt_text=alt_text,
        )
        await self._media_store.put(asset.sha256, data)
        async with self._store.unit_of_work(principal.workspace_id) as work:
            await work.media.add(asset)
            # whoever removed the last asset with these bytes may have let go of them since
            if not await self._media_store.has(asset.sha256):
                await self._media_store.put(asset.sha256, data)
            detail = f"{media_type}, {len(data):,} bytes"
            done = deed(principal, "media.uploaded", asset.id, asset.created_at, detail=detail)
            await work.audit.add([done])
            await work.commit()
        return media_out(asset)

    async def get(self, principal: Principal, id: UUID) -> MediaOut:
        """Give what is known of an asset."""
        async with self._store.reading(principal.workspace_id) as work:
            asset = (await work.media.get_many([id])).get(id)
        if asset is None:
            raise NotFound("media asset", id)
        return media_out(asset)

    async def content(self, principal: Principal, id: UUID) -> tuple[MediaOut, bytes]:
        """Give an asset with its bytes."""
        asset = await self.get(principal, id)
        return asset, await self._media_store.read(asset.sha256)


def plain_filename(filename: str) -> str:
    """Give the last part of *filename* without control characters: its last 200 characters, or "upload"."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable())
    return kept.strip()[-LONGEST_FILENAME_CHARACTERS:] or "upload"


def probe(data: bytes) -> Probed:
    """
    Read type and size from the bytes: (media type, width, height), pixels after orientation.

    Raises:
        InvalidRequest: it begins like a picture but cannot be decoded, or has too many pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            media_type = media_type_of(image)
            if image.width * image.height > LARGEST_PICTURE_PIXELS:
                raise InvalidRequest(_too_many_pixels(image.width, image.height))
            image.load()
            width, height = ImageOps.exif_transpose(image).size
    except UnidentifiedImageError:
        return _other_type(data), None, None
    except InvalidRequest:
        raise
    except Exception as error:  # decoders raise whatever a damaged file leads them to
        raise InvalidRequest(
            Problem(
                "/file",
                "The picture cannot be decoded; it may be cut off.",
                "Export it again and upload that.",
            )
        ) from error
    return media_type, width, height


def _refuse_by_size(data: bytes) -> None:
    if not data:
        raise InvalidRequest(Problem("/file", "The file is empty.", "Choose a file with content."))
    if len(data) > LARGEST_UPLOAD_BYTES:
        raise InvalidRequest(
            Problem(
                "/file",
                f"The file has {len(data):,} bytes.",
                "Make it smaller.",
                f"{LARGEST_UPLOAD_BYTES:,} bytes",
            )
        )


def _too_many_pixels(width: int, height: int) -> Problem:
    limit = f"{LARGEST_PICTURE_PIXELS // 1_000_000} megapixels"
    return Problem("/file", f"The picture has {width} x {height} pixels.", "Scale it down.", limit)


def _other_type(data: bytes) -> str:
    for magic, media_type in _OTHER_TYPES.items():
        if data.startswith(magic):
            return media_type
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return _text_or_bytes(data)


def _text_or_bytes(data: bytes) -> str:
    try:
        return "application/octet-stream" if "\x00" in data.decode() else "text/plain"
    except UnicodeDecodeError:
        return "application/octet-stream"
