"""What a start finds with and without an index, told by fresh processes that see real distributions."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from omnichannel.plugins.installed_plugin import InstalledPlugin
from omnichannel.plugins.plugin_index import FILE
from tests.core.fakes.distributions import in_fresh_process, install

START = """
    import json, sys
    from pathlib import Path
    from omnichannel.plugins.discovery import indexed_plugins, installed_plugins, scanned_plugins
    from omnichannel.plugins import plugin_index

    plugin_index.REST_NS = 0
    home = Path("../home")
    seen = installed_plugins(home)
    found = indexed_plugins(home)
    searched = "stevedore" in sys.modules
    print(json.dumps({
        "channels": found["omnichannel.channels"],
        "searched": searched,
        "agree": seen == found == scanned_plugins(),
        "imported": [name for name in sys.modules if name.endswith("_plugin") and "." not in name],
    }))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a channel in it, and a home."""
    install(tmp_path / "site", "pigeons", "raise SystemExit('a plugin was imported')")
    (tmp_path / "home").mkdir()
    return tmp_path / "site"


def start(site: Path) -> Any:
    """Start; gives what was found, among it the names of the invented channels."""
    told = in_fresh_process(site, START, XDG_CACHE_HOME=str(site.with_name("cache")))
    told["channels"] = [name for name, *_ in told["channels"] if name in ("pigeons", "owls")]
    return told


def test_the_second_start_searches_nothing(site: Path) -> None:
    """The first start searches and writes the index, the second reads it; both import no plugin."""
    told = {"channels": ["pigeons"], "agree": True, "imported": []}

    assert told | {"searched": True} == start(site)
    assert told | {"searched": False} == start(site)


def test_each_start_sees_what_is_installed_at_that_moment(site: Path) -> None:
    """A channel comes and goes with its distribution, though an index was kept before and after."""
    seen = [start(site)["channels"]]
    install(site, "owls", "")
    seen.append(start(site)["channels"])
    (site / "omnichannel_pigeons-1.0.dist-info").rename(site.with_name("gone"))
    seen.append(start(site)["channels"])

    assert [["pigeons"], ["owls", "pigeons"], ["owls"]] == seen
    assert not start(site)["searched"]


def test_a_name_that_is_offered_twice_is_twice_in_the_index(site: Path) -> None:
    """Both distributions stay known, so that the channel is broken with an index as it is without."""
    install(site, "pigeons", "", distribution="other-pigeons")

    assert ["pigeons", "pigeons"] == start(site)["channels"] == start(site)["channels"]


@pytest.mark.parametrize("content", ["", '{"format": 1, "places": {}, "plugins": {}}'])
def test_an_index_of_no_use_is_replaced(site: Path, content: str) -> None:
    """Damaged, or made when there were other kinds of plugins: one start searches, the next one does not."""
    (site.with_name("home") / FILE).write_text(content)
    (site.with_name("home") / FILE).chmod(0o600)

    first, second = start(site), start(site)

    assert (["pigeons"], ["pigeons"]) == (first["channels"], second["channels"])
    assert (True, False) == (first["searched"], second["searched"])


def test_an_index_without_a_kind_of_plugin_is_replaced(site: Path) -> None:
    """It was made by a version that knew fewer kinds."""
    start(site)
    written = json.loads((site.with_name("home") / FILE).read_text())
    del written["plugins"]["omnichannel.extensions"]
    (site.with_name("home") / FILE).write_text(json.dumps(written))

    assert start(site)["searched"]
    assert not start(site)["searched"]


def test_an_index_that_cannot_be_written_is_no_fault(site: Path) -> None:
    """Everything is found, start by start; a folder in its place keeps even root from writing it."""
    (site.with_name("home") / FILE).mkdir()

    told = [start(site), start(site)]

    assert [["pigeons"]] * 2 == [one["channels"] for one in told]
    assert [True] * 2 == [one["searched"] for one in told]


@pytest.mark.parametrize(
    ("value", "found"),
    [("json", "json"), ("json:loads", "loads"), ("json : JSONDecoder.decode [fast]", "decode")],
)
def test_an_entry_point_gives_what_it_names(value: str, found: str) -> None:
    """A module, or something in it, by the grammar of entry points."""
    assert found == InstalledPlugin("any", value).load().__name__


def test_an_entry_point_that_names_nothing_says_so() -> None:
    """Which makes its plugin broken, with the reason."""
    with pytest.raises(ImportError, match="json has no 'nothing'"):
        InstalledPlugin("any", "json:nothing").load()


def test_a_process_that_has_looked_before_finds_what_came_since(site: Path) -> None:
    """Whoever looks once more sees what was installed meanwhile, and no longer what is gone."""
    code = """
        import json, sys
        from pathlib import Path
        from omnichannel.plugins.discovery import scanned_plugins
        from tests.core.fakes.distributions import install

        def channels():
            names = (one.name for one in scanned_plugins()["omnichannel.channels"])
            return [name for name in names if name in ("pigeons", "owls")]

        before = channels()
        later = Path("../later")
        install(later, "owls", "")
        sys.path.append(str(later.resolve()))
        after = channels()
        sys.path.pop()
        print(json.dumps([before, after, channels()]))
    """

    assert [["pigeons"], ["owls", "pigeons"], ["pigeons"]] == in_fresh_process(
        site, code, PYTHONPATH=f"{site}{os.pathsep}{Path.cwd()}"
    )
