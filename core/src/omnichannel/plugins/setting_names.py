"""Finds settings that nobody reads, so that a misspelt one is not passed over in silence."""

import logging
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from omnichannel.plugins.errors import UnknownSetting
from omnichannel.plugins.manifests import Manifest
from omnichannel.plugins.settings import variable
from omnichannel.plugins.states import Plugin

PREFIX = "OMNICHANNEL_"
OF_OTHERS = frozenset({"CONFIG", "URL", "TOKEN", "SPECS_DIR", "LIVE_TESTS"})
"""Read by the settings themselves, by the examples of the API page, and by the tests."""
_log = logging.getLogger("omnichannel.settings")


def check_names(
    plugins: Collection[Plugin],
    *,
    fields: Iterable[str],
    tables: Iterable[str],
    disabled: Iterable[str],
    environment: Mapping[str, str],
) -> None:
    """
    Look for names that belong to nothing.

    Args:
        plugins: everything that was loaded.
        fields: the runtime's own settings.
        tables: the plugins that the file has settings for.
        disabled: "<kind>:<name>" each.

    Raises:
        UnknownSetting: a table or a disabled plugin that is not installed, or a variable whose name is
            nearly that of a setting. Any other unknown variable is only logged: a plugin that is
            not installed here may own it.
    """
    names = {plugin.name for plugin in plugins}
    for table in tables:
        if table not in names:
            raise _unknown(f"{PREFIX}PLUGINS", f"no plugin is named {table!r}", table, names)
    known = {f"{plugin.group.kind}:{plugin.name}" for plugin in plugins}
    for one in disabled:
        if one not in known:
            raise _unknown(f"{PREFIX}DISABLED_PLUGINS", f"no plugin is {one!r}", one, known)
    manifests = [plugin.manifest for plugin in plugins if plugin.manifest is not None]
    _check_environment(environment, _variables(fields, manifests))


def _check_environment(environment: Mapping[str, str], known: set[str]) -> None:
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in known:
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.85)
        if near:
            told = f"there is no such setting; did you mean {near[0]}?"
            raise UnknownSetting(name, told, near=near[0])
        _log.warning("%s is set, and nothing here reads it.", name)


def _variables(fields: Iterable[str], manifests: Iterable[Manifest]) -> set[str]:
    own = {PREFIX + field.upper() for field in fields} | {PREFIX + name for name in OF_OTHERS}
    return own | {variable(one.name, field) for one in manifests for field in one.settings_model.model_fields}


def _unknown(setting: str, detail: str, given: str, known: Collection[str]) -> UnknownSetting:
    near = get_close_matches(given, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return UnknownSetting(setting, detail + hint, near=repr(near[0]) if near else None)
