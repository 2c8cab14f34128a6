"""The commands that installed plugins add to `omnichannel`."""

from omnichannel.plugins.groups import EXTENSIONS, RUNTIMES
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import Command, ExtensionManifest, RuntimeManifest


def installed_commands() -> list[Command]:
    """Give them by name, from manifests alone; a broken plugin has none."""
    manifests = (plugin.manifest for group in (EXTENSIONS, RUNTIMES) for plugin in load(group))
    found = [
        command
        for manifest in manifests
        if isinstance(manifest, ExtensionManifest | RuntimeManifest)
        for command in manifest.commands
    ]
    return sorted(found, key=lambda command: command.name)
