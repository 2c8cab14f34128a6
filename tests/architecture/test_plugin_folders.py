import subprocess

import pytest

from tests.architecture.workspace import ROOT, Member, members, plugins


@pytest.mark.parametrize("plugin", plugins(), ids=str)
def test_plugin_folders_are_alike(plugin: Member) -> None:
    """Who knows one plugin finds the way in all of them."""
    expected = {
        "pyproject.toml",
        "README.md",
        f"src/{plugin.package}/py.typed",
        f"src/{plugin.package}/plugin.py",
    }

    assert {name for name in expected if not (plugin.folder / name).is_file()} == set()


@pytest.mark.parametrize("plugin", [*plugins(), *members("runtimes/*")], ids=str)
def test_one_word_through_the_stack(plugin: Member) -> None:
    """Folder, distribution, import and entry point are the same word, in the group of the folder's kind."""
    name, kind = plugin.folder.name, plugin.folder.parent.name

    assert f"omnichannel-{name}" == plugin.dist
    assert f"omnichannel_{name.replace('-', '_')}" == plugin.package
    assert {f"omnichannel.{kind}": {name: f"{plugin.package}.plugin"}} == plugin.project["entry-points"]


@pytest.mark.parametrize("member", members(), ids=str)
def test_members_bound_each_other(member: Member) -> None:
    """A wheel says which versions of its sisters it works with."""
    ours = [text for text in member.project["dependencies"] if text.startswith("omnichannel-")]

    assert [text for text in ours if ">=" not in text or ",<" not in text] == []


def test_scripts_and_workspace_agree_on_the_members() -> None:
    """What the scripts install and check is what the workspace consists of."""
    printed = subprocess.run([ROOT / "scripts/members"], capture_output=True, text=True, check=True).stdout

    assert sorted(map(str, members())) == sorted(printed.split())
