"""The entry-point groups, one per kind of plugin."""

from dataclasses import dataclass

from omnichannel.plugins.manifests import (
    ChannelManifest,
    EventPublisherManifest,
    ExtensionManifest,
    KeyProviderManifest,
    Manifest,
    MediaStoreManifest,
    RepositoryManifest,
    RuntimeManifest,
)


@dataclass(frozen=True, slots=True)
class Group:
    """
    One kind of plugin.

    Attributes:
        kind: the singular, as it stands in the hook's name.
        entry_points: the entry-point group.
        manifest: what its hook must return.
    """

    kind: str
    entry_points: str
    manifest: type[Manifest]

    @property
    def hook(self) -> str:
        """The name of the hook that registers this kind."""
        return f"omnichannel_register_{self.kind}"


CHANNELS = Group("channel", "omnichannel.channels", ChannelManifest)
REPOSITORIES = Group("repository", "omnichannel.repositories", RepositoryManifest)
EVENT_PUBLISHERS = Group("event_publisher", "omnichannel.event_publishers", EventPublisherManifest)
MEDIA_STORES = Group("media_store", "omnichannel.media_stores", MediaStoreManifest)
KEY_PROVIDERS = Group("key_provider", "omnichannel.key_providers", KeyProviderManifest)
EXTENSIONS = Group("extension", "omnichannel.extensions", ExtensionManifest)
RUNTIMES = Group("runtime", "omnichannel.runtimes", RuntimeManifest)

GROUPS = (CHANNELS, REPOSITORIES, EVENT_PUBLISHERS, MEDIA_STORES, KEY_PROVIDERS, EXTENSIONS, RUNTIMES)
EVERY_INSTALLED = "*"


def group_of(kind: str) -> Group:
    """Give the group of a *kind* that there is."""
    return next(group for group in GROUPS if group.kind == kind)
