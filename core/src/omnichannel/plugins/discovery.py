"""
Finds installed plugins by entry point, without importing any of them.

Looking for them takes as long as the rest of a start, so what was found is kept in an index. stevedore
reads the entry points where there is none that holds; loading is `loading.py`'s, because stevedore lets an
AssertionError or SystemExit in a plugin's import end the whole program.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from omnichannel.plugins.errors import PluginMissing
from omnichannel.plugins.groups import EVERY_INSTALLED, GROUPS, Group
from omnichannel.plugins.installed_places import places_now
from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.plugin_index import Installed, read_index, write_index

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def installed_plugins(home: Path | None = None) -> Installed:
    """Give every installed plugin: from the index in *home* where it holds, else from their metadata."""
    return (home and _indexed(home)) or scanned_plugins()


def indexed_plugins(home: Path) -> Installed:
    """Give every installed plugin, and leave an index that holds in *home*, if it takes one."""
    found = _indexed(home)
    if found is not None:
        return found
    places = places_now()
    scanned = scanned_plugins()
    write_index(home, scanned, places)
    return scanned


def scanned_plugins() -> Installed:
    """Read the metadata of every installed distribution. No plugin code is imported."""
    from importlib.metadata import entry_points

    everything = entry_points()
    return {
        group.entry_points: _scanned(group, everything.select(group=group.entry_points)) for group in GROUPS
    }


def discover(group: Group, installed: Installed | None = None) -> list[InstalledPlugin]:
    """Give the plugins of *group*, by name: of those that are *installed*, or of what is found now."""
    return list((scanned_plugins() if installed is None else installed)[group.entry_points])


def select(group: Group, names: Iterable[str], installed: Installed | None = None) -> list[InstalledPlugin]:
    """
    Give the plugins that *names* lists; "*" means every installed one.

    Raises:
        PluginMissing: a name is not installed; the sentence says what to install.
    """
    wanted, found = set(names), discover(group, installed)
    there = {one.name for one in found}
    for name in sorted(wanted - {EVERY_INSTALLED} - there):
        raise PluginMissing(group.kind, name)
    return [one for one in found if EVERY_INSTALLED in wanted or one.name in wanted]


def offered_twice(plugins: Iterable[InstalledPlugin]) -> set[str]:
    """Give the names that more than one distribution offers."""
    return {name for name, count in Counter(one.name for one in plugins).items() if count > 1}


def _indexed(home: Path) -> Installed | None:
    """Give what the index says; one that was made when there were other kinds of plugins says too little."""
    found = read_index(home)
    return found if found is not None and set(found) == {group.entry_points for group in GROUPS} else None


def _scanned(group: Group, offered: "Iterable[EntryPoint]") -> list[InstalledPlugin]:
    from stevedore.named import NamedExtensionManager

    # stevedore remembers for as long as the process lives, and finds nothing that was installed meanwhile
    NamedExtensionManager.ENTRY_POINT_CACHE.pop(group.entry_points, None)
    nothing_loaded = NamedExtensionManager[object](
        group.entry_points, names=[], on_missing_entrypoints_callback=None
    )
    # stevedore's cache forgets which distribution an entry point came with
    known = {(one.name, one.value): one for one in offered}
    found = [known.get((one.name, one.value), one) for one in nothing_loaded.list_entry_points()]
    return sorted(map(_installed, found), key=lambda one: one.name)


def _installed(one: "EntryPoint") -> InstalledPlugin:
    if one.dist is None:
        return InstalledPlugin(one.name, one.value)
    return InstalledPlugin(one.name, one.value, one.dist.name, one.dist.version)
