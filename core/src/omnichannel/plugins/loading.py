"""
Loads plugins, each in isolation, and says what became of each.

A plugin that fails to import, offers no hook, misspells one, or returns a manifest that is not its
own becomes `broken` with its traceback; one for another core API becomes `incompatible`. Neither
touches the others.
"""

import logging
import os
from collections.abc import Collection, Iterable, Mapping
from types import ModuleType

import pluggy

from omnichannel.plugins import hookspecs
from omnichannel.plugins.discovery import offered_twice, select
from omnichannel.plugins.groups import EVERY_INSTALLED, Group
from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.manifests import CHANNEL_ABILITIES, CORE_API, ChannelManifest, Manifest
from omnichannel.plugins.plugin_index import Installed
from omnichannel.plugins.redaction import likely_secrets
from omnichannel.plugins.states import Plugin, PluginState, broken

_log = logging.getLogger("omnichannel.plugins")


class NotAPlugin(ValueError):
    """What stands behind the entry point is not what its group promises."""


def load(
    group: Group,
    names: Iterable[str] = (EVERY_INSTALLED,),
    *,
    disabled: Collection[str] = (),
    installed: Installed | None = None,
) -> list[Plugin]:
    """
    Load the plugins of *group* that *names* lists ("*": every installed one), and nothing else.

    Args:
        disabled: "<kind>:<name>" of plugins that are listed as disabled and not imported, with the
            reason where it is a mapping.
        installed: what is known to be installed; None: looked for now.

    Raises:
        PluginMissing: a name is not installed; the sentence says what to install.
    """
    found = select(group, names, installed)
    twice = offered_twice(found)
    return [load_one(group, one, disabled=disabled, twice=one.name in twice) for one in found]


def load_one(
    group: Group, entry_point: InstalledPlugin, *, disabled: Collection[str] = (), twice: bool = False
) -> Plugin:
    """Load one plugin, and say what became of it; *twice*: another distribution has that name too."""
    key = f"{group.kind}:{entry_point.name}"
    if key in disabled:
        reason = disabled[key] if isinstance(disabled, Mapping) else "It is disabled in the settings."
        return _plugin(group, entry_point, PluginState.DISABLED, reason=reason)
    try:
        if twice:
            raise NotAPlugin(f"More than one installed distribution offers {entry_point.name!r}; remove one.")
        manifest = _manifest(group, entry_point.load(), entry_point.name)
        lowest, highest = manifest.core_api
        is_compatible = lowest <= CORE_API <= highest
        if is_compatible:
            _check_manifest(manifest)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # even SystemExit: nothing in a plugin may end the program
        _log.warning("The plugin %s %r is broken: %s", group.kind, entry_point.name, error)
        return _plugin(group, entry_point, PluginState.BROKEN, error=error)
    if not is_compatible:
        reason = (
            f"It needs core API {lowest} to {highest}; this is {CORE_API}. Install another version of it."
        )
        return _plugin(group, entry_point, PluginState.INCOMPATIBLE, reason=reason)
    return _plugin(group, entry_point, PluginState.ACTIVE, manifest=manifest)


def _manifest(group: Group, module: ModuleType, name: str) -> Manifest:
    """Ask the module's hook; a manager of its own keeps every plugin's faults to itself."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(module, name)
    manager.check_pending()
    manifest = getattr(manager.hook, group.hook)()
    if not isinstance(manifest, group.manifest):
        raise NotAPlugin(
            f"{module.__name__} must implement {group.hook} and return a {group.manifest.__name__}."
        )
    if manifest.name != name:
        raise NotAPlugin(
            f"The manifest is named {manifest.name!r}, the entry point {name!r}; they must be equal."
        )
    return manifest


def _check_manifest(manifest: Manifest) -> None:
    """Find what would break a list or a form later, while only this plugin suffers from it."""
    if manifest.settings is not None:
        _check_model("settings", manifest.settings)
    if isinstance(manifest, ChannelManifest):
        _check_channel(manifest)


def _check_model(field: str, model: object) -> None:
    from pydantic import BaseModel

    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise NotAPlugin(f"The manifest's {field} must be a pydantic model, not {model!r}.")
    model.model_json_schema()


def _check_channel(manifest: ChannelManifest) -> None:
    if manifest.options is not None:
        _check_model("options", manifest.options)
    _check_model("credentials", manifest.credentials)
    if unknown := manifest.abilities - CHANNEL_ABILITIES:
        raise NotAPlugin(f"The manifest names abilities that do not exist: {', '.join(sorted(unknown))}.")
    named = {*manifest.base_urls, manifest.settle_delay_setting, manifest.remote_version_setting} - {None}
    if missing := named - set(manifest.settings_model.model_fields):
        raise NotAPlugin(
            f"The manifest names settings that do not exist: {', '.join(sorted(map(str, missing)))}."
        )


def _plugin(
    group: Group,
    entry_point: InstalledPlugin,
    state: PluginState,
    *,
    manifest: Manifest | None = None,
    reason: str | None = None,
    error: BaseException | None = None,
) -> Plugin:
    plugin = Plugin(
        group=group,
        name=entry_point.name,
        distribution=entry_point.distribution,
        version=entry_point.version,
        state=state,
        manifest=manifest,
        reason=reason,
    )
    if error is None:
        return plugin
    return broken(plugin, error, secrets=likely_secrets(plugin.name, {}, os.environ))
