"""Offers the key file to Omnichannel."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import KeyProviderManifest
from omnichannel_keyfile.settings import KeyfileSettings


@hookimpl
def omnichannel_register_key_provider() -> KeyProviderManifest:
    """Offer a master key that lies in a file."""
    return KeyProviderManifest(
        name="keyfile",
        label="Key file",
        opens="omnichannel_keyfile.key_provider:open_key_provider",
        settings=KeyfileSettings,
    )
