from pathlib import Path

from pydantic import SecretStr

from omnichannel.settings import Settings
from omnichannel_local.api_token import api_token, token_file


def test_the_token_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    """The first start makes a token that only its owner can read; later ones use the same."""
    settings = Settings(home=tmp_path)

    first, second = api_token(settings), api_token(settings)

    assert first == second
    assert len(first) >= 32
    assert 0o600 == token_file(settings).stat().st_mode & 0o777


def test_a_set_token_is_used_and_not_written(tmp_path: Path) -> None:
    """A token from the settings is used as it is, and stands in no file."""
    settings = Settings(home=tmp_path, api_token=SecretStr("a-token-that-was-set"))

    assert "a-token-that-was-set" == api_token(settings)
    assert not token_file(settings).exists()
