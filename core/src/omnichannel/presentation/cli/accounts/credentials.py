"""
Credentials as people give them: asked for without an echo on a terminal, else by `--credential`.

`--credential` takes name=@FILE, name=- (stdin), name=env:VARIABLE, and name=value for what is no secret:
other people of this machine can read what stands in a command.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from omnichannel.application.schema_fields import Field, choices_of, fields_of
from omnichannel.presentation.cli.failures import CommandFailed

HOW = "--credential {name}=@FILE, {name}=- for stdin, or {name}=env:VARIABLE"


def credentials_from(schema: Mapping[str, Any], given: Sequence[str]) -> dict[str, Any]:
    """
    Collect the credentials that *schema* describes.

    Raises:
        CommandFailed: one is missing and nobody can be asked, or it cannot be read or understood.
    """
    told = dict(_pair(one) for one in given)
    chosen = {name: told[name] for name in choices_of(schema) if name in told}
    asks = sys.stdin.isatty() and "-" not in told.values()
    if asks:
        for name, choices in choices_of(schema).items():
            chosen.setdefault(name, _ask_choice(name, choices))
    fields = fields_of(schema, **chosen)
    _demand_known(told, fields)
    found: dict[str, Any] = dict(chosen)
    for field in fields:
        value = _value(field, told, asks=asks)
        if value is not None:
            found[field.name] = value
    return found


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not name or not equals:
        raise CommandFailed(
            f"--credential {name!r} has no value", hint=f"write {HOW.format(name=name or 'name')}"
        )
    return name, value


def _demand_known(told: Mapping[str, str], fields: Sequence[Field]) -> None:
    unknown = sorted(set(told) - {field.name for field in fields})
    if unknown:
        names = ", ".join(f"`{field.name}`" for field in fields)
        raise CommandFailed(f"there is no credential `{unknown[0]}` here", hint=f"there are {names}")


def _value(field: Field, told: Mapping[str, str], *, asks: bool) -> Any:
    if field.name in told:
        return _typed(field, _read(field, told[field.name]))
    if len(field.choices) == 1:
        return field.choices[0]
    if asks and (field.is_required or field.is_secret):
        return _typed(field, _ask(field)) if field.choices == () else _ask_choice(field.name, field.choices)
    if field.is_required:
        hint = f"give it by {HOW.format(name=field.name)}"
        raise CommandFailed(f"the credential `{field.name}` is missing", hint=hint, code="missing-option")
    return None


def _read(field: Field, source: str) -> str:
    if source == "-":
        return sys.stdin.read().rstrip("\r\n")
    if source.startswith("@"):
        return _of_file(field, Path(source[1:]))
    if source.startswith("env:"):
        variable = source.removeprefix("env:")
        if variable not in os.environ:
            raise CommandFailed(
                f"the variable {variable} is not set", hint=f"export it, or {HOW.format(name=field.name)}"
            )
        return os.environ[variable]
    if field.is_secret:
        what = f"`{field.name}` is secret, and others can read what stands in a command"
        raise CommandFailed(what, hint=f"give it by {HOW.format(name=field.name)}")
    return source


def _of_file(field: Field, path: Path) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise CommandFailed(f"{path} for `{field.name}` cannot be read: {reason}") from error


def _ask(field: Field) -> str:
    if field.description:
        typer.echo(f"  {field.description}", err=True)
    default = "" if not field.is_required else None
    answer: str = typer.prompt(
        field.name, hide_input=field.is_secret, default=default, show_default=False, err=True
    )
    return answer


def _ask_choice(name: str, choices: Sequence[str]) -> str:
    while True:
        answer: str = typer.prompt(f"{name} ({', '.join(choices)})", default=choices[0], err=True)
        if answer in choices:
            return answer
        typer.echo(f"  one of {', '.join(choices)}", err=True)


def _typed(field: Field, text: str) -> Any:
    """Read text as the kind of value the field takes; None where nothing was said."""
    if text == "" and not field.is_required:
        return None
    try:
        match field.kind:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
            case "json":
                return json.loads(text)
            case _:
                return text
    except (ValueError, KeyError):
        raise CommandFailed(f"`{field.name}` takes a value of type {field.kind}") from None
