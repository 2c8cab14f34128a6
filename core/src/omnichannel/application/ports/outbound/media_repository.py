"""MediaRepository: what is known of uploaded bytes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from omnichannel.domain.media import MediaAsset


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFilter:
    """
    Which assets are wanted; what is not said does not matter.

    Attributes:
        kind: the first part of the media type ("image").
        text: filename or alt text contains it, whatever the case.
    """

    kind: str | None = None
    text: str | None = None


EVERY_ASSET = MediaFilter()


class MediaRepository(Protocol):
    """Keeps media assets; the bytes lie in the media store."""

    async def add(self, asset: MediaAsset) -> None:
        """Add a new asset."""
        ...

    async def save(self, asset: MediaAsset) -> None:
        """
        Replace an asset by its next version: `asset.version` is one more than the stored.

        Raises:
            StaleVersion: the stored version is another, or it was removed.
        """
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, MediaAsset]:
        """Give those of *ids* that exist, in one statement."""
        ...

    async def page(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None, only: MediaFilter = EVERY_ASSET
    ) -> list[MediaAsset]:
        """
        List assets, newest first, by (created_at, id).

        Args:
            limit: at most so many; 1 to 501.
            before: only those that come after this place in the list; inserts do not move it.
        """
        ...

    async def hold(self, id: UUID) -> MediaAsset | None:
        """
        Give the asset, or None where the workspace has none such.

        Until this unit of work ends, nobody else adds a message that refers to it or changes it.
        """
        ...

    async def remove(self, id: UUID) -> None:
        """Remove an asset that is held. Messages that refer to it keep what they copied."""
        ...

    async def names(self, sha256: str) -> bool:
        """
        Say whether an asset of any workspace has these bytes, whatever this unit of work is confined to.

        Until it ends, nobody else adds one that has.
        """
        ...
