import json

import pytest

from omnichannel.presentation.cli.exit_codes import MEANINGS, ExitCode
from omnichannel.presentation.cli.main import build_app, run


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(build_app(lambda: ()), arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_every_exit_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """`help exit-codes` has a line for each code there is."""
    _, out, _ = shown(capsys, "help", "exit-codes")
    _, as_json, _ = shown(capsys, "help", "exit-codes", "--json")

    assert set(ExitCode) == set(MEANINGS)
    assert [str(code.value) for code in MEANINGS] == [line.split()[0] for line in out.splitlines()]
    assert {str(code.value) for code in ExitCode} == set(json.loads(as_json))


@pytest.mark.parametrize(
    ("topic", "usage"),
    [
        ([], "Usage: omnichannel [OPTIONS]"),
        (["send"], "Usage: omnichannel send [OPTIONS]"),
        (["messages", "show"], "Usage: omnichannel messages show [OPTIONS]"),
    ],
)
def test_help_is_that_of_the_command(
    capsys: pytest.CaptureFixture[str], topic: list[str], usage: str
) -> None:
    """`help X` says what `X --help` says."""
    code, out, _ = shown(capsys, "help", *topic)
    _, same, _ = shown(capsys, *topic, "--help")

    assert 0 == code
    assert usage in out
    assert out == same


def test_help_on_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The hint says where the commands are."""
    code, _, err = shown(capsys, "help", "bread")

    assert 2 == code
    assert "error: no help on `bread`\n\n  hint: `omnichannel --help` lists the commands" in err
