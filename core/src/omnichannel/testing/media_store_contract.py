"""
The contract of media stores, shipped to plugin authors.

Subclass it in your tests, give it an empty store, and run pytest (`asyncio_mode = "auto"`).
"""

import asyncio
import hashlib

import pytest

from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.domain.errors import NotFound

CHUNK_BYTES = 256 * 1024
SAMPLES = [b"", b"\x00", "ü 🐟".encode(), bytes(range(256)) * 1024, b"x" * (CHUNK_BYTES * 2 + 1)]
ABSENT = "0" * 64


def digest(data: bytes) -> str:
    """Give the name under which *data* is kept."""
    return hashlib.sha256(data).hexdigest()


class MediaStoreContract:
    """What the core may rely on, whatever keeps the bytes."""

    @pytest.fixture
    def store(self) -> MediaStore:
        """Give an empty media store; override it."""
        raise NotImplementedError("override the fixture `store` with an empty media store")

    @pytest.mark.parametrize("data", SAMPLES, ids=len)
    async def test_bytes_come_back(self, store: MediaStore, data: bytes) -> None:
        """What was put is read again, whole and in pieces, none of which is larger than 256 KiB."""
        await store.put(digest(data), data)

        pieces = [piece async for piece in store.chunks(digest(data))]

        assert data == await store.read(digest(data))
        assert data == b"".join(pieces)
        assert all(0 < len(piece) <= CHUNK_BYTES for piece in pieces)

    async def test_the_same_bytes_again_are_no_error(self, store: MediaStore) -> None:
        """Keeping bytes twice, even at once, keeps them once."""
        data = b"twice"

        await asyncio.gather(*(store.put(digest(data), data) for _ in range(8)))
        await store.put(digest(data), data)

        assert data == await store.read(digest(data))

    async def test_what_is_removed_is_gone(self, store: MediaStore) -> None:
        """Bytes that were let go of are not there, and can be kept again; doing it twice is no error."""
        data, other = b"to be removed", b"to stay"
        for kept in (data, other):
            await store.put(digest(kept), kept)

        there = await store.has(digest(data))
        for _ in range(2):
            await store.remove(digest(data))

        assert (True, False) == (there, await store.has(digest(data)))
        with pytest.raises(NotFound):
            await store.read(digest(data))
        assert other == await store.read(digest(other))
        await store.put(digest(data), data)
        assert data == await store.read(digest(data))

    async def test_a_wrong_digest_is_refused(self, store: MediaStore) -> None:
        """Bytes are kept under their own digest or not at all."""
        with pytest.raises(ValueError, match=digest(b"these")):
            await store.put(digest(b"others"), b"these")

        with pytest.raises(NotFound):
            await store.read(digest(b"others"))

    async def test_what_is_not_there_is_not_found(self, store: MediaStore) -> None:
        """Reading bytes that nobody kept says so, whole and in pieces."""
        with pytest.raises(NotFound, match=ABSENT):
            await store.read(ABSENT)
        with pytest.raises(NotFound, match=ABSENT):
            [piece async for piece in store.chunks(ABSENT)]

    @pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 65])
    async def test_only_digests_are_names(self, store: MediaStore, name: str) -> None:
        """A name that is not 64 lower-case hexadecimal digits is refused."""
        with pytest.raises(ValueError, match="64"):
            await store.read(name)
        with pytest.raises(ValueError, match="64"):
            await store.put(name, b"")
        with pytest.raises(ValueError, match="64"):
            await store.has(name)
        with pytest.raises(ValueError, match="64"):
            await store.remove(name)
