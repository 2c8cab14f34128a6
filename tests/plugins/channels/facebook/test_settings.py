import pytest
from pydantic import SecretStr, ValidationError

from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.settings import FacebookSettings


@pytest.mark.parametrize(
    "given",
    [
        {"graph_url": "graph.facebook.com"},
        {"graph_url": "https://graph.facebook.com?x=1"},
        {"version": "26"},
        {"settle_seconds": -1},
        {"app_id": "my app"},
        {"app_secret": ""},
        {"dialog_url": "www.facebook.com"},
        {"unknown": 1},
    ],
)
def test_wrong_settings_are_refused(given: dict[str, object]) -> None:
    """A typing error in a setting stops the start, not the first post."""
    with pytest.raises(ValidationError):
        FacebookSettings.model_validate(given)


def test_an_empty_token_is_refused() -> None:
    """A token has at least one character."""
    with pytest.raises(ValidationError):
        FacebookCredentials(access_token=SecretStr(""), app_secret=None)


def test_the_apps_secret_does_not_show() -> None:
    """A setting that is printed or logged keeps it to itself."""
    assert "swordfish" not in repr(FacebookSettings(app_id="1", app_secret=SecretStr("swordfish")))
