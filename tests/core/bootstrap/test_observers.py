"""Opening extensions: what does not open is passed over, unless it has to agree."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from omnichannel.application.ports.outbound.observer import PostAhead
from omnichannel.bootstrap.observers import open_observers
from omnichannel.plugins.groups import EXTENSIONS
from omnichannel.plugins.manifests import ExtensionManifest
from omnichannel.plugins.states import Plugin, PluginState
from omnichannel.settings import Settings


class Guard:
    """Has no objection."""

    def __init__(self, settings: Any) -> None: ...

    async def before_publish(self, posts: Sequence[PostAhead]) -> Mapping[UUID, str]:
        return {}


class Listener:
    """Guards nothing."""

    def __init__(self, settings: Any) -> None: ...

    async def messages_scheduled(self, messages: Any) -> None: ...


class Torn:
    """Does not open."""

    def __init__(self, settings: Any) -> None:
        raise SystemExit(3)


def extension(opens: type, *, fails_closed: bool) -> Plugin:
    manifest = ExtensionManifest(
        name="filter", label="Word filter", opens=f"{__name__}:{opens.__name__}", fails_closed=fails_closed
    )
    about = (EXTENSIONS, "filter", "omnichannel-filter", "1.0")
    return Plugin(*about, PluginState.ACTIVE, manifest=manifest)


@pytest.mark.parametrize("fails_closed", [True, False])
def test_a_guard_says_whether_it_has_to_agree(fails_closed: bool) -> None:
    """It is an observer like any other, and one without which nothing is published where it says so."""
    opened = open_observers([extension(Guard, fails_closed=fails_closed)], Settings())

    (observer,) = opened.observers
    assert ({"Word filter": observer} if fails_closed else {}) == opened.must_agree
    assert ["active"] == [one.state for one in opened.plugins]


@pytest.mark.parametrize("opens", [Torn, Listener], ids=["does not open", "guards nothing"])
async def test_a_guard_that_does_not_open_keeps_all_back(opens: type) -> None:
    """It is broken, and stands there as one that cannot be asked."""
    opened = open_observers([extension(opens, fails_closed=True)], Settings())

    assert ([], ["broken"]) == (opened.observers, [one.state for one in opened.plugins])
    with pytest.raises(RuntimeError, match="did not open"):
        await opened.must_agree["Word filter"].before_publish([])


def test_another_extension_that_does_not_open_is_passed_over() -> None:
    """It is broken, and nobody waits for it."""
    opened = open_observers([extension(Torn, fails_closed=False)], Settings())

    assert ([], {}, ["broken"]) == (
        opened.observers,
        opened.must_agree,
        [one.state for one in opened.plugins],
    )
