"""Copies an archive's media files into a media store, and takes them back where the restore fails."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from omnichannel.application.archiving.archive_reader import ArchiveReader
from omnichannel.application.ports.outbound.media_store import MediaStore


@asynccontextmanager
async def media_copied(
    archive: ArchiveReader, media_store: MediaStore, copied: Callable[[], None]
) -> AsyncIterator[None]:
    """
    Copy every media file, then let the caller commit; whatever fails, what was copied is removed again.

    Args:
        copied: called after each file.
    """
    kept: list[str] = []
    try:
        for medium in archive.manifest.media:
            if not await media_store.has(medium.sha256):
                kept.append(medium.sha256)
                await media_store.put(medium.sha256, archive.medium(medium))
            copied()
        yield
    except BaseException:  # cancelled as well: no file may stay that no row names; it is raised again
        for sha256 in kept:
            await media_store.remove(sha256)
        raise
