"""The media library, over the dict that uploads fill."""

from dataclasses import dataclass, field
from uuid import UUID

from omnichannel.application.dtos.content import FocalPointOut
from omnichannel.application.dtos.media import MediaOut, MediaPage, MediaPatch
from omnichannel.application.ports.inbound.media import Thumbnail
from omnichannel.application.ports.outbound.media_repository import EVERY_ASSET, MediaFilter
from omnichannel.domain.errors import NotFound, StaleVersion
from omnichannel.domain.rights import Principal
from tests.core.presentation.http.world import World


@dataclass
class FakeMediaLibrary:
    """
    Lists, edits and removes what is in the world.

    Attributes:
        asked: the filters of each list, in order.
    """

    world: World
    asked: list[MediaFilter] = field(default_factory=list)

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MediaFilter = EVERY_ASSET
    ) -> MediaPage:
        self.world.hear(principal)
        items = [
            asset
            for asset, _ in self.world.media.values()
            if asset.media_type.startswith(only.kind or "") and (only.text or "") in asset.filename
        ]
        start = int(cursor) if cursor and cursor.isdecimal() else 0
        more = start + limit < len(items)
        return MediaPage(items=items[start : start + limit], next=str(start + limit) if more else None)

    async def edit(self, principal: Principal, id: UUID, patch: MediaPatch, *, version: int) -> MediaOut:
        self.world.hear(principal)
        asset, data = self._known(id)
        if asset.version != version:
            raise StaleVersion("media asset", id, version)
        said = patch.model_dump(exclude_unset=True)
        if patch.focal_point is not None:
            said["focal_point"] = FocalPointOut(x=patch.focal_point.x, y=patch.focal_point.y)
        edited = asset.model_copy(update={**said, "version": version + 1})
        self.world.media[id] = (edited, data)
        return edited

    async def remove(self, principal: Principal, id: UUID) -> None:
        self.world.hear(principal)
        self._known(id)
        del self.world.media[id]

    async def thumbnail(self, principal: Principal, id: UUID, *, size: int) -> Thumbnail:
        self.world.hear(principal)
        return Thumbnail(self._known(id)[1], "image/webp", f"tag-{size}")

    def _known(self, id: UUID) -> tuple[MediaOut, bytes]:
        if id not in self.world.media:
            raise NotFound("media asset", id)
        return self.world.media[id]
