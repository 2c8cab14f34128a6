"""RemoveMediaService: assets that no message needs any more, and bytes that nobody has any more."""

from uuid import UUID

from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import NotAllowedNow, NotFound
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.rights import Principal

MOST_NAMED = 5


class RemoveMediaService:
    """
    Removes assets; see `RemoveMediaUseCase`.

    A message that is accepted in the same moment is stored before the asset is held, and keeps it; or
    it comes after, and is refused because the asset is gone. An upload of the same bytes looks for
    them in its own commit, and keeps them again. Whoever dies after the commit leaves bytes that
    nobody names; uploading and removing the same again takes them away.
    """

    def __init__(self, store: Store, media_store: MediaStore, clock: Clock) -> None:
        self._store, self._media_store, self._clock = store, media_store, clock

    async def remove(self, principal: Principal, id: UUID) -> None:
        """Remove the asset in one commit, then its bytes."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            asset = await work.media.hold(id)
            if asset is None:
                raise NotFound("media asset", id)
            await _refuse_while_needed(work, id)
            await work.media.remove(id)
            done = deed(principal, "media.removed", id, self._clock.now(), detail=asset.media_type)
            await work.audit.add([done])
            await work.commit()
        await self._let_go(asset)

    async def _let_go(self, asset: MediaAsset) -> None:
        async with self._store.unit_of_work() as work:
            if not await work.media.names(asset.sha256):
                await self._media_store.remove(asset.sha256)


async def _refuse_while_needed(work: UnitOfWork, id: UUID) -> None:
    users = await work.messages.unfinished_with(id, limit=MOST_NAMED + 1)
    if users:
        named = ", ".join(map(str, users[:MOST_NAMED]))
        more = " and others" if len(users) > MOST_NAMED else ""
        what = "message" if len(users) == 1 else "messages"
        raise NotAllowedNow(
            "remove the media asset",
            because=f"it is needed by the {what} {named}{more}",
            fix="Take it out of them, cancel them, or wait until they are finished.",
        )
