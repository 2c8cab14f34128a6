from pathlib import Path

import pytest

from omnichannel.testing.media_store_contract import MediaStoreContract
from omnichannel_filesystem.media_store import FilesystemMediaStore, open_media_store
from omnichannel_filesystem.settings import FilesystemSettings


class TestFolderKeepsTheContract(MediaStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FilesystemMediaStore:
        return open_media_store(FilesystemSettings(), tmp_path)
