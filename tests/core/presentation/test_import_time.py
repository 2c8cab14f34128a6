"""What starts quickly: the API's import and the command line's help."""

import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("omnichannel")
HEAVY = {
    "PIL",
    "aiohttp",
    "alembic",
    "cryptography",
    "httpx",
    "offapi",
    "pydantic_settings",
    "sqlalchemy",
    "stevedore",
    "typer",
    "uvicorn",
}
IMPORT = "import sys, omnichannel.presentation.http.application; print(*sorted(sys.modules))"


def seconds(command: Sequence[object]) -> float:
    """Give the processor time that a command takes; other work on the machine does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("command", "bound"),
    [([sys.executable, "-c", IMPORT], 0.5), ([PROGRAM, "--help"], 0.3)],
    ids=["the API's import", "omnichannel --help"],
)
def test_it_starts_quickly(command: Sequence[object], bound: float) -> None:
    """A fresh process keeps the bound; others at work slow it down, so the least disturbed one counts."""
    assert any(seconds(command) < bound for _ in range(20))


def test_the_import_of_the_api_brings_nothing_heavy() -> None:
    """What only some requests or a store need is imported when it is needed."""
    told = subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True, text=True)

    assert set() == HEAVY & set(told.stdout.split())


def test_help_needs_no_rich_text() -> None:
    """Help is plain: nothing that draws is imported for it."""
    command = [sys.executable, "-X", "importtime", str(PROGRAM), "--help"]

    told = subprocess.run(command, check=True, capture_output=True, text=True)

    assert "omnichannel.presentation.cli.main" in told.stderr
    assert set() == {"rich", "starlette", *HEAVY - {"stevedore", "typer"}} & {
        line.rpartition("|")[2].strip() for line in told.stderr.splitlines()
    }
