"""`omnichannel accounts list`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from omnichannel.presentation.cli.connecting import connected
from omnichannel.presentation.cli.options import AsJson, Home, Quiet, TokenFile, Url
from omnichannel.presentation.cli.printing import (
    line_width,
    print_hint,
    print_json,
    print_lines,
    print_note,
    print_signed,
)
from omnichannel.presentation.cli.short_ids import short
from omnichannel.presentation.cli.signs import ACCOUNT, ENDING, mark, sign_of, word
from omnichannel.presentation.cli.tables import Column, table

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.application.dtos.endings import EndingOut
    from omnichannel.client import Client

COLUMNS = (
    Column(),
    Column(title="Account"),
    Column(title="Channel", shrinks_to=8),
    Column(title="Name", shrinks_to=12),
    Column(title="State"),
    Column(title="Note", shrinks_to=8),
)

MOST_ENDINGS = 20


def list_accounts(
    quiet: Quiet = False,
    as_json: AsJson = False,
    url: Url = None,
    home: Home = None,
    token_file: TokenFile = None,
) -> None:
    """List the accounts, by channel and name, and which sign-ins and platform API versions end."""
    with connected(url, home, token_file) as client:
        accounts = client.accounts.list()
        endings = () if quiet or as_json or not accounts else _endings(client)
    if as_json:
        print_json({"items": [account.model_dump(mode="json") for account in accounts]})
    elif quiet:
        for account in accounts:
            print(account.id)
    elif not accounts:
        print_note("No account yet")
        print_hint("`omnichannel accounts add CHANNEL`; `omnichannel channels list` shows the channels")
    else:
        print_lines(account_lines(accounts, width=line_width()))
        _print_endings(endings)


def _endings(client: Client) -> Sequence[EndingOut]:
    """Ask what ends by itself; a server that does not know that yet has nothing to tell."""
    from omnichannel.client.errors import NotFound

    try:
        return client.accounts.endings()
    except NotFound:
        return ()


def _print_endings(endings: Sequence[EndingOut]) -> None:
    for end in endings[:MOST_ENDINGS]:
        print_signed(sign_of(end.urgency, ENDING), end.detail)
        print_hint(end.fix)
    if len(endings) > MOST_ENDINGS:
        print_hint(f"{len(endings) - MOST_ENDINGS:,} more end later: `GET /v1/endings` tells of them")


def account_lines(accounts: Sequence[AccountOut], *, width: int) -> list[Text]:
    """Draw a row for each account."""
    return table(COLUMNS, [_row(account) for account in accounts], width=width)


def _row(account: AccountOut) -> Sequence[Text | str]:
    sign = sign_of(account.state, ACCOUNT)
    note = account.pause_reason or account.handle or account.external_id or "-"
    return (
        mark(sign),
        Text(short(account.id), style="cyan"),
        account.channel,
        account.name,
        word(sign),
        note,
    )
