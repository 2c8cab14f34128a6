"""`omnichannel accounts probe`, `refresh`, `pause`, `resume` and `delete`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnichannel.client.naming import name_of
from omnichannel.presentation.cli.accounts.finding import account_found
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.exit_codes import ExitCode
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import full_time, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, TokenFile, Url, Yes
from omnichannel.presentation.cli.printing import print_json, print_note, print_signed, print_text
from omnichannel.presentation.cli.signs import ACCOUNT, PROBED, REFRESHED, sign_of

if TYPE_CHECKING:
    from datetime import datetime

    from omnichannel.application.dtos.accounts import AccountOut, ProbeOut, RefreshOut

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help='"channel:name", its id, or the end of it.')]


def probe(
    account: Account,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> int:
    """Ask the platform whether an account still works. It ends with 1 where it does not say yes."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        answer = client.accounts.probe(found.id)
    if as_json:
        print_json(answer)
    else:
        _print_probe(found, answer)
    return ExitCode.DONE if answer.ok else ExitCode.FAILED


def refresh(
    account: Account,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> int:
    """Have the platform renew the sign-in of an account. It ends with 1 where it was not renewed."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        answer = client.accounts.refresh(found.id)
    if as_json:
        print_json(answer)
    else:
        _print_refresh(found, answer)
    return ExitCode.DONE if answer.ok else ExitCode.FAILED


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


def delete(
    account: Account,
    yes: Yes = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """Delete an account and its credentials. What it published stays on the platform."""
    with connected(url, home, token_file) as client:
        found = account_found(client, account)
        _demand_yes(found, yes=yes)
        client.accounts.delete(found.id)
    if as_json:
        print_json({"id": str(found.id)})
    else:
        print_note(f"{name_of(found)} is deleted")


def _demand_yes(account: AccountOut, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandFailed(f"{name_of(account)} is not deleted without a yes", hint="add `--yes`")
    typer.confirm(f"Delete {name_of(account)}?", abort=True, err=True)


def _print_probe(account: AccountOut, answer: ProbeOut) -> None:
    sign = PROBED[answer.ok]
    print_signed(sign, f"{name_of(account)}  {sign.word}")
    _print_facts(
        ("asked", _time(answer.checked_at)),
        ("sign-in ends", _time(answer.expires_at)),
        ("why", answer.reason),
        ("do", answer.fix),
    )


def _print_refresh(account: AccountOut, answer: RefreshOut) -> None:
    sign = REFRESHED[answer.ok]
    print_signed(sign, f"{name_of(account)}  {sign.word}")
    _print_facts(("sign-in ends", _time(answer.expires_at)), ("why", answer.reason), ("do", answer.fix))


def _time(moment: datetime | None) -> str | None:
    return full_time(moment, zone_here()) if moment else None


def _print_facts(*facts: tuple[str, str | None]) -> None:
    for name, told in facts:
        if told:
            print_text(told, lead=f"  {name:<12}  ")


def _print(account: AccountOut, *, as_json: bool) -> None:
    if as_json:
        print_json(account)
        return
    sign = sign_of(account.state, ACCOUNT)
    print_signed(sign, f"{name_of(account)}  {sign.word}")
