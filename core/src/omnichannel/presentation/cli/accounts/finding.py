"""Which account a command is about: its name, its id, or the end of its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnichannel.client import NoSuchAccount
from omnichannel.client.naming import account_named
from omnichannel.presentation.cli.short_ids import LEAST

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut
    from omnichannel.client import Client


def account_found(client: Client, given: str) -> AccountOut:
    """
    Find the account.

    Raises:
        NoSuchAccount, SeveralAccounts: told with what is nearly called that.
    """
    accounts = client.accounts.list()
    digits = given.strip().lower()
    fitting = [one for one in accounts if len(digits) >= LEAST and one.id.hex.endswith(digits)]
    try:
        return account_named(given, accounts)
    except NoSuchAccount:
        if len(fitting) == 1:
            return fitting[0]
        raise
