"""The runtime `local`: one process, nothing else to install."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import Command, RuntimeManifest, RuntimePack


@hookimpl
def omnichannel_register_runtime() -> RuntimeManifest:
    """Offer the embedded default."""
    return RuntimeManifest(
        name="local",
        label="Local",
        pack=RuntimePack(
            repository="sqlalchemy",
            event_publisher="inprocess",
            media_store="filesystem",
            key_provider="keyfile",
        ),
        commands=(
            Command(
                name="serve",
                help="Run the API and publish what is due.",
                opens="omnichannel_local.command:serve",
            ),
        ),
    )
