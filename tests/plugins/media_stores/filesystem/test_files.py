import hashlib
import os
import stat
from pathlib import Path

import pytest

from omnichannel_filesystem.durable_file import write_durably
from omnichannel_filesystem.media_store import open_media_store
from omnichannel_filesystem.plugin import omnichannel_register_media_store
from omnichannel_filesystem.settings import FilesystemSettings

DATA = "Grüße 🐟".encode()
DIGEST = hashlib.sha256(DATA).hexdigest()


async def test_a_file_lies_under_its_digest(tmp_path: Path) -> None:
    """Bytes lie in the data folder, in folders by the first digits, for their owner only."""
    await open_media_store(FilesystemSettings(), tmp_path).put(DIGEST, DATA)

    file = tmp_path / "media" / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert DATA == file.read_bytes()
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert [0o700] * 3 == [stat.S_IMODE(folder.stat().st_mode) for folder in list(file.parents)[:3]]


async def test_the_folder_is_a_setting(tmp_path: Path) -> None:
    """A folder that is named is used instead."""
    elsewhere = tmp_path / "else" / "where"

    await open_media_store(FilesystemSettings(path=elsewhere), tmp_path).put(DIGEST, DATA)

    assert (elsewhere / DIGEST[:2] / DIGEST[2:4] / DIGEST).is_file()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails there is no half file, under no name."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / DIGEST, DATA)

    assert [] == list(tmp_path.iterdir())


def test_hook_register_media_store() -> None:
    """The manifest bears the entry point's name, and opens what it says."""
    manifest = omnichannel_register_media_store()

    assert ("filesystem", FilesystemSettings) == (manifest.name, manifest.settings)
    assert f"{open_media_store.__module__}:{open_media_store.__name__}" == manifest.opens
