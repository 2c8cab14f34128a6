import importlib
import re

import pytest

from tests.architecture.workspace import ROOT


def hooks() -> list[str]:
    hookspecs = importlib.import_module("omnichannel.plugins.hookspecs")
    return [name for name in vars(hookspecs) if name.startswith("omnichannel_")]


def hooks_with_tests() -> list[str]:
    """What stands behind test_hook_ in the names of the tests."""
    files = (ROOT / "tests").rglob("test_*.py")
    return [name for file in files for name in re.findall(r"def test_hook_(\w+)\(", file.read_text("utf-8"))]


def test_there_are_hooks() -> None:
    """The two promises below are made about something."""
    assert "omnichannel_register_channel" in hooks()


@pytest.mark.parametrize("hook", hooks())
def test_each_hook_is_documented(hook: str) -> None:
    """Whoever writes a plugin finds every hook on one page."""
    assert re.search(rf"\b{hook}\b", (ROOT / "docs/hooks.md").read_text("utf-8"))


@pytest.mark.parametrize("hook", hooks())
def test_each_hook_has_a_test(hook: str) -> None:
    """A test that bears the hook's name shows that it is called."""
    name = hook.removeprefix("omnichannel_")

    assert [test for test in hooks_with_tests() if re.match(rf"(omnichannel_)?{name}(_|$)", test)]
