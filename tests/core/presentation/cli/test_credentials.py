import io
import sys
from pathlib import Path
from typing import Any

import pytest

from omnichannel.presentation.cli.accounts.credentials import credentials_from
from omnichannel.presentation.cli.failures import CommandFailed

SECRET = {"type": "string", "format": "password", "writeOnly": True}
SMTP = {
    "type": "object",
    "properties": {
        "carrier": {"const": "smtp", "default": "smtp", "type": "string"},
        "host": {"type": "string", "description": "The server."},
        "port": {"type": "integer", "default": 587},
        "security": {"enum": ["starttls", "tls"], "default": "starttls", "type": "string"},
        "password": {"anyOf": [SECRET, {"type": "null"}], "default": None},
    },
    "required": ["host"],
}
TWO = {
    "oneOf": [{"$ref": "#/$defs/Smtp"}, {"$ref": "#/$defs/Api"}],
    "$defs": {
        "Smtp": SMTP,
        "Api": {
            "type": "object",
            "properties": {"carrier": {"const": "api", "type": "string"}, "key": SECRET},
            "required": ["carrier", "key"],
        },
    },
}


class Terminal(io.StringIO):
    """A stdin with a person behind it."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, text: str, *, terminal: bool = False) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(text) if terminal else io.StringIO(text))


def test_secrets_come_from_files_variables_and_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way gives the same; the line's end is no part of a secret; numbers are numbers."""
    tmp_path.joinpath("secret").write_text("caraway\n")
    monkeypatch.setenv("MAIL_PASSWORD", "caraway")
    expected: dict[str, Any] = {"carrier": "smtp", "host": "mail.example", "port": 465, "password": "caraway"}
    common = ["host=mail.example", "port=465"]

    for source in (f"@{tmp_path / 'secret'}", "env:MAIL_PASSWORD", "-"):
        typed(monkeypatch, "caraway\n")
        assert expected == credentials_from(SMTP, [*common, f"password={source}"])


def test_a_choice_of_carriers_is_told_apart_by_its_constant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The carrier that is named has its own fields."""
    typed(monkeypatch, "4471")

    assert {"carrier": "api", "key": "4471"} == credentials_from(TWO, ["carrier=api", "key=-"])


@pytest.mark.parametrize(
    ("given", "told", "hint"),
    [
        ([], "the credential `host` is missing", "give it by --credential host=@FILE"),
        (["host=x", "password=caraway"], "`password` is secret, and others can read", "password=@FILE"),
        (["host=x", "hots=y"], "there is no credential `hots` here", "there are `carrier`, `host`"),
        (["host"], "--credential 'host' has no value", "host=@FILE"),
        (["host=x", "port=many"], "`port` takes a value of type integer", None),
        (["host=x", "password=@nowhere"], "nowhere for `password` cannot be read: No such file", None),
        (["host=x", "password=env:NOT_SET_HERE"], "the variable NOT_SET_HERE is not set", "export it"),
    ],
)
def test_what_is_wrong_is_told_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, given: list[str], told: str, hint: str | None
) -> None:
    """The error names the field and the way to give it, and never shows a value of a secret."""
    typed(monkeypatch, "")

    with pytest.raises(CommandFailed) as failed:
        credentials_from(SMTP, given)

    assert told in failed.value.what
    assert hint is None or hint in (failed.value.hint or "")
    assert "caraway" not in f"{failed.value.what}{failed.value.hint}"


def test_on_a_terminal_what_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is needed and what is secret is asked for; the rest has its default."""
    import typer

    asked: list[tuple[str, bool]] = []

    def prompt(name: str, *, hide_input: bool = False, **_: Any) -> str:
        asked.append((name, hide_input))
        return "caraway" if hide_input else "mail.example"

    monkeypatch.setattr(typer, "prompt", prompt)
    typed(monkeypatch, "", terminal=True)

    found = credentials_from(SMTP, [])

    assert {"carrier": "smtp", "host": "mail.example", "password": "caraway"} == found
    assert [("host", False), ("password", True)] == asked
