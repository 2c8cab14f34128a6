"""What is told of a plugin: by the API, by the command line, and by the process that examines plugins."""

from pydantic import BaseModel

from omnichannel.application.dtos.plugin_reports import PluginDescription, PluginReport
from omnichannel.application.dtos.plugins import CoreApiOut, PluginOut, RemoteVersionOut
from omnichannel.plugins.manifests import ChannelManifest
from omnichannel.plugins.states import Plugin


def plugin_out(plugin: Plugin, remote_version: RemoteVersionOut | None = None) -> PluginOut:
    """Tell a plugin's state, and why it is not active; *remote_version* is known of active channels."""
    core_api = None if plugin.manifest is None else plugin.manifest.core_api
    return PluginOut(
        kind=plugin.group.kind,
        name=plugin.name,
        distribution=plugin.distribution,
        version=plugin.version,
        state=plugin.state.value,
        reason=plugin.reason,
        traceback=plugin.traceback,
        core_api=core_api and CoreApiOut(lowest=core_api[0], highest=core_api[1]),
        remote_version=remote_version,
    )


def report_of(
    plugin: Plugin, *, about: PluginDescription | None = None, wrong: tuple[str, ...] = ()
) -> PluginReport:
    """Tell a plugin's state, what its manifest says, and what is wrong with one that loads."""
    return PluginReport(**plugin_out(plugin).model_dump(), about=about, wrong=wrong)


def remote_version_of(manifest: ChannelManifest, settings: BaseModel) -> RemoteVersionOut | None:
    """Tell the platform's API version as it is set here; the end is known only of the manifest's own."""
    setting = manifest.remote_version_setting
    return remote_version_named(manifest, None if setting is None else getattr(settings, setting))


def remote_version_named(manifest: ChannelManifest, spoken: object) -> RemoteVersionOut | None:
    """
    Tell the platform's API version.

    Args:
        spoken: the value of the manifest's `remote_version_setting`; None where there is none.
    """
    version = manifest.remote_version
    if version is None:
        return None
    name = version.name if spoken is None else str(spoken)
    return RemoteVersionOut(
        name=name, ends=version.ends if name == version.name else None, source=version.source
    )
