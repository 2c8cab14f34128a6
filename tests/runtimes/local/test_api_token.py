import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import SecretStr

from omnichannel.settings import Settings
from omnichannel_local.api_token import TokenFileEmpty, api_token, token_file, token_place


def test_the_token_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    """The first start makes a token that only its owner can read; later ones use the same."""
    settings = Settings(home=tmp_path)

    first, second = api_token(settings), api_token(settings)

    path = token_file(settings)
    assert first == second
    assert len(first) >= 32
    assert path is not None
    assert 0o600 == path.stat().st_mode & 0o777
    assert f"in {path}" == token_place(settings)


def test_a_set_token_is_used_and_not_written(tmp_path: Path) -> None:
    """A token from the settings is used as it is, and stands in no file, so none is named."""
    settings = Settings(home=tmp_path, api_token=SecretStr("a-token-that-was-set"))

    assert "a-token-that-was-set" == api_token(settings)
    assert [] == list(tmp_path.iterdir())
    assert token_file(settings) is None
    assert "the one that was set as OMNICHANNEL_API_TOKEN" == token_place(settings)


def test_processes_that_start_at_once_use_one_token(tmp_path: Path) -> None:
    """Whoever loses the race reads the winner's token, and nothing else is left behind."""
    settings, together = Settings(home=tmp_path), Barrier(8)

    def start(_: int) -> str:
        together.wait()
        return api_token(settings)

    with ThreadPoolExecutor(8) as starts:
        tokens = set(starts.map(start, range(8)))

    assert 1 == len(tokens)
    assert ["api.token"] == [path.name for path in tmp_path.iterdir()]


def test_a_start_that_is_cut_off_leaves_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the token is on the disk there is no file of that name, so the next start makes it."""
    settings = Settings(home=tmp_path)

    def cut_off(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut_off)
        with pytest.raises(KeyboardInterrupt):
            api_token(settings)
    left = list(tmp_path.iterdir())

    assert [] == left
    assert len(api_token(settings)) >= 32


def test_an_empty_token_file_is_not_taken_for_a_token(tmp_path: Path) -> None:
    """A file without a token stops the start, in words that say what to do."""
    (tmp_path / "api.token").write_text("\n")

    with pytest.raises(TokenFileEmpty, match="Delete that file"):
        api_token(Settings(home=tmp_path))
