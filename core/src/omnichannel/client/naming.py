"""
Which account people mean.

An account is named by its id; by "channel:name", where the name is its own, its handle or its id on the
platform; or by its channel alone where that has exactly one. Case does not matter, and a hyphen may
stand for a space.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from omnichannel.client.errors import NoSuchAccount, SeveralAccounts

if TYPE_CHECKING:
    from omnichannel.application.dtos.accounts import AccountOut

MOST_SUGGESTIONS = 3


def account_named(given: str, accounts: Sequence[AccountOut]) -> AccountOut:
    """
    Find the account.

    Raises:
        NoSuchAccount: none is called that; it tells which are nearly called that.
        SeveralAccounts: more than one is called that.
    """
    found = [account for account in accounts if _is_meant(given, account)]
    if not found:
        raise NoSuchAccount(given, near_names(given, accounts))
    if len(found) > 1:
        raise SeveralAccounts(given, tuple(_told_apart(found)))
    return found[0]


def name_of(account: AccountOut) -> str:
    """Give the name that stands for *account*: "channel:name"."""
    return f"{account.channel}:{account.name}"


def near_names(given: str, accounts: Sequence[AccountOut]) -> tuple[str, ...]:
    """Give names that look like *given*, best first."""
    channel, _, name = given.partition(":")
    known = {_plain(name_of(account)): name_of(account) for account in accounts}
    near = get_close_matches(_plain(given), known, n=MOST_SUGGESTIONS, cutoff=0.6)
    begun = [key for key in known if name and key.startswith(_plain(given))]
    channels = {_plain(account.channel) for account in accounts}
    meant = get_close_matches(_plain(channel), channels, n=1, cutoff=0.75)
    alike = [_plain(name_of(account)) for account in accounts if _plain(account.channel) in meant]
    ordered = dict.fromkeys([*begun, *near, *alike])
    return tuple(known[key] for key in list(ordered)[:MOST_SUGGESTIONS])


def _is_meant(given: str, account: AccountOut) -> bool:
    channel, colon, name = given.partition(":")
    if _plain(given) == str(account.id):
        return True
    if _plain(channel) != _plain(account.channel):
        return False
    called = (account.name, account.handle, account.external_id)
    return not colon or _plain(name) in {_plain(one) for one in called if one}


def _plain(name: str) -> str:
    return name.strip().casefold().removeprefix("@").replace("-", " ") if not _is_id(name) else name.lower()


def _is_id(name: str) -> bool:
    return len(name) == 36 and name.count("-") == 4


def _told_apart(accounts: Sequence[AccountOut]) -> list[str]:
    names = [name_of(account) for account in accounts]
    return [
        name if names.count(name) == 1 else str(account.id)
        for name, account in zip(names, accounts, strict=True)
    ]
