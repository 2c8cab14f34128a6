"""From the options of `send` to what the client takes."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from omnichannel.application.dtos.content import VariantIn
from omnichannel.application.dtos.messages import PatienceIn
from omnichannel.client import Client
from omnichannel.client.writing import MediaItem, Writing
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import at_from
from omnichannel.presentation.cli.sending.otherwise import otherwise_from, with_otherwise
from omnichannel.presentation.cli.sending.targets import demand_target, people_by_account

STDIN = "-"
OnUnknown = Literal["ask", "retry"]


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed, beside where to send it."""

    text: str
    title: str | None
    link: str | None
    _: KW_ONLY
    files: Sequence[Path]
    media: Sequence[MediaItem]
    at: str | None
    zone: str | None
    is_draft: bool
    lateness: PatienceIn | None = None
    on_unknown: OnUnknown | None = None
    variants: Mapping[str, VariantIn] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def text_from(argument: str | None, option: str | None) -> str:
    """
    Give the text: the argument, the option, or what stands on stdin for "-".

    Raises:
        CommandFailed: it was given twice, or stdin is a person who types nothing.
    """
    if argument is not None and option is not None:
        raise CommandFailed("the text was given twice", hint="give TEXT, or --text")
    given = option if argument is None else argument
    if given != STDIN:
        return given or ""
    if sys.stdin.isatty():
        raise CommandFailed(
            "`-` reads the text from a pipe, and there is none", hint="`echo Hello | omnichannel send -`"
        )
    return sys.stdin.read().rstrip("\n")


def _demand_file(file: Path) -> None:
    if file.is_file():
        return
    what = f"`{file}` is a folder" if file.is_dir() else f"there is no file `{file}`"
    beside = [one.name for one in file.parent.iterdir() if one.is_file()] if file.parent.is_dir() else []
    near = get_close_matches(file.name, beside, n=1)
    looked = f"it was looked for in {file.parent.resolve()}"
    hint = f"did you mean `{file.with_name(near[0])}`?" if near else f"{looked}."
    raise CommandFailed(what, hint=f"{hint} Nothing was sent", code="no-such-file")


def writing_from(
    client: Client, said: Said, to: Sequence[str], channels: Sequence[str], *, otherwise: Sequence[str] = ()
) -> Writing:
    """
    Turn what was typed into what the client takes.

    Raises:
        CommandFailed: a time, a file or an account cannot be understood.
    """
    if said.at is None and said.zone is not None:
        raise CommandFailed("--zone says where a time is, and there is no --at", hint="give both, or neither")
    for file in said.files:
        _demand_file(file)
    at = None if said.at is None else at_from(said.at, said.zone)
    ways = otherwise_from(client, otherwise)
    people = people_by_account(client, to, channels, others=[way.account.channel for way in ways])
    people = with_otherwise(people, ways)
    demand_target(people, client, is_draft=said.is_draft)
    if not (said.text or said.title or said.link or said.files or said.media):
        raise CommandFailed("there is nothing to send", hint='`omnichannel send "Rye is back" --to ACCOUNT`')
    writing = Writing(
        channels=people,
        title=said.title,
        link=said.link,
        media=[*said.files, *said.media],
        at=at,
        draft=said.is_draft,
        variants=said.variants,
        options=said.options,
        lateness=said.lateness,
        fallbacks=[(way.account.id, way.after) for way in ways],
    )
    if said.on_unknown is not None:
        writing["on_unknown"] = said.on_unknown
    return writing
