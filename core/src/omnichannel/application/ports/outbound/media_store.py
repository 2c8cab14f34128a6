"""MediaStore: bytes under their digest."""

from collections.abc import AsyncIterator
from typing import Protocol


class MediaStore(Protocol):
    """
    Keeps bytes under the hexadecimal SHA-256 of themselves. What is kept never changes; it may be removed.
    """

    async def put(self, sha256: str, data: bytes) -> None:
        """Keep *data*, durably. Keeping the same bytes again is no error."""
        ...

    async def read(self, sha256: str) -> bytes:
        """
        Read bytes, whole.

        Raises:
            NotFound: nothing is kept under that digest.
        """
        ...

    async def has(self, sha256: str) -> bool:
        """Say whether bytes are kept under that digest."""
        ...

    async def remove(self, sha256: str) -> None:
        """Let go of bytes. Letting go of what is not there is no error."""
        ...

    def chunks(self, sha256: str) -> AsyncIterator[bytes]:
        """
        Read bytes in pieces of at most 256 KiB.

        Raises:
            NotFound: nothing is kept under that digest.
        """
        ...
