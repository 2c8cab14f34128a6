"""`omnichannel accounts connect`: give an account free on the platform's own pages."""

import sys
import webbrowser
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.client.naming import name_of
from omnichannel.client.shapes import Candidate, ConnectionState
from omnichannel.presentation.cli.channels import channel_named
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url
from omnichannel.presentation.cli.printing import print_hint, print_json, print_lines, print_note

WAITING = "waiting"


def connect(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="As in `omnichannel channels list`.")],
    choose: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="The platform's id of an account to connect.")
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
    """Connect accounts by signing in at the platform."""
    with connected(url, home, token_file) as client:
        channel_named(client, channel)
        started = client.connections.start(channel)
        typer.echo(f"Sign in here:\n  {started.authorization_url}", err=True)  # also where data is JSON
        if browser and sys.stdout.isatty():
            webbrowser.open(started.authorization_url)
        state = client.connections.wait(started.id, timeout=timedelta(seconds=timeout))
        ids = _chosen(_candidates(state), choose or [])
        accounts = client.connections.choose(started.id, ids)
    _print(accounts, as_json=as_json)


def _candidates(state: ConnectionState) -> Sequence[Candidate]:
    if state.state == WAITING:
        raise CommandFailed(
            "nobody has signed in yet",
            hint="start again",
            exit_code=ExitCode.STILL_WAITING,
            code="still-waiting",
        )
    if not state.candidates:
        what = state.reason or "the platform gave no account free"
        raise CommandFailed(what, hint="start again", exit_code=ExitCode.FAILED, code="not-connected")
    return state.candidates


def _chosen(candidates: Sequence[Candidate], wanted: Sequence[str]) -> list[str]:
    """Take what was named, the only one there is, or what somebody types."""
    ids = [candidate.external_id for candidate in candidates]
    unknown = [one for one in wanted if one not in ids]
    if unknown:
        raise CommandFailed(f"the platform offers no account `{unknown[0]}`", hint=_offer(candidates))
    if wanted or len(ids) == 1:
        return [*wanted] or ids
    if not sys.stdin.isatty():
        raise CommandFailed("there are several accounts", hint=f"--choose one: {_offer(candidates)}")
    for number, candidate in enumerate(candidates, 1):
        print_note(f"  {number}  {candidate.name}  {candidate.handle or candidate.external_id}")
    answer = typer.prompt("Which? (numbers, with commas between)", default="1", err=True)
    try:
        return [ids[int(number) - 1] for number in answer.split(",") if int(number) > 0]
    except (ValueError, IndexError):
        raise CommandFailed(f"`{answer}` is no choice", hint=f"numbers from 1 to {len(ids)}") from None


def _offer(candidates: Sequence[Candidate]) -> str:
    return ", ".join(f"`{one.external_id}` ({one.name})" for one in candidates)


def _print(accounts: Sequence[AccountOut], *, as_json: bool) -> None:
    if as_json:
        print_json({"items": [account.model_dump(mode="json") for account in accounts]})
        return
    print_lines([f"✓ {name_of(account)}" for account in accounts])
    if accounts:
        print_hint(f'`omnichannel send "Hello" --to "{name_of(accounts[0])}"`')
