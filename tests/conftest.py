import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.sharing import shared_by

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "thorough", deadline=None, max_examples=1_000, stateful_step_count=60, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "here"))

WITH_A_RUNTIME = ("docs", "reliability", "runtimes", "tools", "walks")
"""Folders of tests that take seconds each, most of them waiting."""


def left_out() -> set[str]:
    """Name the marks of tests that need what only the person who runs them can give."""
    marks = set()
    if os.environ.get("OMNICHANNEL_LIVE_TESTS") != "1":
        marks.add("live")
    if not Path(os.environ.get("OMNICHANNEL_SPECS_DIR", "nowhere")).joinpath("meta").is_dir():
        marks.add("specs")
    return marks


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that are left out, and begin with slow ones, so that quick ones fill the end."""
    marks = left_out()
    gone = [item for item in items if any(item.get_closest_marker(mark) for mark in marks)]
    items[:] = sorted((item for item in items if item not in gone), key=_is_quick)
    config.hook.pytest_deselected(items=gone)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """
    Give tests that share something to one process, and all others to whichever is free.

    Marks would say the same, but pytest-xdist 3.8 writes them where pytest 9.2 does not read them.
    """
    scheduler = import_module("xdist.scheduler").LoadScopeScheduling(config, log)
    scheduler._split_scope = shared_by
    return scheduler


def _is_quick(item: pytest.Item) -> bool:
    """Whether it needs no runtime in a process of its own."""
    return not any(item.path.is_relative_to(Path(__file__).parent / name) for name in WITH_A_RUNTIME)


def pytest_report_header() -> list[str]:
    """Say where specifications are missing, and how to have them."""
    if "specs" not in left_out():
        return []
    return ["specs: left out; OMNICHANNEL_SPECS_DIR names no folder with the vendors' specifications"]
