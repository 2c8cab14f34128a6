"""
Where a message goes, as it is typed: `--to ACCOUNT`, `--to ACCOUNT:address`, `--to ACCOUNT:people.csv`.

Account names may hold a colon, so the whole is taken for an account first, and cut at its last colon
only where no account is called that.
"""

from collections.abc import Sequence
from pathlib import Path

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import RecipientIn
from omnichannel.client import Client, NoSuchAccount
from omnichannel.client.naming import account_named, name_of
from omnichannel.presentation.cli.channels import no_channel
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.people import people_from

People = dict[str, list[RecipientIn]]


def people_by_account(
    client: Client, to: Sequence[str], channels: Sequence[str], *, others: Sequence[str] = ()
) -> People:
    """
    Find out who publishes, and to whom each of them writes.

    Args:
        others: the channels of further ways to the same people; their addresses are columns of a file.

    Raises:
        CommandFailed: a file of people cannot be used.
        NoSuchAccount, SeveralAccounts: told with what is nearly called that.
    """
    if not to and not channels:
        return {}
    accounts = client.accounts.list()
    known = Destinations(client, accounts, others)
    found: People = {}
    for given in [*to, *channels]:
        account, people = known.find(given)
        found.setdefault(str(account.id), []).extend(people)
    return found


def _explained(error: NoSuchAccount, client: Client, accounts: Sequence[AccountOut]) -> Exception:
    """Say of a name whether it is a channel without an account, or nearly a channel; else what is near it."""
    channel = error.given.partition(":")[0].strip()
    names = [one.name for one in client.channels.list()]
    with_accounts = {account.channel for account in accounts}
    if channel.casefold() in names:
        if channel.casefold() in with_accounts:
            return error
        what, hint = (
            f"there is no account of `{channel}` yet",
            f"`omnichannel accounts add {channel}` adds one",
        )
        return CommandFailed(what, hint=f"{hint}. Nothing was sent", code="no-such-account")
    if error.near:
        return error
    failed = no_channel(channel, names)
    return CommandFailed(failed.what, hint=f"{failed.hint} Nothing was sent", code="no-such-account")


class Destinations:
    """The accounts, and which of them write to people."""

    def __init__(self, client: Client, accounts: Sequence[AccountOut], others: Sequence[str] = ()) -> None:
        self._client, self._accounts, self._others = client, accounts, others
        self._writes_to_people: dict[str, bool] = {}

    def find(self, given: str) -> tuple[AccountOut, list[RecipientIn]]:
        """Find the account that *given* names, and the people behind it. Raises as `people_by_account`."""
        try:
            return account_named(given, self._accounts), []
        except NoSuchAccount as error:
            name, _, people = given.rpartition(":")
            account = self._before_people(name)
            if account is None or not people:
                raise _explained(error, self._client, self._accounts) from error
        return account, people_named(people, self._others)

    def _before_people(self, name: str) -> AccountOut | None:
        if not name:
            return None
        try:
            account = account_named(name, self._accounts)
        except NoSuchAccount:
            return None
        return account if self._takes_people(account.channel) else None

    def _takes_people(self, channel: str) -> bool:
        if not self._writes_to_people:
            found = self._client.channels.list()
            self._writes_to_people = {one.name: one.has_recipients for one in found}
        return self._writes_to_people.get(channel, True)


def people_named(given: str, others: Sequence[str] = ()) -> list[RecipientIn]:
    """Read people from a CSV file; or take what is no file as one address."""
    path = Path(given)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return people_from(path, others)
    return [RecipientIn(addresses=[given])]


def demand_target(people: People, accounts_of: Client, *, is_draft: bool) -> None:
    """
    Let a message pass that goes somewhere, or is a draft.

    Raises:
        CommandFailed: it goes nowhere; it names an account that there is.
    """
    if people or is_draft:
        return
    accounts = accounts_of.accounts.list()
    if not accounts:
        hint = "there is no account yet: `omnichannel accounts add CHANNEL`"
        raise CommandFailed("nobody was named to publish it", hint=hint)
    hint = f'name an account: `--to "{name_of(accounts[0])}"`; `omnichannel accounts list` shows all'
    raise CommandFailed("nobody was named to publish it", hint=hint)
