"""What is known of uploaded bytes, in SQL."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from omnichannel.application.ports.outbound.media_repository import EVERY_ASSET, MediaFilter
from omnichannel.domain.errors import StaleVersion
from omnichannel.domain.media import MediaAsset
from omnichannel_sqlalchemy.columns import Id, Instant
from omnichannel_sqlalchemy.rows import ASSET, row_from_asset
from omnichannel_sqlalchemy.scope import Scope
from omnichannel_sqlalchemy.tables import media, media_uses

_a = media.c


class SqlAlchemyMediaRepository:
    """Keeps media assets."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, asset: MediaAsset) -> None:
        """Add a new asset."""
        self._scope.admit([asset.workspace_id])
        await self._scope.insert(media, [row_from_asset(asset)])

    async def save(self, asset: MediaAsset) -> None:
        """Replace an asset by its next version; StaleVersion where the stored version is another."""
        self._scope.admit([asset.workspace_id])
        expected = asset.version - 1
        stored = (_a.id == asset.id, _a.version == expected, *self._scope.visible(media))
        saved = await self._scope.run(update(media).where(*stored).values(row_from_asset(asset)))
        if saved.rowcount == 0:
            raise StaleVersion("media asset", asset.id, expected)

    async def get_many(self, ids: Collection[UUID]) -> dict[UUID, MediaAsset]:
        """Give those of *ids* that exist, in one statement."""
        return {row[0]: MediaAsset(*row) for row in await self._scope.get_many(ASSET, ids)}

    async def page(
        self, *, limit: int, before: tuple[datetime, UUID] | None = None, only: MediaFilter = EVERY_ASSET
    ) -> list[MediaAsset]:
        """List assets, newest first, by (created_at, id)."""
        listed = select(*ASSET).where(*self._scope.visible(media), *_conditions(only))
        if before is not None:
            listed = listed.where(tuple_(_a.created_at, _a.id) < tuple_(*before, types=[Instant(), Id()]))
        listed = listed.order_by(_a.created_at.desc(), _a.id.desc()).limit(limit)
        return [MediaAsset(*row) for row in await self._scope.select(listed)]

    async def hold(self, id: UUID) -> MediaAsset | None:
        """Give the asset; one transaction writes to SQLite at a time, so it holds everything."""
        return (await self.get_many([id])).get(id)

    async def remove(self, id: UUID) -> None:
        """Remove an asset that is held, with the notes of what referred to it."""
        mine = select(_a.id).where(_a.id == id, *self._scope.visible(media))
        await self._scope.run(delete(media_uses).where(media_uses.c.media_id.in_(mine)))
        await self._scope.run(delete(media).where(_a.id == id, *self._scope.visible(media)))

    async def names(self, sha256: str) -> bool:
        """Say whether an asset of any workspace has these bytes."""
        found = await self._scope.run(select(exists().where(_a.sha256 == sha256)))
        return bool(found.scalar_one())


def _conditions(only: MediaFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.kind is not None:
        conditions.append(_a.media_type.startswith(f"{only.kind}/", autoescape=True))
    if only.text is not None:
        conditions.append(_a.folded.contains(only.text.casefold(), autoescape=True))
    return conditions
