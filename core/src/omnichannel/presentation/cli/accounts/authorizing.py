"""`omnichannel accounts connect`: give an account free on the platform's own pages."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from omnichannel.client.naming import name_of
from omnichannel.presentation.cli.channels import channel_named
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import print_hint, print_json, print_note, print_text

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.connections import ChoiceOut, ConnectionOut
    from omnichannel.client import Client

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut

WAITING = "waiting"
SIGN_IN = "connects"
ENDED = {"done": "its accounts are connected already", "expired": "the sign-in has ended"}


def connect(
    channel: Annotated[
        str | None, typer.Argument(metavar="CHANNEL", help="As in `omnichannel channels list`.")
    ] = None,
    connection: Annotated[
        str | None, typer.Option(metavar="ID", help="Finish this sign-in instead of beginning one.")
    ] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="The platform's id of an account to connect. Again for more."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    timeout: Annotated[
        float, typer.Option(min=1, max=3_600, metavar="SECONDS", help="Wait no longer.")
    ] = 600,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """
    Connect accounts by signing in at the platform.

    Where there are several and nobody can be asked, it names them, keeps the sign-in and ends with 6;
    --connection with --choose finishes it.
    """
    if (channel is None) == (connection is None):
        hint = "`omnichannel accounts connect CHANNEL` begins; `--connection ID` goes on"
        raise CommandFailed("name a channel, or a sign-in that was begun", hint=hint)
    with connected(url, home, token_file) as client:
        id = connection or _start(client, channel or "", opens=browser)
        state = client.connections.wait(id, timeout=timedelta(seconds=timeout))
        ids = _chosen(_candidates(state), choose or [], connection=str(id))
        accounts = client.connections.choose(id, ids)
    _print(accounts, as_json=as_json)


def _start(client: Client, channel: str, *, opens: bool) -> str:
    found = channel_named(client, channel)
    if SIGN_IN not in found.abilities:
        hint = f"`omnichannel accounts add {channel}` takes its credentials"
        raise CommandFailed(f"{found.label} has no sign-in page", hint=hint, code="no-sign-in")
    started = client.connections.start(channel)
    typer.echo(f"Sign in here:\n  {started.authorization_url}", err=True)  # also where data is JSON
    if opens and sys.stdout.isatty():
        webbrowser.open(started.authorization_url)
    return str(started.id)


def _candidates(state: ConnectionOut) -> Sequence[ChoiceOut]:
    if state.state == WAITING:
        hint = f"`omnichannel accounts connect --connection {state.id}` waits on"
        what = "nobody has signed in yet"
        raise CommandFailed(what, hint=hint, exit_code=ExitCode.STILL_WAITING, code="still-waiting")
    if not state.candidates:
        what = state.reason or ENDED.get(state.state, "the platform gave no account free")
        hint = f"`omnichannel accounts connect {state.channel}` begins again"
        raise CommandFailed(what, hint=hint, exit_code=ExitCode.FAILED, code="not-connected")
    return state.candidates


def _chosen(candidates: Sequence[ChoiceOut], wanted: Sequence[str], *, connection: str) -> list[str]:
    """Take what was named, the only one there is, or what somebody types."""
    ids = [candidate.external_id for candidate in candidates]
    unknown = [one for one in wanted if one not in ids]
    if unknown:
        raise _undecided(f"the platform offers no account `{unknown[0]}`", candidates, connection)
    if wanted or len(ids) == 1:
        return [*dict.fromkeys(wanted)] or ids
    if not sys.stdin.isatty():
        raise _undecided("you signed in, and there are several accounts", candidates, connection)
    for number, candidate in enumerate(candidates, 1):
        print_note(f"  {number}  {candidate.name}  {candidate.handle or candidate.external_id}")
    answer = typer.prompt("Which? (numbers, with commas between)", default="1", err=True)
    numbers = answer.replace(" ", "").split(",")
    if not all(number.isdecimal() and 1 <= int(number) <= len(ids) for number in numbers):
        raise _undecided(f"`{answer}` is no choice", candidates, connection)
    return [ids[int(number) - 1] for number in dict.fromkeys(numbers)]


def _undecided(what: str, candidates: Sequence[ChoiceOut], connection: str) -> CommandFailed:
    """Keep the sign-in: say what can be chosen, and the command that chooses."""
    offered = [f"`--choose {one.external_id}`  {one.name}" for one in candidates]
    hint = [f"`omnichannel accounts connect --connection {connection}` and one or more of", *offered]
    return CommandFailed(what, hint="\n".join(hint), exit_code=ExitCode.STILL_WAITING, code="choose-account")


def _print(accounts: Sequence[AccountOut], *, as_json: bool) -> None:
    if as_json:
        print_json({"items": [account.model_dump(mode="json") for account in accounts]})
        return
    for account in accounts:
        print_text(name_of(account), lead="✓ ")
    if accounts:
        print_hint(f'`omnichannel send "Hello" --to "{name_of(accounts[0])}"`')
