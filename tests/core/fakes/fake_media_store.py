"""Media in memory."""

import hashlib
from collections.abc import AsyncIterator

from omnichannel.domain.errors import NotFound


class FakeMediaStore:
    """A `MediaStore` of a dictionary."""

    def __init__(self, *kept: bytes) -> None:
        self.kept = {hashlib.sha256(data).hexdigest(): data for data in kept}

    async def put(self, sha256: str, data: bytes) -> None:
        """Keep."""
        self.kept[sha256] = data

    async def read(self, sha256: str) -> bytes:
        """Read."""
        if sha256 not in self.kept:
            raise NotFound("media file", sha256)
        return self.kept[sha256]

    async def has(self, sha256: str) -> bool:
        """Say whether it is kept."""
        return sha256 in self.kept

    async def remove(self, sha256: str) -> None:
        """Let go."""
        self.kept.pop(sha256, None)

    async def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """Read in one piece."""
        yield await self.read(sha256)
