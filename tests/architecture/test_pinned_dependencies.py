import json
import re
from pathlib import Path

import pytest

from tests.architecture.workspace import ROOT, files

PINNED = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("file", PINNED, ids=lambda p: p.name)
def test_pinned_files_name_no_place(file: Path) -> None:
    """A lock says what is wanted and never where it lies."""
    assert "://" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", PINNED, ids=lambda p: p.name)
def test_every_dependency_has_a_version_and_a_hash(file: Path) -> None:
    """Nothing is installed that was not seen before."""
    logical = file.read_text("utf-8").replace("\\\n", " ").splitlines()

    assert [line for line in logical if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:", line)] == []


def test_the_scripts_have_one_lock_only() -> None:
    """No lock of uv's own stands beside ours, for it names the place of every file."""
    assert [file for file in files() if file.name == "uv.lock"] == []


def test_npm_leaves_places_out() -> None:
    """The frontend's lock says what is wanted and never where it lies."""
    lock = ROOT / "frontend/package-lock.json"
    packages = json.loads(lock.read_text("utf-8"))["packages"] if lock.exists() else {}

    assert (
        "omit-lockfile-registry-resolved=true" in (ROOT / "frontend/.npmrc").read_text("utf-8").splitlines()
    )
    assert [name for name, package in packages.items() if "://" in package.get("resolved", "")] == []
