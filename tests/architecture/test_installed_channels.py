"""A channel comes and goes with its wheel. The one file that knows how an installed channel is asked for."""

import pytest

from tests.architecture.environments import Environment
from tests.architecture.workspace import Member, channels

pytestmark = pytest.mark.timeout(180)

BY_ENTRY_POINT = """
from importlib.metadata import entry_points
print(*entry_points(group="omnichannel.channels").names)
"""

BY_DISCOVERY = """
from omnichannel.plugins.discovery import discover
from omnichannel.plugins.groups import CHANNELS
print(*(found.name for found in discover(CHANNELS)))
"""

BY_INDEX = """
from pathlib import Path
from omnichannel.plugins import plugin_index
from omnichannel.plugins.discovery import discover, indexed_plugins
from omnichannel.plugins.groups import CHANNELS
plugin_index.REST_NS = 0
before = plugin_index.read_index(Path())
print(before is not None, *(found.name for found in discover(CHANNELS, indexed_plugins(Path()))))
"""


def installed_channels(environment: Environment) -> tuple[list[str], list[str]]:
    return environment.python("-c", BY_ENTRY_POINT).split(), environment.python("-c", BY_DISCOVERY).split()


def indexed_channels(environment: Environment) -> list[str]:
    """Whether there was an index that holds, then the names; an index is there afterwards."""
    return environment.python("-c", BY_INDEX).split()


@pytest.mark.parametrize("channel", channels(), ids=str)
def test_a_channel_comes_and_goes_with_its_wheel(channel: Member, environment: Environment) -> None:
    """Installing the wheel is all it takes to have a channel, and uninstalling it all it takes to lose it."""
    name = channel.folder.name

    environment.install("omnichannel-core")
    before = installed_channels(environment)
    environment.install(channel.dist)
    during = installed_channels(environment)
    environment.uninstall(channel.dist)
    after = installed_channels(environment)

    assert ([], []) == before
    assert ([name], [name]) == during
    assert ([], []) == after


def test_an_index_never_hides_what_was_installed_or_removed(environment: Environment) -> None:
    """An installer's work is seen by the next start, and only then is the index made again."""
    environment.install("omnichannel-core")
    seen = [indexed_channels(environment), indexed_channels(environment)]
    environment.install("omnichannel-email")
    seen += [indexed_channels(environment), indexed_channels(environment)]
    environment.uninstall("omnichannel-email")
    seen += [indexed_channels(environment), indexed_channels(environment)]

    assert [["False"], ["True"]] == seen[:2]
    assert [["False", "email"], ["True", "email"]] == seen[2:4]
    assert [["False"], ["True"]] == seen[4:]
