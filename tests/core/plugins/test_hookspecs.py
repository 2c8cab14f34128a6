"""One plugin for each hook, as small as can be, and what its answer does."""

from pathlib import Path
from typing import Any

import pytest

from omnichannel.plugins import hookspecs
from omnichannel.plugins.groups import GROUPS
from tests.core.fakes.distributions import in_fresh_process, install

HEAD = """
from pydantic import BaseModel
from omnichannel.plugins import manifests, no_fields
from omnichannel.plugins.hookspecs import hookimpl

@hookimpl
def omnichannel_register_{kind}():
    return manifests.{answer}
"""
PLUGINS = {
    "channel": 'ChannelManifest(name="tiny", label="Tiny", opens="tiny_gateway:Gateway", '
    'credentials=no_fields.NoCredentials, abilities=frozenset({"one_request"}))',
    "repository": 'RepositoryManifest(name="tiny", label="Tiny", opens="tiny_driver:Driver")',
    "event_publisher": 'EventPublisherManifest(name="tiny", label="Tiny", opens="tiny_driver:Driver")',
    "media_store": 'MediaStoreManifest(name="tiny", label="Tiny", opens="tiny_driver:Driver")',
    "key_provider": 'KeyProviderManifest(name="tiny", label="Tiny", opens="tiny_driver:Driver")',
    "extension": 'ExtensionManifest(name="tiny", label="Tiny", opens="tiny_observer:Observer", '
    'commands=(manifests.Command(name="greet", help="Greet.", opens="tiny_observer:greet"),))',
    "runtime": 'RuntimeManifest(name="tiny", label="Tiny", pack=manifests.RuntimePack(repository="tiny", '
    'event_publisher="tiny", media_store="tiny", key_provider="tiny", channels=("tiny",), extensions=()))',
}
MODULES = {
    "tiny_gateway": """
from omnichannel.application.ports.outbound.channel_gateway import RenderedPost
class Gateway:
    def __init__(self, settings): self.settings = settings
    def complaints(self, post): return []
    def render(self, post, account=None): return RenderedPost(post.text.upper())
    def request(self, post, account): return None
    def outcome(self, response): return None
""",
    "tiny_driver": """
class Driver:
    def __init__(self, settings, home): self.opened_with = [type(settings).__name__, str(home)]
""",
    "tiny_observer": """
class Observer:
    def __init__(self, settings): pass
    async def messages_scheduled(self, messages): pass
def greet(): return "hello"
""",
}
SHOW = """
    import json, sys
    from pathlib import Path
    from omnichannel.application.observing import ObservesScheduling
    from omnichannel.application.ports.outbound.channel_gateway import Post
    from omnichannel.plugins import groups
    from omnichannel.plugins.channel_table import ChannelTable
    from omnichannel.plugins.imports import imported
    from omnichannel.plugins.loading import load
    from omnichannel.plugins.no_fields import NoSettings

    plugins = {group.kind: load(group, ["tiny"])[0] for group in groups.GROUPS}
    manifests = {kind: plugin.manifest for kind, plugin in plugins.items()}
    heavy = sorted(name for name in sys.modules if name in ("tiny_gateway", "tiny_driver", "tiny_observer"))
    shown = {"states": {kind: plugin.state for kind, plugin in plugins.items()}, "imported": heavy}
    table = ChannelTable([plugins["channel"]], client_for=lambda *_: None, settings_of=lambda _: NoSettings())
    channel = table.open("tiny")
    shown["channel"] = [channel.label, channel.gateway.render(Post("0" * 32, "bread", None)).text]
    for kind in ("repository", "event_publisher", "media_store", "key_provider"):
        shown[kind] = imported(manifests[kind].opens)(NoSettings(), Path("home")).opened_with
    extension = manifests["extension"]
    shown["extension"] = [
        isinstance(imported(extension.opens)(NoSettings()), ObservesScheduling),
        [[one.name, one.help, imported(one.opens)()] for one in extension.commands],
    ]
    pack = manifests["runtime"].pack
    shown["runtime"] = [
        load(groups.REPOSITORIES, [pack.repository])[0].state,
        [plugin.name for plugin in load(groups.CHANNELS, pack.channels)],
        [plugin.name for plugin in load(groups.EXTENSIONS, pack.extensions)],
    ]
    print(json.dumps(shown))
"""
DRIVER = ["NoSettings", "home"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What one process did with a plugin of each kind."""
    folder = tmp_path_factory.mktemp("site")
    for group in GROUPS:
        code = HEAD.format(kind=group.kind, answer=PLUGINS[group.kind])
        install(folder, "tiny", code, group=group.entry_points, distribution=f"tiny-{group.kind}")
    for name, code in MODULES.items():
        Path(folder / f"{name}.py").write_text(code, "utf-8")
    return in_fresh_process(folder, SHOW)


def test_every_kind_of_plugin_has_its_hook() -> None:
    """Groups and hooks are the same list."""
    hooks = {name for name in vars(hookspecs) if name.startswith("omnichannel_")}

    assert {group.hook for group in GROUPS} == hooks


def test_a_hook_only_describes(shown: Any) -> None:
    """All seven plugins are active, and none of what they open was imported for it."""
    assert {group.kind: "active" for group in GROUPS} == shown["states"]
    assert [] == shown["imported"]


def test_hook_omnichannel_register_channel(shown: Any) -> None:
    """A registered channel renders posts with the gateway that its manifest names."""
    assert ["Tiny", "BREAD"] == shown["channel"]


def test_hook_omnichannel_register_repository(shown: Any) -> None:
    """A registered repository is opened with its settings and the data folder."""
    assert DRIVER == shown["repository"]


def test_hook_omnichannel_register_event_publisher(shown: Any) -> None:
    """A registered event publisher is opened with its settings and the data folder."""
    assert DRIVER == shown["event_publisher"]


def test_hook_omnichannel_register_media_store(shown: Any) -> None:
    """A registered media store is opened with its settings and the data folder."""
    assert DRIVER == shown["media_store"]


def test_hook_omnichannel_register_key_provider(shown: Any) -> None:
    """A registered key provider is opened with its settings and the data folder."""
    assert DRIVER == shown["key_provider"]


def test_hook_omnichannel_register_extension(shown: Any) -> None:
    """A registered extension hears of messages and adds a command."""
    assert [True, [["greet", "Greet.", "hello"]]] == shown["extension"]


def test_hook_omnichannel_register_runtime(shown: Any) -> None:
    """A registered runtime loads the plugins that its pack names, and no others."""
    assert ["active", ["tiny"], []] == shown["runtime"]
