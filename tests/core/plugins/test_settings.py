from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from omnichannel.plugins.errors import WrongSetting
from omnichannel.plugins.manifests import Manifest
from omnichannel.plugins.settings import plugin_settings, variable


class TinySettings(BaseModel):
    """Settings of an invented plugin."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field("https://api.example", examples=["https://mirror.example"])
    pause_seconds: float = Field(1.5, ge=0)
    urgent: bool = False
    names: list[str] = Field([], examples=['["a", "b"]'])
    table: dict[str, int] = Field(default_factory=dict)
    hosts: list[str] | None = None
    key: SecretStr | None = None


class Demanding(BaseModel):
    """Settings without a default."""

    region: str


MANIFEST = Manifest(name="tiny_cloud", label="Tiny", settings=TinySettings)
PREFIX = "OMNICHANNEL_TINY_CLOUD_"


def settings(file: dict[str, Any] | None = None, **environment: str) -> Any:
    named = {PREFIX + name: value for name, value in environment.items()}
    return plugin_settings(MANIFEST, file or {}, named)


def wrong(file: dict[str, Any] | None = None, **environment: str) -> str:
    with pytest.raises(WrongSetting) as raised:
        settings(file, **environment)
    return str(raised.value)


def test_without_anything_the_defaults_hold() -> None:
    """A plugin works with its defaults, whatever else stands in the environment."""
    found = plugin_settings(MANIFEST, {}, {"PATH": "/bin", "OMNICHANNEL_TINY_URL": "x", "URL": "y"})

    assert TinySettings() == found


def test_the_environment_goes_over_the_file() -> None:
    """What both set is the environment's; what one sets is kept."""
    found = settings({"url": "https://file.example", "urgent": True}, URL="https://env.example")

    assert ("https://env.example", True) == (found.url, found.urgent)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("PAUSE_SECONDS", "2.5", 2.5),
        ("URGENT", "true", True),
        ("NAMES", '["a", "b"]', ["a", "b"]),
        ("TABLE", '{"a": 1}', {"a": 1}),
        ("HOSTS", '["a"]', ["a"]),
        ("URL", "[not JSON]", "[not JSON]"),
    ],
)
def test_text_becomes_what_is_asked_for(name: str, text: str, value: object) -> None:
    """Numbers and yes or no are plain text, lists and tables are JSON."""
    assert value == getattr(settings(None, **{name: text}), name.lower())


@pytest.mark.parametrize(
    ("name", "text", "ending"),
    [
        ("PAUSE_SECONDS", "soon", f"Example: {PREFIX}PAUSE_SECONDS=1.5"),
        ("PAUSE_SECONDS", "-1", f"Example: {PREFIX}PAUSE_SECONDS=1.5"),
        ("NAMES", "a, b", f'Example: {PREFIX}NAMES=["a", "b"]'),
        ("NAMES", "[1]", f'Example: {PREFIX}NAMES=["a", "b"]'),
        ("TABLE", "{", f"Example: {PREFIX}TABLE={{}}"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, text: str, ending: str) -> None:
    """Who reads the error knows which variable is wrong, and sees a right one."""
    sentence = wrong(None, **{name: text})

    assert sentence.startswith(f"The setting {PREFIX}{name} is wrong: ")
    assert sentence.endswith(ending)


def test_a_wrong_value_in_the_file_names_the_variable_too() -> None:
    """The file's settings go by the same names."""
    assert wrong({"urgent": "perhaps"}).startswith(f"The setting {PREFIX}URGENT is wrong: ")


def test_an_unknown_name_in_the_file_is_wrong() -> None:
    """A misspelt setting is no setting."""
    assert "there is no such setting. Remove it." in wrong({"ulr": "x"})


def test_a_missing_setting_is_asked_for_by_name() -> None:
    """A setting without a default stops the start with the variable to set."""
    manifest = Manifest(name="far", label="Far", settings=Demanding)

    with pytest.raises(WrongSetting, match="The setting OMNICHANNEL_FAR_REGION is wrong: Field required"):
        plugin_settings(manifest, {}, {})


def test_a_secret_is_not_shown_by_an_error() -> None:
    """A wrong neighbour does not bring a secret to light."""
    assert "planted-secret" not in wrong({"pause_seconds": "planted-secret"}, KEY="planted-secret")


def test_the_variable_of_a_setting() -> None:
    """Prefix, plugin and field make the name."""
    assert "OMNICHANNEL_TINY_CLOUD_PAUSE_SECONDS" == variable("tiny_cloud", "pause_seconds")
