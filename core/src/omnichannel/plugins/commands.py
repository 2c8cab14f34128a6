"""The commands that installed plugins add to `omnichannel`."""

from omnichannel.plugins.discovery import installed_plugins
from omnichannel.plugins.groups import EXTENSIONS, RUNTIMES
from omnichannel.plugins.loading import load
from omnichannel.plugins.manifests import Command, ExtensionManifest, RuntimeManifest
from omnichannel.plugins.switched_off import home_named, switched_off


def installed_commands() -> list[Command]:
    """Give them by name, from manifests alone; a broken plugin has none, and a disabled one is not loaded."""
    installed = installed_plugins(home_named())
    loaded = [
        *load(EXTENSIONS, disabled=switched_off(), installed=installed),
        *load(RUNTIMES, installed=installed),
    ]
    manifests = (plugin.manifest for plugin in loaded)
    found = [
        command
        for manifest in manifests
        if isinstance(manifest, ExtensionManifest | RuntimeManifest)
        for command in manifest.commands
    ]
    return sorted(found, key=lambda command: command.name)
