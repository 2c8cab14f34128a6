"""ListMediaService: assets, newest first, by pages that inserts do not move."""

from dataclasses import asdict

from omnichannel.application.cursors import cursor_from, place_from
from omnichannel.application.dtos.media import MediaPage
from omnichannel.application.dtos.outgoing import media_out
from omnichannel.application.ports.outbound.media_repository import EVERY_ASSET, MediaFilter
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.domain.rights import Principal


class ListMediaService:
    """Lists media; see `ListMediaUseCase`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(
        self, principal: Principal, *, limit: int, cursor: str | None, only: MediaFilter = EVERY_ASSET
    ) -> MediaPage:
        """Give one page, and the cursor of the next."""
        filters = asdict(only)
        before = None if cursor is None else place_from(cursor, filters)
        async with self._store.reading(principal.workspace_id) as work:
            found = await work.media.page(limit=limit + 1, before=before, only=only)
        shown = found[:limit]
        end = shown[-1] if len(found) > limit else None
        return MediaPage(
            items=[media_out(asset) for asset in shown],
            next=None if end is None else cursor_from((end.created_at, end.id), filters),
        )
