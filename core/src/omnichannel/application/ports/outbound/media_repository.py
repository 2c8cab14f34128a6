"""MediaRepository: what is known of uploaded bytes."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from omnichannel.domain.media import MediaAsset


class MediaRepository(Protocol):
    """Keeps media assets; the bytes lie in the media store."""

    async def add(self, asset: MediaAsset) -> None:
        """Add a new asset."""
        ...

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, MediaAsset]:
        """Give those of *ids* that exist, in one statement."""
        ...
