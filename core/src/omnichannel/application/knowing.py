"""Fetches what requests name: each kind of thing with one statement, however many requests there are."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from omnichannel.application.composing import Known, accounts_named, assets_named, lists_named
from omnichannel.application.dtos.messages import MOST_RECIPIENTS, MessageIn, TargetIn
from omnichannel.application.leaving_out import Standings
from omnichannel.application.ports.outbound.message_repository import MessageSummary
from omnichannel.application.ports.outbound.recipient_repository import AddressPlace
from omnichannel.application.ports.outbound.unit_of_work import UnitOfWork
from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.fan_out import FanOut
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.standing import address_key


async def known_to(work: UnitOfWork, news: Sequence[MessageIn]) -> Known:
    """Give the accounts, assets and lists that *news* name, and the standings of their recipients."""
    account_ids = {id for new in news for id in accounts_named(new)}
    asset_ids = {id for new in news for id in assets_named(new)}
    accounts = await work.accounts.get_many(account_ids) if account_ids else {}
    assets = await work.media.get_many(asset_ids) if asset_ids else {}
    places = {place for new in news for place in _places_named(new, accounts)}
    standings = await standings_of(work, places)
    return Known(
        accounts, assets, standings, await lists_of(work, {id for new in news for id in lists_named(new)})
    )


async def lists_of(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, RecipientList]:
    """Give the lists of people with these ids; nothing is asked where there are none."""
    return await work.recipient_lists.get_many(ids) if ids else {}


async def with_fan_outs(work: UnitOfWork, summaries: Sequence[MessageSummary]) -> list[MessageSummary]:
    """Add how far their fan-outs are, for those that go to lists."""
    ids = [one.message.id for one in summaries if one.message.has_lists]
    found = await work.fan_outs.of_messages(ids) if ids else []
    by_message: dict[UUID, list[FanOut]] = {}
    for one in found:
        by_message.setdefault(one.message_id, []).append(one)
    return [replace(one, fan_outs=tuple(by_message.get(one.message.id, ()))) for one in summaries]


async def accounts_waited_for(
    work: UnitOfWork, deliveries: Collection[ChannelDelivery]
) -> dict[UUID, Account]:
    """Give the accounts of deliveries that are parked; nothing is asked where none is."""
    ids = {one.account_id for one in deliveries if one.parked}
    return await work.accounts.get_many(ids) if ids else {}


async def standings_of(work: UnitOfWork, places: Collection[AddressPlace]) -> Standings:
    """Give what is known of addresses; nothing is asked where there are none."""
    return await work.recipients.of_addresses(places) if places else {}


def _places_named(new: MessageIn, accounts: Mapping[UUID, Account]) -> Iterator[AddressPlace]:
    """A crowd that will be refused is not looked up."""
    named = [place for target in new.targets for place in _addresses(target)]
    for account_id, address in named if len(named) <= MOST_RECIPIENTS else ():
        if (account := accounts.get(account_id)) is not None:
            yield AddressPlace(account.workspace_id, account.channel, address_key(address))


def _addresses(target: TargetIn) -> Iterator[tuple[UUID, str]]:
    for person in target.recipients:
        yield from ((target.account_id, address) for address in person.addresses)
        for fallback, address in zip(target.fallbacks, person.otherwise, strict=False):
            if address is not None:
                yield fallback.account_id, address
