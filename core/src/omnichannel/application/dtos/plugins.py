"""Channels and plugins on the wire."""

from datetime import date
from typing import Any

from pydantic import Field

from omnichannel.application.dtos.wire import WireModel


class LimitOut(WireModel):
    """A platform's limit and where it is written."""

    name: str
    value: int
    unit: str
    source: str
    confirmed: bool


class RemoteVersionOut(WireModel):
    """The platform API version that is spoken, and its last day."""

    name: str
    ends: date | None
    source: str


class ChannelOut(WireModel):
    """What a channel can do, needs and allows."""

    name: str
    label: str
    distribution: str
    version: str
    abilities: list[str]
    has_recipients: bool
    evidence: str = Field(
        "none", description="How it says that a post arrived: `none`, `receipts`, `checks`."
    )
    counts_text_in: str
    limits: list[LimitOut]
    hosts: list[str]
    remote_version: RemoteVersionOut | None
    options_schema: dict[str, Any]
    credentials_schema: dict[str, Any]
    preview: dict[str, Any] | None


class ChannelList(WireModel):
    """All active channels, by name."""

    items: list[ChannelOut]


class CoreApiOut(WireModel):
    """The core API versions that a plugin works with, both included."""

    lowest: int
    highest: int


class PluginOut(WireModel):
    """
    A plugin and its state: active, disabled, incompatible or broken.

    *reason* says why it is not active; *traceback* is there for broken ones.
    """

    kind: str
    name: str
    distribution: str
    version: str
    state: str
    reason: str | None
    traceback: str | None
    core_api: CoreApiOut | None = Field(
        None, description="What it was written for; null: it was not loaded, so nobody knows."
    )
    remote_version: RemoteVersionOut | None = Field(
        None, description="Of an active channel whose platform has versions; null otherwise."
    )


class PluginSwitched(WireModel):
    """A plugin that was enabled or disabled; *from_next_start*: its state changes then, and not before."""

    plugin: PluginOut
    enabled: bool
    from_next_start: bool


class PluginList(WireModel):
    """Everything that the pack named and what became of it."""

    items: list[PluginOut]
