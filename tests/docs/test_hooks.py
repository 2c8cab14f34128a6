"""The page on hooks tells everything there is."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from omnichannel.plugins.manifests import CHANNEL_ABILITIES, ChannelManifest, Manifest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/hooks.md").read_text("utf-8")
GROUPS = dict(re.findall(r"^\| `(omnichannel_register_\w+)` \| `([\w.]+)` \|", PAGE, re.MULTILINE))


def section(hook: str) -> str:
    """Give what stands on the page about one hook."""
    return PAGE.split(f"\n## {hook}\n")[1].split("\n## ")[0]


def users(group: str) -> set[str]:
    """Name our distributions that offer something in an entry-point group."""
    projects = [
        tomllib.loads(path.read_text("utf-8"))["project"] for path in ROOT.glob("*/**/pyproject.toml")
    ]
    return {one["name"] for one in projects if group in one.get("entry-points", {})}


def test_every_field_of_a_channel_is_told() -> None:
    """A row of the table names each, and none that there is not."""
    table = re.findall(r"^\| (`.+?) \|", section("omnichannel_register_channel"), re.MULTILINE)
    told = [name for row in table for name in re.findall(r"`(\w+)`", row)]

    own = {one.name for one in fields(ChannelManifest)} - {one.name for one in fields(Manifest)}
    assert sorted(own) == sorted(told)


def test_every_ability_is_told() -> None:
    """Whoever writes a channel reads all that a gateway may be able to do."""
    (row,) = re.findall(r"^\| `abilities`.+$", section("omnichannel_register_channel"), re.MULTILINE)

    assert CHANNEL_ABILITIES == set(re.findall(r"`(\w+)`", row)) - {"abilities"}


@pytest.mark.parametrize("hook", GROUPS)
def test_every_user_of_a_hook_is_told(hook: str) -> None:
    """Who wants to see how a hook is used finds all of our plugins that do."""
    (line,) = re.findall(r"^\*\*Used by\*\* (.+)$", section(hook), re.MULTILINE)

    assert users(GROUPS[hook]) == set(re.findall(r"`([\w-]+)`", line))
