"""
Settings: `omnichannel.toml` in the working folder (or the file `OMNICHANNEL_CONFIG` names), and over
it the environment: `OMNICHANNEL_<NAME>`. Plugins have their own, see `omnichannel.plugins.settings`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from omnichannel.plugins.errors import UnknownSetting, WrongSetting
from omnichannel.plugins.fields import takes

PREFIX = "OMNICHANNEL_"
DEFAULT_FILE = "omnichannel.toml"


class Settings(BaseSettings):
    """What a runtime needs to know. Every field has a default that works on a laptop."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(
        Path(".omnichannel"),
        description="Folder of everything this runtime keeps.",
        examples=["/var/lib/omnichannel"],
    )
    host: str = Field("127.0.0.1", description="Address the API listens on.", examples=["127.0.0.1"])
    port: int = Field(
        8800, ge=0, le=65535, description="Port of the API; 0 takes a free one.", examples=["8800"]
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        max_length=500,
        description="Where browsers reach this server; platforms send people back there after a sign-in. "
        "Unset, it is the address that the API listens on.",
        examples=["https://post.example.org"],
    )
    api_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Bearer token of the API; made and kept in <home>/api.token where unset.",
        examples=["a-long-random-text"],
    )
    api_requests_per_minute: int = Field(
        6_000,
        ge=1,
        le=60_000_000,
        description="Requests that one caller may send to one process of the API, a minute.",
        examples=["6000"],
    )
    api_burst: int = Field(
        1_000,
        ge=1,
        le=60_000_000,
        description="Requests that one caller may send at once after a pause.",
        examples=["1000"],
    )
    lease_seconds: float = Field(
        60.0, ge=0.5, le=3600, description="How long a worker may hold a delivery.", examples=["60"]
    )
    max_in_flight: int = Field(
        100, ge=1, le=5000, description="Deliveries that one worker deals with at once.", examples=["100"]
    )
    look_after_seconds: float = Field(
        2.0,
        ge=0.05,
        le=600,
        description="How long an unknown delivery rests before it is looked for.",
        examples=["2"],
    )
    surge_spacing_seconds: float = Field(
        30.0,
        ge=0,
        le=3600,
        description="Distance between the overdue posts of one account, so that the end of an outage is no "
        "salvo; 0 sends them at once. A channel may say another; mail to many people is not kept apart.",
        examples=["30"],
    )
    surge_after_seconds: float = Field(
        120.0,
        ge=0,
        le=86_400,
        description="A post that could begin later than so long after its time is overdue.",
        examples=["120"],
    )
    changes_kept_days: float = Field(
        7.0, ge=0.01, le=366, description="How many days the feed of changes reaches back.", examples=["7"]
    )
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="What is logged: DEBUG, INFO, WARNING or ERROR, and what is worse.",
        examples=["INFO"],
    )
    disabled_plugins: Annotated[list[str], NoDecode] = Field(
        [], max_length=200, description='"<kind>:<name>" each.', examples=['["extension:sandbox"]']
    )
    plugins: Annotated[dict[str, dict[str, Any]], NoDecode] = Field(
        {}, description="Settings of plugins, by name.", repr=False
    )

    @field_validator("disabled_plugins", "plugins", mode="before")
    @classmethod
    def _from_json(cls, given: Any) -> Any:
        """Read what the environment says as JSON; what is none is refused by the field's own rule."""
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            return given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file; nothing else is read."""
        file = os.environ.get(f"{PREFIX}CONFIG", DEFAULT_FILE)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(file))


def read_settings(**given: Any) -> Settings:
    """
    Read the settings; *given* overrides what is found.

    Raises:
        WrongSetting: with the name of the setting, what is wrong, and an example.
    """
    named = os.environ.get(f"{PREFIX}CONFIG")
    if named is not None and not Path(named).is_file():
        raise WrongSetting(f"{PREFIX}CONFIG", f"there is no file {named}.", DEFAULT_FILE)
    try:
        return Settings(**given)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise _wrong(str(fault["loc"][0]) if fault["loc"] else "", f"{fault['msg']}.") from None
    except (ValueError, OSError) as error:
        raise WrongSetting(
            f"{PREFIX}CONFIG", f"the settings cannot be read: {error}.", DEFAULT_FILE
        ) from error


def _wrong(field: str, detail: str) -> WrongSetting:
    info = Settings.model_fields.get(field)
    if info is None:
        return UnknownSetting(PREFIX + field.upper(), "there is no such setting.")
    example = str(info.examples[0]) if info.examples else str(info.default)
    return WrongSetting(PREFIX + field.upper(), detail, example, takes=takes(Settings, field))


def plugin_table(settings: Settings, name: str) -> Mapping[str, Any]:
    """Give the file's table of one plugin's settings."""
    return settings.plugins.get(name, {})
