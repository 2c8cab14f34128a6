"""The command line: its own commands, those of plugins, and what it says when something is wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import typer

from omnichannel.domain.errors import InvalidRequest, NotFound, Problem
from omnichannel.plugins.manifests import Command
from omnichannel.presentation.cli.console import output
from omnichannel.presentation.cli.failures import CommandFailed, ExitCode
from omnichannel.presentation.cli.main import build_app, run
from omnichannel.presentation.cli.options import AsJson

Run = Callable[..., int]


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that a plugin brings."""
    name = "bakery_commands"
    tmp_path.joinpath(f"{name}.py").write_text(
        "def bake(loaves: int = 1) -> None:\n    print(f'{loaves} baked')\ndef fail() -> int:\n    return 3\n"
    )
    tmp_path.joinpath("burnt.py").write_text("import flour_of_another_mill\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


@pytest.fixture
def run_bakery(plugin: str) -> Run:
    """Run the command line of an installation with a plugin that adds commands."""
    commands = (
        Command(name="bake", help="Bake bread.", opens=f"{plugin}:bake"),
        Command(name="fail", help="Fail.", opens=f"{plugin}:fail"),
        Command(name="broken", help="Does not load.", opens="burnt:bake"),
        Command(name="missing", help="Is not there.", opens=f"{plugin}:cake"),
    )
    return lambda *arguments: run(build_app(lambda: commands), arguments)


def raising(error: BaseException, *arguments: str, as_json: bool = False) -> int:
    """Run a command of ours that raises *error*."""

    def command(as_json: AsJson = False) -> None:
        raise error

    module = type(sys)("raising_command")
    module.command = command  # type: ignore[attr-defined]
    sys.modules["raising_command"] = module
    commands = [Command(name="go", help="Go.", opens="raising_command:command")]
    return run(build_app(lambda: commands), ["go", *(["--json"] if as_json else []), *arguments])


def never() -> Sequence[Command]:
    raise AssertionError("nobody needed the commands of plugins")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_commands_of_plugins_without_importing_them(
    run_bakery: Run, plugin: str, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Help comes from manifests: names and sentences are there, the code is not."""
    code = run_bakery(*arguments)

    shown = capsys.readouterr().out
    assert 0 == code
    assert re.search(r"^  bake +Bake bread\.$", shown, re.MULTILINE)
    assert plugin not in sys.modules


def test_a_command_of_a_plugin_runs(run_bakery: Run, plugin: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The code is imported when its command is run, and its options are those of the function."""
    code = run_bakery("bake", "--loaves", "3")

    assert (0, "3 baked\n") == (code, capsys.readouterr().out)
    assert plugin in sys.modules


def test_a_commands_own_help_shows_its_options(run_bakery: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A command's own help knows what its function takes."""
    code = run_bakery("bake", "--help")

    assert 0 == code
    assert "--loaves" in capsys.readouterr().out


def test_an_exit_code_of_a_command_is_kept(run_bakery: Run) -> None:
    """A command says by a number how it went."""
    assert 3 == run_bakery("fail")


@pytest.mark.parametrize(
    ("name", "reason"), [("broken", "flour_of_another_mill"), ("missing", "has no attribute 'cake'")]
)
def test_a_broken_command_says_why(
    run_bakery: Run, capsys: pytest.CaptureFixture[str], name: str, reason: str
) -> None:
    """A plugin that does not load spoils its own command only, and is told in one sentence."""
    code = run_bakery(name)

    told = capsys.readouterr().err
    assert 7 == code
    assert told.startswith(f"error: The command '{name}' does not load: ")
    assert reason in told
    assert "Traceback" not in told


def test_the_version_needs_no_plugin(capsys: pytest.CaptureFixture[str]) -> None:
    """--version answers even where discovery would fail."""
    code = run(build_app(never), ["--version"])

    assert 0 == code
    assert capsys.readouterr().out.startswith("omnichannel ")


@pytest.mark.parametrize("arguments", [["bak"], ["--nope"], ["bake", "--loaves", "many"]])
def test_wrong_use_is_told_with_a_hint(
    run_bakery: Run, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Wrong use has exit code 2, goes to stderr, and says what to do next."""
    code = run_bakery(*arguments)

    told = capsys.readouterr()
    assert (2, "") == (code, told.out)
    assert told.err.startswith("error: ")
    assert re.search(r"\n\n  hint: `omnichannel( bake)? --help` lists what there is\n", told.err)


def test_a_misspelt_command_is_guessed(run_bakery: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands of plugins are among the guesses."""
    run_bakery("bak")

    assert "Did you mean 'bake'" in capsys.readouterr().err


def test_our_errors_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """What goes wrong on purpose is told without a traceback; brackets in it are only brackets."""
    code = raising(NotFound("account", "[bold]harbour[/]"))

    assert (1, "error: There is no account [bold]harbour[/] in this workspace\n") == (
        code,
        capsys.readouterr().err,
    )


def test_each_problem_of_a_request_has_its_hint(capsys: pytest.CaptureFixture[str]) -> None:
    """A refused request is told problem by problem, each with its fix."""
    code = raising(InvalidRequest(Problem("/text", "It is long.", "Shorten it."), Problem("", "No.", "Yes.")))

    assert 1 == code
    assert "error: /text: It is long\n\n  hint: Shorten it.\nerror: No\n\n  hint: Yes.\n" == (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_an_interrupt_is_130(error: BaseException) -> None:
    """Ctrl-C ends with the code that shells expect."""
    assert 130 == raising(error)


def test_a_fault_of_ours_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody raised on purpose is one sentence, and how to see more of it."""
    code = raising(ZeroDivisionError("division by zero"))

    assert 1 == code
    assert (
        "error: a fault of ours: ZeroDivisionError: division by zero\n\n  hint: give the command again"
        in (capsys.readouterr().err)
    )


@pytest.mark.parametrize("arguments", [["--debug"], []])
def test_debug_shows_the_traceback(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """With --debug, wherever it stands, or OMNICHANNEL_DEBUG, nothing is hidden."""
    if not arguments:
        monkeypatch.setenv("OMNICHANNEL_DEBUG", "1")

    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError(), *arguments)


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    """`omnichannel ... | head` ends quietly."""
    command = [sys.executable, "-m", "omnichannel.presentation.cli.main", "help", "exit-codes"]
    pipe = subprocess.PIPE

    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()

    assert (0, b"") == (process.returncode, told)


def test_errors_are_json_where_the_data_is(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json an error is one JSON object on stderr; also one of the command line itself."""
    failed = CommandFailed(
        "no account `x`", hint="look", exit_code=ExitCode.WRONG_USE, code="no-such-account"
    )

    codes = raising(failed, as_json=True), run(build_app(lambda: ()), ["nonsense", "--json"])

    first, second = (json.loads(line)["error"] for line in capsys.readouterr().err.splitlines())
    assert (2, 2) == codes
    expected = {"code": "no-such-account", "message": "no account `x`", "hint": "look", "field": None}
    assert expected == first
    assert ("wrong-use", "No such command 'nonsense'.") == (second["code"], second["message"])


def test_several_problems_are_all_in_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The first problem is the error; all of them stand beside it, with the fields of the API."""
    raising(InvalidRequest(Problem("/text", "Long.", "Shorten."), Problem("", "No.", "Yes.")), as_json=True)

    error = json.loads(capsys.readouterr().err)["error"]
    assert ("invalid-request", "Long.", "Shorten.", "/text") == (
        error["code"],
        error["message"],
        error["hint"],
        error["field"],
    )
    assert ["/text", ""] == [problem["field"] for problem in error["problems"]]


def test_a_pipe_gets_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    """Away from a terminal there is neither colour nor a broken line."""
    output().print("[green]" + "done " * 50 + "[/]")

    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert 1 == shown.count("\n")


def test_help_is_light() -> None:
    """Showing help imports neither the server nor any model, nor what draws tables."""
    code = (
        "import sys\n"
        "from omnichannel.presentation.cli.main import build_app, run\n"
        "run(build_app(lambda: ()), ['--help'])\n"
        "print({'starlette', 'pydantic', 'httpx', 'sqlalchemy', 'PIL', 'rich'} & sys.modules.keys())\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.endswith("set()\n")
