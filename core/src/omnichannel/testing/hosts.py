"""Which hosts a channel may contact: those of its manifest, and those of its base URL settings."""

from urllib.parse import urlsplit

from pydantic import BaseModel

from omnichannel.plugins.manifests import ChannelManifest


def hosts_of(manifest: ChannelManifest, settings: BaseModel) -> set[str]:
    """Give the hosts, without ports."""
    bases = (getattr(settings, name) for name in manifest.base_urls)
    return set(manifest.hosts) | {urlsplit(str(base)).hostname or "" for base in bases if base}
