"""Hooks are asked at the start; a delivery asks none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pluggy
import pytest

from omnichannel.bootstrap import open_walk
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.settings import Settings
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_sandbox.server import Sandbox
from tests.walks.test_statements import PRINCIPAL, schedule, walk_all

POSTS = 20


def monitored(calls: list[str]) -> type[pluggy.PluginManager]:
    """A plugin manager that writes down each hook it calls, as pluggy's own monitoring tells it."""

    class Monitored(pluggy.PluginManager):
        def __init__(self, project_name: str) -> None:
            super().__init__(project_name)
            self.add_hookcall_monitoring(self._before, lambda *facts: None)

        def _before(self, hook_name: str, hook_impls: Sequence[Any], arguments: Any) -> None:
            calls.append(hook_name)

    return Monitored


async def test_no_hook_is_called_for_a_delivery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plugin is asked once, at the start; accepting and publishing posts asks none of them again."""
    calls: list[str] = []
    monkeypatch.setattr(pluggy, "PluginManager", monitored(calls))
    async with Sandbox(data_dir=tmp_path / "sandbox") as sandbox:
        file = {"facebook": {"graph_url": sandbox.graph_url}}
        settings = Settings(home=tmp_path / "home", max_in_flight=POSTS, plugins=file)
        pack = omnichannel_register_runtime().pack
        async with open_walk(settings, pack, AiohttpTransport(connections=10)) as walk:
            plugins = walk.use_cases.catalogue.plugins().items
            at_start = list(calls)
            await schedule(walk, POSTS)
            await walk_all(walk)
            shown = await walk.use_cases.list_messages.list(PRINCIPAL, limit=500, cursor=None)

    assert ["published"] * POSTS == [message.status for message in shown.items]
    assert sorted(f"omnichannel_register_{one.kind}" for one in plugins) == sorted(at_start)
    assert at_start == calls
