"""
Finds installed plugins by entry point, without importing any of them.

stevedore reads the entry points and caches them between starts; loading is `loading.py`'s, because
stevedore lets an AssertionError or SystemExit in a plugin's import end the whole program.
"""

from collections import Counter
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from omnichannel.plugins.errors import PluginMissing
from omnichannel.plugins.groups import EVERY_INSTALLED, Group


def discover(group: Group) -> list[EntryPoint]:
    """Give the entry points of *group*, by name. No plugin code is imported."""
    from stevedore.named import NamedExtensionManager

    nothing_loaded = NamedExtensionManager[object](
        group.entry_points, names=[], on_missing_entrypoints_callback=None
    )
    # stevedore's cache forgets which distribution an entry point came with
    known = {(one.name, one.value): one for one in entry_points(group=group.entry_points)}
    found = [known.get((one.name, one.value), one) for one in nothing_loaded.list_entry_points()]
    return sorted(found, key=lambda entry_point: entry_point.name)


def select(group: Group, names: Iterable[str]) -> list[EntryPoint]:
    """
    Give the entry points that *names* lists; "*" means every installed one.

    Raises:
        PluginMissing: a name is not installed; the sentence says what to install.
    """
    wanted, found = set(names), discover(group)
    installed = {entry_point.name for entry_point in found}
    for name in sorted(wanted - {EVERY_INSTALLED} - installed):
        raise PluginMissing(group.kind, name)
    return [one for one in found if EVERY_INSTALLED in wanted or one.name in wanted]


def offered_twice(entry_points: Iterable[EntryPoint]) -> set[str]:
    """Give the names that more than one distribution offers."""
    return {name for name, count in Counter(one.name for one in entry_points).items() if count > 1}
