"""How local commands look: narrow and plain in a pipe, coloured on a terminal unless somebody objects."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.presentation.cli.local.commands import Installation, is_narrow

COMMANDS = [
    ("plugins", "list"),
    ("plugins", "info", "broken_by_a_very_long_name"),
    ("plugins", "info", "facebook"),
    ("plugins", "doctor"),
    ("plugins", "disable", "key_provider:keyfile"),
    ("plugins", "disable", "broken_by_a_very_long_name"),
    ("plugins", "enable", "broken_by_a_very_long_name"),
    ("plugins", "info", "no_plugin_has_such_a_name"),
    ("config", "show"),
    ("config", "explain"),
    ("config", "explain", "facebook.no_such_setting_at_all"),
    ("db", "status"),
    ("db", "upgrade"),
    ("backup", "a_rather_long_name_for_a_backup_of_a_bakery.zip"),
    ("restore", "a_rather_long_name_for_a_backup_of_a_bakery.zip", "--home", "another"),
    ("restore", "a_file_that_nobody_has_ever_written.zip"),
]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with long names, and with long things to say about them."""
    folder = tmp_path_factory.mktemp("crowded")
    for name in ("plugins", "work"):
        (folder / name).mkdir()
    made = Installation(folder / "plugins", folder / "work")
    made.channel("broken_by_a_very_long_name", f"raise RuntimeError({'it is long ' * 20!r})\n")
    made.channel("zeta", days=27)
    return made


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_pipe_gets_80_columns_without_colour(crowded: Installation, arguments: tuple[str, ...]) -> None:
    """Neither data nor hints nor errors are wider, but for single words that cannot be broken."""
    done = crowded.run(*arguments, OMNICHANNEL_ZETA_COPIES="a number that is none", COLUMNS="200")

    assert is_narrow(done.out), done.out
    assert is_narrow(done.err), done.err
    assert "\x1b" not in done.out + done.err
    assert done.out or done.err


def on_a_terminal(installation: Installation, *arguments: str, **environment: str) -> str:
    """Run a command on a terminal; gives what it wrote there."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("OMNICHANNEL_")}
    ours.pop("NO_COLOR", None)
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("omnichannel"), *arguments],
        cwd=installation.folder,
        env={**ours, "PYTHONPATH": str(installation.plugins), "TERM": "xterm-256color", **environment},
        stdout=child,
        stderr=child,
    )
    os.close(child)
    told = b""
    try:
        while piece := os.read(parent, 4096):
            told += piece
    except OSError:  # the terminal was hung up
        pass
    process.wait(20)
    os.close(parent)
    return told.decode()


def test_a_terminal_gets_colour_unless_somebody_objects(installation: Installation) -> None:
    """NO_COLOR and --no-color are obeyed; an empty NO_COLOR is none."""
    arguments = ("db", "status")

    assert "\x1b[" in on_a_terminal(installation, *arguments)
    assert "\x1b[" in on_a_terminal(installation, *arguments, NO_COLOR="")
    assert "\x1b" not in on_a_terminal(installation, *arguments, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(installation, *arguments, "--no-color")
