"""What starts quickly: the API's import, and all help of the command line."""

import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer import Context
from typer.core import TyperGroup

from omnichannel.plugins.commands import installed_commands
from omnichannel.presentation.cli.extra_commands import LazyCommand
from omnichannel.presentation.cli.main import build_app

PROGRAM = Path(sys.executable).with_name("omnichannel")
HEAVY = {
    "PIL",
    "aiohttp",
    "alembic",
    "cryptography",
    "httpx",
    "offapi",
    "prometheus_client",
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


def is_quick(command: Sequence[object], *, bound: float) -> bool:
    """
    Say whether the least disturbed of five runs is below *bound*; what the first shows is not asked again.

    Other work on the machine can only add to what a run needs, so that one below the bound is proof.
    """
    return any(seconds(command) < bound for _ in range(5))


def commands(group: Any, *names: str) -> Iterator[tuple[str, ...]]:
    """Give every command there is, with the groups that it stands in; the whole is ()."""
    yield names
    opened = group.opened() if isinstance(group, LazyCommand) else group
    for name in opened.list_commands(Context(opened)) if isinstance(opened, TyperGroup) else ():
        yield from commands(opened.commands[name], *names, name)


def test_the_api_is_imported_quickly() -> None:
    """The least disturbed of five fresh processes imports the application in less than half a second."""
    assert is_quick([sys.executable, "-c", IMPORT], bound=0.5)


@pytest.mark.parametrize("names", list(commands(build_app(installed_commands))), ids=" ".join)
def test_help_is_quick(names: tuple[str, ...]) -> None:
    """`--help` of the whole, and of every command, needs less than 0.3 s of the processor."""
    assert is_quick([PROGRAM, *names, "--help"], bound=0.3)


def test_the_import_of_the_api_brings_nothing_heavy() -> None:
    """What only some requests or a store need is imported when it is needed."""
    told = subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True, text=True)

    assert set() == HEAVY & set(told.stdout.split())


@pytest.mark.parametrize("names", [(), ("send",), ("messages", "list"), ("plugins",), ("serve",), ("demo",)])
def test_help_brings_nothing_heavy(names: tuple[str, ...]) -> None:
    """Help needs neither a server nor a client, no model and no loop."""
    command = [sys.executable, "-X", "importtime", str(PROGRAM), *names, "--help"]

    told = subprocess.run(command, check=True, capture_output=True, text=True)

    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "omnichannel.presentation.cli.main" in imported
    assert set() == {"asyncio", "pydantic", "starlette", *HEAVY - {"stevedore", "typer"}} & imported
