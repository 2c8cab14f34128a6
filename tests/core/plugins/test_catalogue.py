from datetime import date

import pytest
from pydantic import BaseModel, SecretStr

from omnichannel.domain.errors import NotFound
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.groups import CHANNELS, EXTENSIONS
from omnichannel.plugins.manifests import ChannelManifest, ExtensionManifest, Limit, RemoteVersion
from omnichannel.plugins.states import Plugin, PluginState


class TinySettings(BaseModel):
    """Settings that change what is shown."""

    url: str = "https://mirror.example"
    version: str = "v2"


class TinyCredentials(BaseModel):
    """What an account needs."""

    token: SecretStr


MANIFEST = ChannelManifest(
    name="tiny",
    label="Tiny",
    opens="no_such_module:Gateway",
    settings=TinySettings,
    credentials=TinyCredentials,
    abilities=frozenset({"publishes", "checks"}),
    limits=(Limit(name="text", value=280, unit="characters", source="https://docs.example"),),
    hosts=("api.example",),
    base_urls=("url",),
    remote_version=RemoteVersion(name="v2", ends=date(2030, 1, 1), source="https://docs.example"),
    remote_version_setting="version",
)
PLUGINS = [
    Plugin(CHANNELS, "tiny", "omnichannel-tiny", "1.0", PluginState.ACTIVE, MANIFEST),
    Plugin(
        CHANNELS, "bad", "omnichannel-bad", "2.0", PluginState.BROKEN, None, "ImportError: x", "Traceback"
    ),
    Plugin(
        EXTENSIONS, "extra", "extra", "3.0", PluginState.ACTIVE, ExtensionManifest(name="extra", label="E")
    ),
]


def catalogue(**settings: str) -> CatalogueService:
    return CatalogueService(PLUGINS, lambda manifest: TinySettings(**settings))


def test_channels_are_told_from_their_manifests() -> None:
    """Only active channels are shown, and no gateway is imported for it."""
    (channel,) = catalogue().channels().items

    assert ("tiny", "omnichannel-tiny", "1.0") == (channel.name, channel.distribution, channel.version)
    assert (["checks", "publishes"], ["api.example", "mirror.example"]) == (channel.abilities, channel.hosts)
    assert [280] == [limit.value for limit in channel.limits]


def test_forms_are_drawn_from_schemas() -> None:
    """What an account and a message need is a JSON schema, in which secrets are marked."""
    channel = catalogue().channel("tiny")

    assert "password" == channel.credentials_schema["properties"]["token"]["format"]
    assert "object" == channel.options_schema["type"]


@pytest.mark.parametrize(("version", "ends"), [("v2", date(2030, 1, 1)), ("v3", None)])
def test_another_version_has_another_end(version: str, ends: date | None) -> None:
    """The last day of the manifest's version is not that of the one that was set."""
    remote = catalogue(version=version).channel("tiny").remote_version

    assert remote is not None
    assert (version, ends) == (remote.name, remote.ends)


def test_every_plugin_is_listed_with_its_state() -> None:
    """Broken plugins are shown with their reason, beside the others."""
    listed = catalogue().plugins().items

    assert [
        ("channel", "tiny", "active", None),
        ("channel", "bad", "broken", "ImportError: x"),
        ("extension", "extra", "active", None),
    ] == [(one.kind, one.name, one.state, one.reason) for one in listed]


@pytest.mark.parametrize("name", ["bad", "extra", "gone"])
def test_a_channel_that_is_not_active_is_not_there(name: str) -> None:
    """Broken channels and plugins of other kinds are no channels."""
    with pytest.raises(NotFound):
        catalogue().channel(name)
