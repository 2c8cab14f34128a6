"""A channel comes and goes with its wheel. The one file that knows how an installed channel is asked for."""

import pytest

from tests.architecture.environments import Environment
from tests.architecture.workspace import Member, channels

pytestmark = [pytest.mark.xdist_group("wheels"), pytest.mark.timeout(180)]

BY_ENTRY_POINT = """
from importlib.metadata import entry_points
print(*entry_points(group="omnichannel.channels").names)
"""

BY_DISCOVERY = """
from omnichannel.plugins.discovery import discover
from omnichannel.plugins.groups import CHANNELS
print(*(found.name for found in discover(CHANNELS)))
"""


def installed_channels(environment: Environment) -> tuple[list[str], list[str]]:
    return environment.python("-c", BY_ENTRY_POINT).split(), environment.python("-c", BY_DISCOVERY).split()


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
