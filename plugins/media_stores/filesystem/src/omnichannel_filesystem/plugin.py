"""Offers the media folder to Omnichannel."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import MediaStoreManifest
from omnichannel_filesystem.settings import FilesystemSettings


@hookimpl
def omnichannel_register_media_store() -> MediaStoreManifest:
    """Offer a folder that keeps media."""
    return MediaStoreManifest(
        name="filesystem",
        label="Folder",
        opens="omnichannel_filesystem.media_store:open_media_store",
        settings=FilesystemSettings,
    )
