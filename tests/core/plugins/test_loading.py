"""What becomes of plugins of every kind, told by fresh processes that load real distributions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.core.fakes.distributions import in_fresh_process, install

GOOD = """
    from omnichannel.plugins.hookspecs import hookimpl
    from omnichannel.plugins.manifests import ChannelManifest, KeyProviderManifest
    from omnichannel.plugins.no_fields import NoCredentials

    @hookimpl
    def omnichannel_register_channel():
        return ChannelManifest(
            name="{name}", label="Good", credentials=NoCredentials, abilities=frozenset({{"publishes"}}){more}
        )
"""


def good(name: str, more: str = "") -> str:
    return GOOD.format(name=name, more=more and f", {more}")


BROKEN = {
    "import_error": ("import nothing_of_that_name\n", "ModuleNotFoundError: No module named"),
    "assertion": ("raise AssertionError('not today')\n", "AssertionError: not today"),
    "exits": ("import sys\nsys.exit('bye')\n", "SystemExit: bye"),
    "syntax": ("def :\n", "SyntaxError"),
    "empty": ("", "NotAPlugin: omnichannel_empty_plugin must implement omnichannel_register_channel"),
    "raises": (good("raises").replace("return", "raise OSError('no')\n        return"), "OSError: no"),
    "misspelt": (
        good("misspelt").replace("register_channel", "register_chanel"),
        "PluginValidationError: unknown hook 'omnichannel_register_chanel'",
    ),
    "with_argument": (
        good("with_argument").replace("channel()", "channel(settings)"),
        "PluginValidationError",
    ),
    "wrong_type": (
        good("wrong_type").replace(
            "return ", "return KeyProviderManifest(name='wrong_type', label='K')\n        x = "
        ),
        "and return a ChannelManifest",
    ),
    "other_name": (good("another"), "The manifest is named 'another', the entry point 'other_name'"),
    "unknown_ability": (
        good("unknown_ability").replace('"publishes"', '"publishes", "teleports"'),
        "The manifest names abilities that do not exist: teleports.",
    ),
    "no_credentials": (
        good("no_credentials").replace("credentials=NoCredentials", "credentials=None"),
        "The manifest's credentials must be a pydantic model, not None.",
    ),
    "no_such_setting": (
        good("no_such_setting", 'base_urls=("graf_url",)'),
        "The manifest names settings that do not exist: graf_url.",
    ),
    "odd_range": (good("odd_range", "core_api=1"), "TypeError"),
}
LOAD = """
    import json, sys
    from omnichannel.plugins.groups import CHANNELS
    from omnichannel.plugins.loading import load
    plugins = load(CHANNELS, json.loads({names!r}), disabled=["channel:disabled"])
    print(json.dumps([
        [p.name, p.state, p.reason, p.distribution, p.version, p.traceback, p.is_active] for p in plugins
    ] + [["modules", [name for name in sys.modules if name.endswith("_plugin") and "." not in name]]]))
"""

Rows = Mapping[str, list[Any]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Every installed channel, by name, as one process saw them all."""
    folder = tmp_path_factory.mktemp("site")
    for name, (code, _) in BROKEN.items():
        install(folder, name, code)
    for name in ("first", "last", "disabled"):
        install(folder, name, good(name))
    install(folder, "old", good("old", "core_api=(0, 0)"))
    install(folder, "coming", good("coming", "core_api=(2, 9)"))
    for distribution in ("one-twin", "other-twin"):
        install(folder, "twin", good("twin"), distribution=distribution)
    found = in_fresh_process(folder, LOAD.format(names='["*"]'))
    return {name: rest for name, *rest in found}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_plugin_says_why(rows: Rows, name: str) -> None:
    """Whatever is wrong with a plugin, its state says so in a sentence, with the traceback for its author."""
    state, reason, _, _, traceback, _ = rows[name]

    assert "broken" == state
    assert BROKEN[name][1] in reason
    assert traceback.startswith("Traceback")


@pytest.mark.parametrize("name", ["first", "last"])
def test_the_others_stay_active(rows: Rows, name: str) -> None:
    """Beside a dozen broken plugins the good ones work, known by distribution and version."""
    assert ["active", None, f"omnichannel-{name}", "1.0", None, True] == rows[name]


@pytest.mark.parametrize(("name", "needs"), [("old", "0 to 0"), ("coming", "2 to 9")])
def test_a_plugin_for_another_core_is_incompatible(rows: Rows, name: str, needs: str) -> None:
    """A plugin that was written for another core API says which one it needs."""
    state, reason, *_ = rows[name]

    assert ("incompatible", f"It needs core API {needs}; this is 1. Install another version of it.") == (
        state,
        reason,
    )


def test_a_name_that_is_offered_twice_is_broken(rows: Rows) -> None:
    """Nobody guesses which of two distributions was meant."""
    state, reason, *_ = rows["twin"]

    assert "broken" == state
    assert "More than one installed distribution offers 'twin'; remove one." in reason


def test_a_disabled_plugin_is_not_imported(rows: Rows) -> None:
    """Disabling a plugin keeps even its first line from being run."""
    state, reason, *_ = rows["disabled"]

    assert ("disabled", "It is disabled in the settings.") == (state, reason)
    assert "omnichannel_first_plugin" in rows["modules"][0]
    assert "omnichannel_disabled_plugin" not in rows["modules"][0]


def test_only_listed_plugins_are_imported(tmp_path: Path) -> None:
    """A pack that names one plugin imports that one."""
    for name in ("wanted", "unwanted"):
        install(tmp_path, name, good(name))

    found = in_fresh_process(tmp_path, LOAD.format(names='["wanted"]'))

    assert ["wanted", "modules"] == [row[0] for row in found]
    assert ["omnichannel_wanted_plugin"] == found[1][1]


def test_a_name_that_is_not_installed_says_what_to_install(tmp_path: Path) -> None:
    """A pack that names a missing plugin stops with one sentence that names the distribution."""
    code = """
        import json
        from omnichannel.plugins.errors import PluginMissing
        from omnichannel.plugins.groups import MEDIA_STORES
        from omnichannel.plugins.loading import load
        try:
            load(MEDIA_STORES, ["cloud_disk"])
        except PluginMissing as error:
            print(json.dumps([str(error), error.kind, error.name]))
    """

    sentence = (
        "The media store 'cloud_disk' is not installed. "
        "Install the distribution that offers it, usually: pip install omnichannel-cloud-disk"
    )
    assert [sentence, "media_store", "cloud_disk"] == in_fresh_process(tmp_path, code)
