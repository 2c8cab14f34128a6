"""`omnichannel messages list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from shlex import quote
from typing import TYPE_CHECKING, Annotated, get_args
from uuid import UUID

import typer
from rich.text import Text

from omnichannel.presentation.cli.channels import channel_named
from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.moments import moment_from, short_time, zone_here
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url
from omnichannel.presentation.cli.printing import print_hint, print_json, print_note, print_table
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import MESSAGE, mark, sign_of
from omnichannel.presentation.cli.tables import Column
from omnichannel.presentation.cli.telling import status_word, what

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.messages import MessageOut, MessagePage
    from omnichannel.client import Client

COLUMNS = (
    Column(),
    Column(title="Message"),
    Column(title="What", shrinks_to=14),
    Column(title="Channels", shrinks_to=8),
    Column(title="When"),
    Column(title="Status", shrinks_to=9),
)


def list_messages(
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="Only those of this status: failed,attention.")
    ] = None,
    channel: Annotated[str | None, typer.Option(metavar="NAME", help="Only those for this channel.")] = None,
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="Only those for this account.")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="WORDS", help="Only those with these words.")
    ] = None,
    after: Annotated[str | None, typer.Option(metavar="TIME", help="Only those planned after.")] = None,
    before: Annotated[str | None, typer.Option(metavar="TIME", help="Only those planned before.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, metavar="NUMBER", help="How many at most.")] = 20,
    cursor: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Go on where the last list ended.")
    ] = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """List messages, newest first."""
    with connected(url, home, token_file) as client:
        page = client.messages.page(
            limit=limit,
            cursor=cursor,
            status=_status_named(status),
            channel=channel,
            account_id=None if account is None else client.accounts.find(account).id,
            q=search,
            planned_after=moment_from(after),
            planned_before=moment_from(before),
        )
        if as_json:
            print_json(page)
        elif quiet:
            for message in page.items:
                print(message.id)
        else:
            asked = {"status": status, "channel": channel, "account": account, "search": search}
            _print_page(client, page, {**asked, "after": after, "before": before, "limit": limit})


def _status_named(given: str | None) -> str | None:
    """Let statuses pass that there are; commas may stand between them."""
    from omnichannel.application.dtos.messages import StatusName

    known: tuple[str, ...] = get_args(StatusName)
    for one in given.split(",") if given else ():
        if one not in known:
            near = get_close_matches(one, known, n=1)
            guess = f"did you mean `{near[0]}`? " if near else ""
            raise CommandFailed(f"no status `{one}`", hint=f"{guess}There are {', '.join(known)}")
    return given


def _print_page(client: Client, page: MessagePage, asked: Mapping[str, object]) -> None:
    options = [(name, value) for name, value in asked.items() if value is not None]
    if not page.items:
        if asked["channel"] is not None:
            channel_named(client, str(asked["channel"]))
        nothing_yet = 'Nothing has been sent yet. Try `omnichannel send "Hello"`'
        print_note("No message fits" if len(options) > 1 else nothing_yet)
        return
    accounts = {account.id: account for account in client.accounts.list()}
    zone = zone_here()
    print_note(f"Times are those of {zone or 'UTC'}.")
    print_table(COLUMNS, [_row(message, accounts, zone) for message in page.items])
    if page.next is not None:
        same = " ".join(f"--{name} {quote(str(value))}" for name, value in options)
        print_hint(f"more: `omnichannel messages list {same}` with\n`--cursor {page.next}`")


def _row(message: MessageOut, accounts: Mapping[UUID, AccountOut], zone: str | None) -> Sequence[Text | str]:
    planned = message.schedule.instant if message.schedule else message.created_at
    return (
        mark(sign_of(message.status, MESSAGE)),
        Text(short(message.id), style="cyan"),
        what(message),
        _channels(message, accounts),
        "-" if message.status == "draft" else short_time(planned, zone),
        status_word(message),
    )


def _channels(message: MessageOut, accounts: Mapping[UUID, AccountOut]) -> str:
    found = [accounts[t.account_id].channel for t in message.targets if t.account_id in accounts]
    return ", ".join(dict.fromkeys(found)) or "-"
