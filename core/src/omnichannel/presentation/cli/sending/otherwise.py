"""
Further ways to reach the same people, as they are typed: `--else "sms:Bakery:+49171 after 10m"`.

One way takes over from the one before. Without "after" it does so only where that one fails. Its addresses
stand behind it for one person, and in a column of the people's file that is named after its channel.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.messages import RecipientIn
from omnichannel.client import Client
from omnichannel.presentation.cli.failures import CommandFailed
from omnichannel.presentation.cli.sending.targets import Destinations, People

EXAMPLE = 'write it as --else "CHANNEL:ADDRESS after 10m", or without `after` for when the way before fails'
MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
LONGEST_MINUTES = 7 * MINUTES["d"]
_WRITTEN = re.compile(r"(?P<to>.*?)(?:\s+after\s+(?P<count>[0-9]{1,5})\s*(?P<unit>[mhd]))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """One way: whose account, to which address (None: the file says), and after how long without word."""

    account: AccountOut
    address: str | None
    after: timedelta | None


def otherwise_from(client: Client, given: Sequence[str]) -> list[Otherwise]:
    """
    Read the ways in their order.

    Raises:
        CommandFailed: a time cannot be understood, or one of them names a file.
        NoSuchAccount, SeveralAccounts: told with what is nearly called that.
    """
    if not given:
        return []
    known = Destinations(client, client.accounts.list())
    return [_way(known, one) for one in given]


def _way(known: Destinations, given: str) -> Otherwise:
    read = _WRITTEN.fullmatch(given.strip())
    if read is None or not read["to"] or re.search(r"\safter(\s|$)", read["to"]):
        raise CommandFailed(f"--else {given!r} cannot be understood", hint=EXAMPLE)
    account, people = known.find(read["to"])
    if len(people) > 1:
        hint = "name the file once, behind --to; it has a column for each further way"
        raise CommandFailed("--else takes one address, and no file", hint=hint)
    return Otherwise(account, people[0].addresses[0] if people else None, _after(given, read))


def _after(given: str, read: re.Match[str]) -> timedelta | None:
    if read["count"] is None:
        return None
    minutes = int(read["count"]) * MINUTES[read["unit"].lower()]
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise CommandFailed(f"--else {given!r} is not between 1 minute and 7 days", hint=EXAMPLE)
    return timedelta(minutes=minutes)


def with_otherwise(people: People, ways: Sequence[Otherwise]) -> People:
    """
    Give *people* with where each way reaches them, where no file said so already.

    Raises:
        CommandFailed: there are several accounts or nobody to write to, or a way names no address.
    """
    if not ways:
        return people
    if len(people) != 1 or not all(people.values()):
        hint = "name one account, and whom it writes to: --to ACCOUNT:PEOPLE"
        raise CommandFailed("--else is a further way to the people of one account", hint=hint)
    return {id: [_reached(person, ways) for person in persons] for id, persons in people.items()}


def _reached(person: RecipientIn, ways: Sequence[Otherwise]) -> RecipientIn:
    if person.otherwise:
        return person
    missing = next((way for way in ways if way.address is None), None)
    if missing is not None:
        channel = missing.account.channel
        what = f"--else {channel} names no address"
        raise CommandFailed(what, hint=f'write it behind the account: --else "{channel}:ADDRESS"')
    return person.model_copy(update={"otherwise": [way.address for way in ways]})
