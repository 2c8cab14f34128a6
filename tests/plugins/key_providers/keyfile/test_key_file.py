import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from omnichannel_keyfile.errors import KeyFileUnusable
from omnichannel_keyfile.key_file import read_or_create
from omnichannel_keyfile.key_provider import KeyfileKeyProvider, open_key_provider
from omnichannel_keyfile.plugin import omnichannel_register_key_provider
from omnichannel_keyfile.settings import KeyfileSettings


async def test_the_first_start_makes_a_key(tmp_path: Path) -> None:
    """A key of 32 bytes lies in the data folder, for its owner only, and nothing else does."""
    await open_key_provider(KeyfileSettings(), tmp_path).open()

    (file,) = tmp_path.iterdir()
    assert "master.key" == file.name
    assert (32, 0o600) == (len(file.read_bytes()), stat.S_IMODE(file.stat().st_mode))


async def test_the_next_start_finds_the_key(tmp_path: Path) -> None:
    """What was wrapped before a restart is opened after it."""
    first, second = (open_key_provider(KeyfileSettings(), tmp_path) for _ in range(2))
    await first.open()
    await second.open()

    assert bytes(32) == second.unwrap(first.wrap(bytes(32)))


async def test_the_key_is_named_by_its_digest(tmp_path: Path) -> None:
    """The name is made of the digest of the key, and of no part of the key."""
    provider = open_key_provider(KeyfileSettings(), tmp_path)
    await provider.open()

    key = (tmp_path / "master.key").read_bytes()
    assert f"keyfile:{hashlib.sha256(key).hexdigest()[:16]}" == provider.wrap(bytes(32)).key_id
    assert key.hex() not in repr(vars(provider))


def test_starting_many_at_once_makes_one_key(tmp_path: Path) -> None:
    """Whoever comes second reads the key of the first."""
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(read_or_create, [tmp_path / "master.key"] * 8))

    assert 1 == len(set(keys))
    assert ["master.key"] == [file.name for file in tmp_path.iterdir()]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The sentence names the file and the command that mends it."""
    file = tmp_path / "master.key"
    read_or_create(file)
    file.chmod(mode)

    with pytest.raises(KeyFileUnusable, match=f"chmod 600 {file}"):
        read_or_create(file)


@pytest.mark.parametrize("length", [0, 31, 33, 4096])
def test_a_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    """A file that holds something else is neither used nor replaced."""
    file = tmp_path / "master.key"
    file.touch(0o600)
    file.write_bytes(b"k" * length)

    with pytest.raises(KeyFileUnusable, match=f"{file} does not hold 32 bytes"):
        read_or_create(file)
    assert length == file.stat().st_size


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The sentence says which folder to create."""
    with pytest.raises(KeyFileUnusable, match=f"Create {tmp_path / 'none'}"):
        read_or_create(tmp_path / "none" / "master.key")


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    """What cannot be read is told with the system's own reason."""
    with pytest.raises(KeyFileUnusable, match=f"{tmp_path} cannot be used"):
        read_or_create(tmp_path)


async def test_only_data_keys_are_wrapped(tmp_path: Path) -> None:
    """A data key has 32 bytes."""
    provider = open_key_provider(KeyfileSettings(), tmp_path)
    await provider.open()

    with pytest.raises(ValueError, match="32"):
        provider.wrap(b"short")


def test_nothing_is_wrapped_before_it_is_opened(tmp_path: Path) -> None:
    """A provider that was not opened has no key, and says so."""
    with pytest.raises(RuntimeError, match="not opened"):
        open_key_provider(KeyfileSettings(), tmp_path).wrap(bytes(32))


def test_hook_register_key_provider() -> None:
    """The manifest bears the entry point's name, and opens what it says."""
    manifest = omnichannel_register_key_provider()

    assert ("keyfile", KeyfileSettings) == (manifest.name, manifest.settings)
    assert f"{open_key_provider.__module__}:{open_key_provider.__name__}" == manifest.opens


def test_trouble_is_told_without_making_a_key(tmp_path: Path) -> None:
    """A file that others may read is told with its fix; one that is not there yet is not made for it."""
    missing, loose = KeyfileKeyProvider(tmp_path / "none.key"), tmp_path / "loose.key"
    loose.write_bytes(bytes(32))
    loose.chmod(0o644)

    told = KeyfileKeyProvider(loose).trouble()

    assert None is missing.trouble()
    assert f"Run: chmod 600 {loose}" in str(told)
    assert [loose] == list(tmp_path.iterdir())
