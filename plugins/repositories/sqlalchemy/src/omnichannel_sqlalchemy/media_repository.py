"""What is known of uploaded bytes, in SQL."""

from collections.abc import Collection
from uuid import UUID

from omnichannel.domain.media import MediaAsset
from omnichannel_sqlalchemy.rows import ASSET, row_from
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import media


class SqlAlchemyMediaRepository:
    """Keeps media assets."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, asset: MediaAsset) -> None:
        """Add a new asset."""
        self._scope.admit([asset.workspace_id])
        await self._scope.insert(media, [row_from(asset)])

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, MediaAsset]:
        """Give those of *ids* that exist, in one statement."""
        return {row[0]: MediaAsset(*row) for row in await self._scope.get_many(ASSET, ids)}
