"""What can be asked about media."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.media import MediaOut, MediaPage, MediaPatch
from omnichannel.application.ports.outbound.media_repository import EVERY_ASSET, MediaFilter
from omnichannel.domain.rights import Principal

LARGEST_UPLOAD_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """
    A picture made small.

    Attributes:
        data: the encoded picture.
        media_type: what it is encoded as ("image/webp").
        tag: differs where the picture does; quotation marks not included.
    """

    data: bytes
    media_type: str
    tag: str


class UploadMediaUseCase(Protocol):
    """Keep pictures and documents."""

    async def upload(
        self, principal: Principal, data: bytes, *, filename: str, alt_text: str | None = None
    ) -> MediaOut:
        """
        Keep *data*, at most 25 MiB; its type is read from the bytes.

        Raises:
            InvalidRequest: it is empty, too large, or a picture that cannot be decoded.
        """
        ...

    async def get(self, principal: Principal, id: UUID) -> MediaOut:
        """
        Give what is known of an asset.

        Raises:
            NotFound: there is no such asset in the workspace.
        """
        ...

    async def content(self, principal: Principal, id: UUID) -> tuple[MediaOut, bytes]:
        """Give an asset with its bytes. Raises as `get`."""
        ...


class ListMediaUseCase(Protocol):
    """List media."""

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MediaFilter = EVERY_ASSET
    ) -> MediaPage:
        """
        List assets, newest first; new ones do not move what follows a cursor.

        Raises:
            InvalidRequest: the cursor is not one of ours, or was made with other filters.
        """
        ...


class EditMediaUseCase(Protocol):
    """Change what is said of an asset."""

    async def edit(self, principal: Principal, id: UUID, patch: MediaPatch, *, version: int) -> MediaOut:
        """
        Change the fields that were set. Messages that were accepted already keep what they copied.

        Raises:
            NotFound: there is no such asset in the workspace.
            StaleVersion: *version* is not the stored one.
            InvalidRequest: it is no picture and no video, and was given a focal point.
        """
        ...


class RemoveMediaUseCase(Protocol):
    """Remove an asset."""

    async def remove(self, principal: Principal, id: UUID) -> None:
        """
        Remove it, and its bytes where no asset of any workspace has the same.

        Raises:
            NotFound: there is no such asset in the workspace.
            NotAllowedNow: a message that is not finished needs it.
        """
        ...


class ShowThumbnailUseCase(Protocol):
    """Show pictures small."""

    async def thumbnail(self, principal: Principal, id: UUID, *, size: int) -> Thumbnail:
        """
        Give a picture no wider and no higher than *size* pixels, as people see it, never enlarged.

        Raises:
            NotFound: there is no such asset in the workspace, or it is no picture.
        """
        ...
