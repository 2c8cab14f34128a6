"""What is wrong with the fallbacks of a message, and with the addresses for them."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from uuid import UUID

from omnichannel.application.fan_out import chains_of
from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.domain.account import Account
from omnichannel.domain.errors import Problem
from omnichannel.domain.message import Message
from omnichannel.domain.target import Recipient, Target

Opened = Mapping[UUID, Channel]
"""The channels of accounts, as far as they open."""


def chain_problems(
    message: Message, accounts: Mapping[UUID, Account], channels: Mapping[str, Channel | None]
) -> Iterator[Problem]:
    """Find everything that keeps the fallbacks of *message* from working."""
    by_account = {id: channels.get(accounts[id].channel) for id in message.account_ids}
    opened = {id: channel for id, channel in by_account.items() if channel is not None}
    for t, target in enumerate(message.targets):
        where = f"/targets/{t}"
        if target.fallbacks:
            yield from _account_problems(target, where, opened)
        for r, person in enumerate(target.recipients):
            yield from _person_problems(target, person, f"{where}/recipients/{r}")
    yield from _wait_problems(message, opened)


def _account_problems(target: Target, where: str, opened: Opened) -> Iterator[Problem]:
    if target.recipient_list_id is not None:
        yield Problem(
            f"{where}/fallbacks",
            "The people of a list have one address each, so nothing can take over.",
            "Name the people in recipients, each with otherwise, or leave fallbacks out.",
        )
    for step, id in enumerate(target.account_ids):
        channel = opened.get(id)
        if channel is not None and not channel.has_recipients:
            yield Problem(
                f"{where}/fallbacks/{step - 1}/account_id" if step else f"{where}/fallbacks",
                f"{channel.label} publishes to everybody, so it cannot be a way to reach one person.",
                "Choose channels that write to people, or leave fallbacks out.",
                channel=channel.name,
            )


def _person_problems(target: Target, person: Recipient, where: str) -> Iterator[Problem]:
    steps = len(target.fallbacks)
    if len(person.otherwise) != steps:
        fix = f"Write {steps}, with null where the person has none." if steps else "Leave otherwise out."
        have = f"{len(person.otherwise)} addresses in otherwise"
        yield Problem(f"{where}/otherwise", f"There are {steps} fallbacks and {have}.", fix)
    if steps and len(person.addresses) > 1:
        yield Problem(
            f"{where}/addresses",
            f"There are {len(person.addresses)} addresses, and fallbacks take over from one.",
            "Write one address; the others can be fallbacks.",
        )


def _wait_problems(message: Message, opened: Opened) -> Iterator[Problem]:
    """Minutes without word mean something only where the channel gives word."""
    for seats in chains_of(message.targets):
        for before, seat in pairwise(seats):
            channel = opened.get(before.account_id)
            if seat.after is None or channel is None or channel.evidence != "none":
                continue
            target = seat.place.split("/recipients/")[0]
            yield Problem(
                f"{target}/fallbacks/{seat.step - 1}/after_minutes",
                f"{channel.label} never says whether a post arrived, so nothing can be waited for.",
                "Send null: it then takes over when the one before fails.",
                channel=channel.name,
            )
