from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.architecture.workspace import ROOT
from tests.sharing import SHARED, shared_by


def sharing() -> Iterator[tuple[str, Path]]:
    """Each pattern with the files that it means."""
    for pattern in SHARED:
        for file in ROOT.glob(pattern):
            yield pattern, file


def test_what_shares_something_is_there() -> None:
    """A file that was renamed would quietly make again what it shared."""
    assert set(SHARED) == {pattern for pattern, _ in sharing()}


def test_tests_that_share_go_to_one_process() -> None:
    """Whatever shares something is known by that, and everything else by itself."""
    alone = "tests/core/domain/test_pace.py::test_it[tests/architecture/test_alone.py]"

    assert "wheels" == shared_by("tests/architecture/test_alone.py::test_each[core]")
    assert alone == shared_by(alone)


def test_every_kill_run_shares_the_park() -> None:
    """The files that ask for the park are those that are said to share it."""
    folder = ROOT / "tests/reliability"
    asking = {file.name for file in folder.glob("test_*.py") if "park: Park" in file.read_text("utf-8")}
    asking |= {file.name for file in folder.glob("test_*.py") if "told: Recorded" in file.read_text("utf-8")}

    assert asking == {file.name for file in folder.glob("test_*.py") if fnmatch(file.name, "test_killed_*")}
