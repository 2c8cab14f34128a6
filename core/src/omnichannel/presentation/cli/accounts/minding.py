"""`omnichannel accounts probe`, `pause`, `resume` and `remove`."""

import sys
from typing import Annotated, Any

import typer

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.client.naming import name_of
from omnichannel.presentation.cli.accounts.finding import account_found
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url, Yes
from omnichannel.presentation.cli.printing import print_json, print_lines, print_note
from omnichannel.presentation.cli.signs import ACCOUNT, mark, sign_of, word

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help='"channel:name", its id, or the end of it.')]


def probe(
    account: Account,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Ask the platform whether an account still works."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        answer = client.accounts.probe(found.id)
    if as_json:
        print_json(answer)
    else:
        told: dict[str, Any] = answer.model_dump(mode="json")
        facts = [f"  {name}: {_words(value)}" for name, value in told.items() if value is not None]
        print_lines([name_of(found), *facts])


def pause(
    account: Account,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; everybody sees it.")] = None,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Hold back everything that goes through an account."""
    with connected(url, home, token_file) as client:
        _print(client.accounts.pause(account_found(client, account).id, reason=reason), as_json=as_json)


def resume(
    account: Account,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Let a paused account go on."""
    with connected(url, home, token_file) as client:
        _print(client.accounts.resume(account_found(client, account).id), as_json=as_json)


def remove(
    account: Account,
    yes: Yes = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Remove an account and its credentials. What it published stays on the platform."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        _demand_yes(found, yes=yes)
        client.accounts.delete(found.id)
    if as_json:
        print_json({"id": str(found.id)})
    else:
        print_note(f"{name_of(found)} is removed")


def _demand_yes(account: AccountOut, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandFailed(f"{name_of(account)} is not removed without a yes", hint="add `--yes`")
    typer.confirm(f"Remove {name_of(account)}?", abort=True, err=True)


def _words(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _print(account: AccountOut, *, as_json: bool) -> None:
    if as_json:
        print_json(account)
        return
    sign = sign_of(account.state, ACCOUNT)
    print_lines([mark(sign) + f" {name_of(account)}  " + word(sign)])
