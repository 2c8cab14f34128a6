"""What can be asked about media."""

from typing import Protocol
from uuid import UUID

from omnichannel.application.dtos.media import MediaOut
from omnichannel.domain.rights import Principal

LARGEST_UPLOAD_BYTES = 25 * 1024 * 1024


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
