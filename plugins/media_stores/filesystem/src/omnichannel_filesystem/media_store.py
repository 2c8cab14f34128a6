"""Media in a folder: `ab/cd/<the whole digest>`, so that no folder grows too long."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from omnichannel.domain.errors import NotFound
from omnichannel_filesystem.durable_file import write_durably
from omnichannel_filesystem.settings import FilesystemSettings

CHUNK_BYTES = 256 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FilesystemMediaStore:
    """Keeps bytes under the hexadecimal SHA-256 of themselves, below *root*."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, sha256: str, data: bytes) -> None:
        """
        Keep *data*, durably. Keeping the same bytes again is no error.

        Raises:
            ValueError: *sha256* is not the digest of *data*.
        """
        file = self._file(sha256)
        await asyncio.to_thread(_keep, file, sha256, data)

    async def read(self, sha256: str) -> bytes:
        """
        Read bytes, whole.

        Raises:
            NotFound: nothing is kept under that digest.
            ValueError: *sha256* is no digest.
        """
        try:
            return await asyncio.to_thread(self._file(sha256).read_bytes)
        except FileNotFoundError as error:
            raise NotFound("media file", sha256) from error

    async def has(self, sha256: str) -> bool:
        """
        Say whether bytes are kept under that digest.

        Raises:
            ValueError: *sha256* is no digest.
        """
        return await asyncio.to_thread(self._file(sha256).is_file)

    async def remove(self, sha256: str) -> None:
        """
        Let go of bytes. Letting go of what is not there is no error.

        Raises:
            ValueError: *sha256* is no digest.
        """
        await asyncio.to_thread(self._file(sha256).unlink, missing_ok=True)

    async def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """
        Read bytes in pieces of at most 256 KiB.

        Raises:
            NotFound: nothing is kept under that digest.
            ValueError: *sha256* is no digest.
        """
        stream = await asyncio.to_thread(_open, self._file(sha256), sha256)
        try:
            while piece := await asyncio.to_thread(stream.read, CHUNK_BYTES):
                yield piece
        finally:
            stream.close()

    def _file(self, sha256: str) -> Path:
        """Only digests become paths: no name leads out of the folder."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"a media file is named by 64 hexadecimal digits, got {sha256[:80]!r}")
        return self._root / sha256[:2] / sha256[2:4] / sha256


def _keep(file: Path, sha256: str, data: bytes) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"the bytes have the SHA-256 {found}, not {sha256}")
    if not file.exists():
        write_durably(file, data)


def _open(file: Path, sha256: str) -> BinaryIO:
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise NotFound("media file", sha256) from error


def open_media_store(settings: FilesystemSettings, home: Path) -> FilesystemMediaStore:
    """Make the store that *settings* describe; the folder is created with the first file."""
    return FilesystemMediaStore(settings.path or home / "media")
