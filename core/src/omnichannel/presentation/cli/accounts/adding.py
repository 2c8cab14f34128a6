"""`omnichannel accounts add` and `reconnect`: accounts by their credentials."""

import sys
from typing import Annotated

import typer

from omnichannel.client.naming import name_of
from omnichannel.presentation.cli.accounts.credentials import credentials_from
from omnichannel.presentation.cli.accounts.finding import account_found
from omnichannel.presentation.cli.channels import channel_named
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url
from omnichannel.presentation.cli.printing import print_hint, print_json, print_text

Credential = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=@FILE", help="Or NAME=- for stdin, NAME=env:VARIABLE, NAME=value for no secret."
    ),
]


def add(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="As in `omnichannel channels list`.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="As people know the account.")] = None,
    credential: Credential = None,
    external_id: Annotated[str | None, typer.Option(metavar="ID", help="The platform's id of it.")] = None,
    handle: Annotated[str | None, typer.Option(metavar="TEXT", help="Its handle, where it has one.")] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Add an account by its credentials. On a terminal they are asked for, secrets without an echo."""
    with connected(url, home, token_file) as client:
        shape = channel_named(client, channel)
        called = name or _ask_name()
        credentials = credentials_from(shape.credentials_schema, credential or [])
        added = client.accounts.add(channel, called, credentials, external_id=external_id, handle=handle)
    if as_json:
        print_json(added)
    elif quiet:
        print(added.id)
    else:
        print_text(name_of(added), lead="✓ ")
        print_hint(f'`omnichannel send "Hello" --to "{name_of(added)}"`')


def reconnect(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help='"channel:name", or its id.')],
    credential: Credential = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Give an account new credentials. What waited for it goes out."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        shape = channel_named(client, found.channel)
        now = client.accounts.reconnect(
            found.id, credentials_from(shape.credentials_schema, credential or [])
        )
    if as_json:
        print_json(now)
    else:
        print_text(f"{name_of(now)} is {now.state}", lead="✓ ")


def _ask_name() -> str:
    if not sys.stdin.isatty():
        raise CommandFailed(
            "the account has no name", hint='name it: --name "Harbour Bakery"', code="missing-option"
        )
    name: str = typer.prompt("name", err=True)
    return name
