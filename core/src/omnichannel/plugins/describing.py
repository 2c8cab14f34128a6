"""From a manifest to what is told of it."""

from omnichannel.application.dtos.plugin_reports import PluginDescription, SettingOut
from omnichannel.application.dtos.plugins import LimitOut, RemoteVersionOut
from omnichannel.plugins.fields import fields_of
from omnichannel.plugins.manifests import ChannelManifest, ExtensionManifest, Manifest, RuntimeManifest


def description_of(manifest: Manifest, settings: list[SettingOut]) -> PluginDescription:
    """Describe *manifest*; *settings* are its own as they are set here."""
    channel = manifest if isinstance(manifest, ChannelManifest) else None
    commands = manifest.commands if isinstance(manifest, ExtensionManifest | RuntimeManifest) else ()
    return PluginDescription(
        label=manifest.label,
        core_api=manifest.core_api,
        opens=manifest.opens,
        abilities=sorted(channel.abilities) if channel else [],
        limits=[LimitOut.model_validate(one, from_attributes=True) for one in channel.limits]
        if channel
        else [],
        hosts=sorted(channel.hosts) if channel else [],
        has_recipients=channel is not None and channel.has_recipients,
        remote_version=_remote_version(channel, settings) if channel else None,
        commands=[command.name for command in commands],
        settings=settings,
        credentials=fields_of(channel.credentials) if channel else [],
        options=fields_of(channel.options) if channel else [],
    )


def _remote_version(manifest: ChannelManifest, settings: list[SettingOut]) -> RemoteVersionOut | None:
    """Give the version that is spoken: the end is known only of the manifest's own."""
    version = manifest.remote_version
    if version is None:
        return None
    set_here = {one.name: one.value for one in settings}
    name = str(set_here.get(manifest.remote_version_setting or "", version.name))
    return RemoteVersionOut(
        name=name, ends=version.ends if name == version.name else None, source=version.source
    )
