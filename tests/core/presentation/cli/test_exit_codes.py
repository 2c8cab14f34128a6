"""Each exit code that is documented is one that the real command gives, in the situation that it names."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from omnichannel.presentation.cli.exit_codes import MEANINGS, ExitCode
from tests.core.client.examples import ID, account, delivery, message
from tests.core.presentation.cli.local.commands import Ended, Installation
from tests.core.presentation.cli.small_server import small_server

Scene = Callable[[Installation], Ended]


def sent(installation: Installation, *deliveries: dict[str, object], timeout: str = "0") -> Ended:
    """Send a message whose deliveries stand as given when one looks."""
    told = message(*deliveries)
    answers = {
        "GET /v1/accounts": {"items": [account()]},
        "POST /v1/messages": {key: value for key, value in told.items() if key != "deliveries"},
        f"GET /v1/messages/{ID}": told,
    }
    arguments = ("send", "Rye is back", "--to", "letters", "--timeout", timeout)
    with small_server(answers) as server:
        return installation.run(*arguments, OMNICHANNEL_URL=server.url, OMNICHANNEL_TOKEN="rye-and-caraway")


def interrupted(installation: Installation) -> Ended:
    """Stop a command that waits for a message, as Ctrl+C does."""
    told = message(delivery(state="waiting"))
    answers = {
        "GET /v1/accounts": {"items": [account()]},
        "POST /v1/messages": {key: value for key, value in told.items() if key != "deliveries"},
        f"GET /v1/messages/{ID}": told,
    }
    program = Path(sys.executable).with_name("omnichannel")
    with small_server(answers) as server:
        process = subprocess.Popen(
            [program, "send", "Rye is back", "--to", "letters", "--url", server.url],
            cwd=installation.folder,
            env={"OMNICHANNEL_TOKEN": "rye-and-caraway"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 20
        while f"GET /v1/messages/{ID}" not in [asked for asked, _ in server.asked]:
            assert time.monotonic() < deadline, "the command never looked at its message"
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    return Ended(process.returncode, out, err)


def with_a_broken_plugin(installation: Installation) -> Ended:
    """Ask for a plugin that does not import."""
    installation.channel("burnt", "raise RuntimeError('burnt down')\n")
    return installation.run("plugins", "info", "burnt")


NOWHERE = {"OMNICHANNEL_URL": "http://127.0.0.1:9", "OMNICHANNEL_TOKEN": "rye-and-caraway"}
SCENES: dict[ExitCode, Scene] = {
    ExitCode.DONE: lambda one: sent(one, delivery()),
    ExitCode.FAILED: lambda one: sent(one, delivery(state="failed", reason="No.", fix="Yes.")),
    ExitCode.WRONG_USE: lambda one: one.run("serve", OMNICHANNEL_PORT="soon"),
    ExitCode.NOT_KNOWN: lambda one: sent(one, delivery(state="unknown", asks_person=True)),
    ExitCode.SIGN_IN_NEEDED: lambda one: one.run("messages", "list"),
    ExitCode.UNREACHABLE: lambda one: one.run("messages", "list", **NOWHERE),
    ExitCode.STILL_WAITING: lambda one: sent(one, delivery(state="waiting")),
    ExitCode.PLUGIN_BROKEN: with_a_broken_plugin,
    ExitCode.INTERRUPTED: interrupted,
}


def test_there_is_a_scene_for_each_code() -> None:
    """No code is documented that nobody has seen, and none is seen that is not documented."""
    assert set(ExitCode) == SCENES.keys() == MEANINGS.keys()


@pytest.mark.parametrize("code", list(ExitCode), ids=lambda code: code.name)
def test_the_command_ends_with_the_code(installation: Installation, code: ExitCode) -> None:
    """What is on stderr is for people: no traceback, and where something is wrong, a hint."""
    ended = SCENES[code](installation)

    assert code == ended.code, ended.out + ended.err
    assert "Traceback" not in ended.err
    assert (code is ExitCode.DONE) or "hint: " in ended.err


def test_a_wrong_setting_names_what_it_takes(installation: Installation) -> None:
    """The setting, what is wrong, what it takes and an example: enough to mend it without a manual."""
    ended = installation.run("serve", OMNICHANNEL_PORT="99999")

    assert (2, "") == (ended.code, ended.out)
    assert (
        "error: The setting OMNICHANNEL_PORT is wrong: Input should be less than or equal\n"
        "       to 65535\n"
        "\n"
        "  hint: It takes: integer, 0 to 65535. Example: OMNICHANNEL_PORT=8800\n"
    ) == ended.err


def test_a_misspelt_setting_is_not_quoted(installation: Installation) -> None:
    """What stands in a variable nobody knows may be a secret; the name that was meant is told."""
    ended = installation.run("serve", OMNICHANNEL_API_TOKN="planted-secret")

    assert 2 == ended.code
    assert "did you mean OMNICHANNEL_API_TOKEN?" in " ".join(ended.err.split())
    assert "hint: Write OMNICHANNEL_API_TOKEN instead, or remove it." in ended.err
    assert "planted-secret" not in ended.err
