"""The extension `sandbox`: adds the command that shows everything working on one machine."""

from omnichannel.plugins.hookspecs import hookimpl
from omnichannel.plugins.manifests import Command, ExtensionManifest


@hookimpl
def omnichannel_register_extension() -> ExtensionManifest:
    """Offer the demo."""
    return ExtensionManifest(
        name="sandbox",
        label="Sandbox",
        commands=(
            Command(
                name="demo",
                help="Publish sample messages on every channel to pretend platforms.",
                opens="omnichannel_sandbox.demo.command:demo",
            ),
        ),
    )
