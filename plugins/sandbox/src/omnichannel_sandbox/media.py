"""The media shelf: bytes that arrived, one file per content, on disk."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path


class MediaShelf:
    """
    Keep files by the SHA-256 of their bytes for as long as somebody holds them.

    Args:
        directory: where the files lie; made if it is missing.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._holders: Counter[str] = Counter()
        self._types: dict[str, str] = {}

    def keep(self, content: bytes, media_type: str) -> str:
        """Store *content* once, hold it once more, and return its SHA-256 in hex."""
        digest = hashlib.sha256(content).hexdigest()
        if not self._holders[digest]:
            (self._directory / digest).write_bytes(content)
        self._holders[digest] += 1
        self._types[digest] = media_type
        return digest

    def release(self, digests: Iterable[str]) -> None:
        """Hold each of *digests* once less; a file nobody holds is deleted."""
        for digest in digests:
            self._holders[digest] -= 1
            if self._holders[digest] <= 0:
                self._holders.pop(digest)
                self._types.pop(digest, None)
                (self._directory / digest).unlink(missing_ok=True)

    def path(self, digest: str) -> Path | None:
        """Return where the bytes lie, or None when nobody holds them."""
        return self._directory / digest if digest in self._types else None

    def media_type(self, digest: str) -> str:
        """Return the type the bytes came with, such as ``image/png``."""
        return self._types.get(digest, "application/octet-stream")
