"""
Every hook there is. Hooks describe, objects work: a hook only returns a manifest.

Each is called once, while a runtime pack that names the plugin is loading, for the module behind
the plugin's entry point. What must not happen in a hook: network, files, secrets, the import of an
SDK; those belong to the object that the manifest's `opens` names. A manifest whose `name` differs
from the entry point's makes the plugin `broken`. docs/hooks.md has an example of each.
"""

import pluggy

from omnichannel.plugins.manifests import (
    ChannelManifest,
    EventPublisherManifest,
    ExtensionManifest,
    KeyProviderManifest,
    MediaStoreManifest,
    RepositoryManifest,
    RuntimeManifest,
)

PROJECT = "omnichannel"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def omnichannel_register_channel() -> ChannelManifest:
    """Offer a channel. Group `omnichannel.channels`. The answer's `opens` gives its `ChannelGateway`."""


@hookspec(firstresult=True)
def omnichannel_register_repository() -> RepositoryManifest:
    """Offer a storage backend. Group `omnichannel.repositories`. Its `opens` gives a `Store`."""


@hookspec(firstresult=True)
def omnichannel_register_event_publisher() -> EventPublisherManifest:
    """Offer a bus. Group `omnichannel.event_publishers`. Its `opens` gives an `EventPublisher`."""


@hookspec(firstresult=True)
def omnichannel_register_media_store() -> MediaStoreManifest:
    """Offer a media store. Group `omnichannel.media_stores`. Its `opens` gives a `MediaStore`."""


@hookspec(firstresult=True)
def omnichannel_register_key_provider() -> KeyProviderManifest:
    """Offer a key provider. Group `omnichannel.key_providers`. Its `opens` gives a `KeyProvider`."""


@hookspec(firstresult=True)
def omnichannel_register_extension() -> ExtensionManifest:
    """Offer commands or an observer. Group `omnichannel.extensions`. Its `opens` gives an `Observer`."""


@hookspec(firstresult=True)
def omnichannel_register_runtime() -> RuntimeManifest:
    """Offer a way of running. Group `omnichannel.runtimes`. The answer names the pack's plugins."""
