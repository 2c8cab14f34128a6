from pathlib import Path

import pytest

from omnichannel.testing.key_provider_contract import KeyProviderContract
from omnichannel_keyfile.key_provider import KeyfileKeyProvider, open_key_provider
from omnichannel_keyfile.settings import KeyfileSettings


async def opened(file: Path) -> KeyfileKeyProvider:
    provider = open_key_provider(KeyfileSettings(path=file), file.parent)
    await provider.open()
    return provider


class TestKeyFileKeepsTheContract(KeyProviderContract):
    @pytest.fixture
    async def provider(self, tmp_path: Path) -> KeyfileKeyProvider:
        return await opened(tmp_path / "mine")

    @pytest.fixture
    async def stranger(self, tmp_path: Path) -> KeyfileKeyProvider:
        return await opened(tmp_path / "theirs")
