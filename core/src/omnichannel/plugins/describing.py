"""From a manifest to what is told of it."""

from omnichannel.application.dtos.plugin_reports import PluginDescription, SettingOut
from omnichannel.application.dtos.plugins import LimitOut
from omnichannel.plugins.fields import fields_of
from omnichannel.plugins.manifests import ChannelManifest, ExtensionManifest, Manifest, RuntimeManifest
from omnichannel.plugins.reporting import remote_version_named


def description_of(manifest: Manifest, settings: list[SettingOut]) -> PluginDescription:
    """Describe *manifest*; *settings* are its own as they are set here."""
    channel = manifest if isinstance(manifest, ChannelManifest) else None
    commands = manifest.commands if isinstance(manifest, ExtensionManifest | RuntimeManifest) else ()
    setting = channel.remote_version_setting if channel else None
    spoken = next((one.value for one in settings if one.name == setting), None)
    return PluginDescription(
        label=manifest.label,
        core_api=manifest.core_api,
        opens=manifest.opens,
        abilities=sorted(channel.abilities) if channel else [],
        limits=[LimitOut.model_validate(one, from_attributes=True) for one in channel.limits]
        if channel
        else [],
        hosts=sorted(channel.hosts) if channel else [],
        hosts_of_users=channel is not None and channel.hosts_of_users,
        has_recipients=channel is not None and channel.has_recipients,
        remote_version=remote_version_named(channel, spoken) if channel else None,
        commands=[command.name for command in commands],
        settings=settings,
        credentials=fields_of(channel.credentials) if channel else [],
        options=fields_of(channel.options_model) if channel else [],
    )
