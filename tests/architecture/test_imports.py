import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.workspace import ROOT, members, plugins, settings, sources

LINTER = settings()["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}


def packages(*globs: str) -> set[str]:
    return {member.package for member in members(*globs)}


def imported(file: Path) -> Iterator[str]:
    """The top-level packages that *file* imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or ".").split(".")[0]


def test_the_contracts_are_kept() -> None:
    """Nobody imports what lies above or beside: import-linter finds every contract kept."""
    program = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_know_every_member() -> None:
    """A new member cannot be forgotten: each one stands in every contract that concerns its kind."""
    every, beside = packages(), {member.package for member in plugins()} | packages("plugins/sandbox")
    channels, runtimes = packages("plugins/channels/*"), packages("runtimes/*")

    assert every == set(LINTER["root_packages"])
    assert every - {"omnichannel"} == set(CONTRACTS["core"]["forbidden_modules"])
    assert beside == set(CONTRACTS["plugins"]["modules"])
    assert beside == set(CONTRACTS["plugins-below"]["source_modules"])
    assert runtimes < set(CONTRACTS["plugins-below"]["forbidden_modules"])
    assert runtimes == set(CONTRACTS["runtimes"]["source_modules"])
    assert channels | packages("plugins/sandbox") == set(CONTRACTS["runtimes"]["forbidden_modules"])


@pytest.mark.parametrize(
    "file", sorted((ROOT / "core/src/omnichannel/domain").rglob("*.py")), ids=lambda p: p.stem
)
def test_the_domain_needs_the_standard_library_only(file: Path) -> None:
    """The domain could be lifted out of this project: it imports the standard library and itself."""
    assert set(imported(file)) <= sys.stdlib_module_names | {"omnichannel"}


def test_no_import_is_relative() -> None:
    """An import says in full where it comes from."""
    assert [file for file in sources() if "." in imported(file)] == []
