"""BackUpService: everything there is, into one file, while others work on."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from omnichannel.application.archiving.archive_writer import ArchiveWriter
from omnichannel.application.archiving.errors import ArchiveProblem
from omnichannel.application.archiving.kinds import KINDS, ArchiveKind
from omnichannel.application.archiving.manifest import FORMAT, ArchiveManifest
from omnichannel.application.ports.outbound.clock import Clock
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.application.ports.outbound.unit_of_work import Store, UnitOfWork
from omnichannel.application.sealing import sealed_under
from omnichannel.domain.account import Account
from omnichannel.domain.errors import NotFound
from omnichannel.domain.media import MediaAsset

PAGE = 1000
Progress = Callable[[str, int], None]
"""Called with the kind and the number of records that were written since."""


def _silent(_kind: str, _records: int) -> None:
    """Say nothing."""


class BackUpService:
    """
    Writes archives.

    Args:
        made_by: name and version of this program, for the archive's table of contents.
    """

    def __init__(self, store: Store, media_store: MediaStore, clock: Clock, *, made_by: str) -> None:
        self._store, self._media_store, self._clock, self._made_by = store, media_store, clock, made_by

    async def back_up(
        self, file: Path, *, workspace_id: UUID | None = None, progress: Progress = _silent
    ) -> ArchiveManifest:
        """
        Write one consistent state of a workspace, or of all, to *file*.

        Raises:
            ArchiveProblem: the store has another schema or none, or *file* cannot be written.
            OSError: the store does not answer.
        """
        await self._demand_present_schema()
        snapshot_at = self._clock.now()  # before the snapshot: what happens between is rather looked for
        digests: set[str] = set()
        keys: set[str] = set()
        with ArchiveWriter(file) as archive:
            async with self._store.reading(workspace_id) as work:
                for kind in KINDS:
                    await archive.add_records(kind, _watched(work, kind, digests, keys, progress))
            missing = await self._add_media(archive, sorted(digests), progress)
            manifest = ArchiveManifest(
                format=FORMAT,
                snapshot_at=snapshot_at,
                made_by=self._made_by,
                workspace_id=workspace_id,
                parts=archive.parts,
                media=archive.media,
                missing_media=missing,
                sealed_under=sorted(keys),
            )
            archive.finish(manifest)
        return manifest

    async def _demand_present_schema(self) -> None:
        status = await self._store.schema_status()
        if status.revision is None:
            raise ArchiveProblem(
                f"{status.place} is empty or not there.",
                "Name the right folder with --home, and back that up.",
            )
        if status.complaint is not None:
            raise ArchiveProblem(f"{status.place} has another schema.", "See `omnichannel db status`.")

    async def _add_media(
        self, archive: ArchiveWriter, digests: Sequence[str], progress: Progress
    ) -> list[str]:
        """Add the bytes; gives the digests of those that are not there."""
        missing = []
        for sha256 in digests:
            chunks = self._media_store.chunks(sha256)
            try:
                first = await anext(chunks, b"")
            except NotFound:
                missing.append(sha256)
                continue
            await archive.add_medium(sha256, _again(first, chunks))
            progress("media files", 1)
        return missing


async def _again(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


async def _watched(
    work: UnitOfWork, kind: ArchiveKind, digests: set[str], keys: set[str], progress: Progress
) -> AsyncIterator[Sequence[Any]]:
    """Pass pages on, and note which bytes and which keys they need."""
    async for page in work.archive.pages(kind.name, limit=PAGE):
        digests.update(record.sha256 for record in page if isinstance(record, MediaAsset))
        keys.update(sealed_under(one.sealed) for one in page if isinstance(one, Account) and one.sealed)
        yield page
        progress(kind.name, len(page))
