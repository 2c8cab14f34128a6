"""EditMediaService: what is said of an asset; its bytes never change."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.media import MediaOut, MediaPatch
from omnichannel.application.dtos.outgoing import media_out
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.upload_media import plain_filename
from omnichannel.domain.audit import deed
from omnichannel.domain.errors import InvalidRequest, NotFound, Problem, StaleVersion
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.rights import Principal

SEEN = ("image/", "video/")


class EditMediaService:
    """Edits assets; see `EditMediaUseCase`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def edit(self, principal: Principal, id: UUID, patch: MediaPatch, *, version: int) -> MediaOut:
        """Change what was set; where that changes nothing, the version stays."""
        async with self._store.unit_of_work(principal.workspace_id) as work:
            asset = await work.media.hold(id)
            if asset is None:
                raise NotFound("media asset", id)
            if asset.version != version:
                raise StaleVersion("media asset", id, version)
            changes = _changes(asset, patch)
            if not changes:
                return media_out(asset)
            edited = replace(asset, **changes, version=version + 1)
            await work.media.save(edited)
            detail = f"version {edited.version}: {', '.join(changes)}"
            await work.audit.add([deed(principal, "media.edited", id, self._clock.now(), detail=detail)])
            await work.commit()
        return media_out(edited)


def _changes(asset: MediaAsset, patch: MediaPatch) -> dict[str, Any]:
    """Give what differs from *asset*, by field."""
    said: dict[str, Any] = {}
    if "alt_text" in patch.model_fields_set:
        said["alt_text"] = patch.alt_text
    if "focal_point" in patch.model_fields_set:
        said["focal_point"] = _focal_point(asset, patch)
    if patch.filename is not None:
        said["filename"] = plain_filename(patch.filename)
    return {name: value for name, value in said.items() if value != getattr(asset, name)}


def _focal_point(asset: MediaAsset, patch: MediaPatch) -> FocalPoint | None:
    point = patch.focal_point
    if point is None:
        return None
    if not asset.media_type.startswith(SEEN):
        raise InvalidRequest(
            Problem(
                "/focal_point",
                f"An asset of the type {asset.media_type} has no focal point.",
                "Leave it out; only pictures and videos have one.",
            )
        )
    return FocalPoint(point.x, point.y)
