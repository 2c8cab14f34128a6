"""What is told of an installed plugin, of its settings, and of what it asks for; free of secrets."""

from typing import Literal

from pydantic import JsonValue

from omnichannel.application.dtos.plugins import LimitOut, PluginOut, RemoteVersionOut
from omnichannel.application.dtos.wire import WireModel


class FieldOut(WireModel):
    """
    One field of a plugin's settings, credentials or options.

    *type* and *bounds* are words ("integer", "0 to 65535"); *default* is None where there is none.
    """

    name: str
    type: str
    bounds: str | None
    description: str
    required: bool
    secret: bool
    default: JsonValue


class SettingOut(FieldOut):
    """
    A setting and where its value comes from.

    Attributes:
        plugin: whose it is; None for the runtime's own.
        variable: the environment variable that sets it.
        place: how it is written in the settings file.
        source: default, file, environment or option.
        source_name: the file, the variable or the option.
        error: what is wrong with the value; the value is then shown as it was given.
    """

    plugin: str | None
    variable: str
    place: str
    value: JsonValue
    source: Literal["default", "file", "environment", "option"]
    source_name: str | None
    error: str | None

    @property
    def full_name(self) -> str:
        """The name, with the plugin's in front."""
        return self.name if self.plugin is None else f"{self.plugin}.{self.name}"


class PluginDescription(WireModel):
    """What a plugin's manifest says, and what its settings are here."""

    label: str
    core_api: tuple[int, int]
    opens: str
    abilities: list[str]
    limits: list[LimitOut]
    hosts: list[str]
    hosts_of_users: bool
    has_recipients: bool
    remote_version: RemoteVersionOut | None
    commands: list[str]
    settings: list[SettingOut]
    credentials: list[FieldOut]
    options: list[FieldOut]


class PluginReport(PluginOut):
    """
    An installed plugin as the API lists it, and what was found when it was examined.

    Attributes:
        about: None where its manifest could not be had.
        wrong: what is wrong with a plugin that loads, found when it was opened or its settings were read.
    """

    about: PluginDescription | None = None
    wrong: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is named in settings: its kind and its name."""
        return f"{self.kind}:{self.name}"
