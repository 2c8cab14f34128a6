from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from pydantic import BaseModel, SecretStr

from omnichannel.domain.errors import NotFound
from omnichannel.plugins.catalogue import CatalogueService
from omnichannel.plugins.channel_table import ChannelTable
from omnichannel.plugins.errors import ChannelUnavailable
from omnichannel.plugins.groups import CHANNELS, EXTENSIONS
from omnichannel.plugins.manifests import ChannelManifest, ExtensionManifest, Limit, RemoteVersion
from omnichannel.plugins.states import Plugin, PluginState
from omnichannel.testing.http import RecordedHttp, json_response


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
CHANNEL_PLUGINS = [
    Plugin(CHANNELS, "tiny", "omnichannel-tiny", "1.0", PluginState.ACTIVE, MANIFEST),
    Plugin(
        CHANNELS, "bad", "omnichannel-bad", "2.0", PluginState.BROKEN, None, "ImportError: x", "Traceback"
    ),
]
OTHERS = [
    Plugin(
        EXTENSIONS, "extra", "extra", "3.0", PluginState.ACTIVE, ExtensionManifest(name="extra", label="E")
    ),
]


INTERNAL = replace(MANIFEST, name="inner", is_internal=True)
INNER = Plugin(CHANNELS, "inner", "omnichannel-inner", "1.0", PluginState.ACTIVE, INTERNAL)


def table(plugins: Sequence[Plugin], **settings: str) -> ChannelTable:
    return ChannelTable(
        plugins,
        client_for=lambda *_: RecordedHttp(lambda _: json_response({})),
        settings_of=lambda _: TinySettings(**settings),
    )


def catalogue(**settings: str) -> CatalogueService:
    return CatalogueService(table(CHANNEL_PLUGINS, **settings), OTHERS)


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


def test_a_channel_is_described_once() -> None:
    """Schemas are not drawn anew for every request, however it is asked for."""
    told = catalogue()

    assert told.channel("tiny") is told.channel("tiny")
    assert told.channel("tiny") is told.channels().items[0]


def test_a_channel_whose_gateway_does_not_open_is_broken_from_then_on() -> None:
    """It leaves the list of channels, and the list of plugins says why, with the traceback."""
    channels = table(CHANNEL_PLUGINS)
    told = CatalogueService(channels, OTHERS)
    before = [one.name for one in told.channels().items]
    with pytest.raises(ChannelUnavailable):
        channels.open("tiny")

    listed = told.plugins().items[0]

    assert (["tiny"], []) == (before, told.channels().items)
    assert ("tiny", "broken") == (listed.name, listed.state)
    assert "ModuleNotFoundError: No module named 'no_such_module'" == listed.reason
    assert listed.traceback is not None
    assert "Traceback" in listed.traceback
    with pytest.raises(NotFound):
        told.channel("tiny")


def test_every_plugin_of_a_name_that_is_offered_twice_is_listed() -> None:
    """Two distributions that offer one name are both shown, each broken."""
    twins = [
        Plugin(CHANNELS, "bad", dist, "1.0", PluginState.BROKEN, None, "NotAPlugin: twice", "Traceback")
        for dist in ("one", "another")
    ]

    listed = CatalogueService(table(twins), ()).plugins().items

    assert ["one", "another"] == [one.distribution for one in listed]


def test_plugins_tell_which_versions_they_speak() -> None:
    """Of what was loaded: the core API it was written for, and the API of its platform as it is set."""
    told = catalogue(version="v3").plugins()

    versions = {
        each.name: (
            each.core_api and (each.core_api.lowest, each.core_api.highest),
            each.remote_version and (each.remote_version.name, each.remote_version.ends),
        )
        for each in told.items
    }
    assert {"tiny": ((1, 1), ("v3", None)), "bad": (None, None), "extra": ((1, 1), None)} == versions
    assert told.items[0] == catalogue(version="v3").plugin("tiny")


def test_an_internal_channel_is_no_channel_to_publish_by() -> None:
    """It is a plugin like any other, and stands in no list of channels."""
    inner = CatalogueService(table([*CHANNEL_PLUGINS, INNER]), OTHERS)

    assert ["tiny"] == [channel.name for channel in inner.channels().items]
    with pytest.raises(NotFound):
        inner.channel("inner")
    assert "active" == inner.plugin("inner").state
