"""Completion in shells, and how quick the command line is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "omnichannel.presentation.cli.main"]


def asked(*arguments: str, **environment: str) -> str:
    """Run the command line in an environment; gives what it printed."""
    known = {**os.environ, **environment}
    done = subprocess.run([*PROGRAM, *arguments], env=known, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("shell", "sign"),
    [
        ("bash", "complete -o default -F"),
        ("zsh", "#compdef omnichannel"),
        ("fish", "complete --command omnichannel"),
    ],
)
def test_each_shell_has_its_script(shell: str, sign: str) -> None:
    """bash, zsh and fish get a script in their own language."""
    assert sign in asked(_OMNICHANNEL_COMPLETE=f"source_{shell}")


def test_help_tells_of_completion() -> None:
    """The options that install and show the script are those that typer users know."""
    shown = asked("--help")

    assert "--install-completion" in shown
    assert "--show-completion" in shown
    assert "--install-completion" not in asked("messages", "--help")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("omnichannel me", ["messages"]),
        ("omnichannel messages re", ["retry", "resolve"]),
        ("omnichannel accounts pr", ["probe"]),
        ("omnichannel send --dr", ["--draft", "--dry-run"]),
    ],
)
def test_names_are_completed(words: str, found: list[str]) -> None:
    """Commands, the commands in a group that is not imported yet, and options are completed."""
    count = str(len(words.split()) - 1)

    told = asked(_OMNICHANNEL_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=count)

    assert found == told.split()


def test_help_is_quick(tmp_path: Path) -> None:
    """--help takes less than 0.3 s of the processor, with everything of plugins in it."""
    code = (
        "import sys, time\n"
        "from omnichannel.presentation.cli.main import build_app, run, _installed_commands\n"
        "run(build_app(_installed_commands), ['--help'])\n"
        "print(time.process_time(), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def seconds() -> float:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return float(done.stderr)

    seconds()  # the first start compiles

    assert min(seconds() for _ in range(3)) < 0.3
