"""Everything that is wrong with a message, found before it is accepted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ValidationError

from omnichannel.application.dtos.messages import MOST_RECIPIENTS
from omnichannel.application.fan_out import addresses_of, deliveries_of
from omnichannel.application.ports.outbound.channel_gateway import Complaint
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.posts import post_with
from omnichannel.domain.account import Account
from omnichannel.domain.errors import OmnichannelError, Problem
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Target


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """A channel that a message uses, with its options, or the problems that keep it from being used."""

    channel: Channel | None
    options: BaseModel | None
    problems: tuple[Problem, ...] = ()


def problems_of(message: Message, accounts: Mapping[UUID, Account], channels: Channels) -> list[Problem]:
    """
    Find every problem that keeps *message* from being published. A draft may be unfinished.

    The same texts, counted by the same gateway code, are what publishing sends.
    """
    uses = channel_uses(message, accounts, channels)
    problems = [*_strangers(message, uses), *(problem for use in uses.values() for problem in use.problems)]
    if message.editorial is not Editorial.DRAFT:
        problems += [*_target_problems(message, accounts, uses), *blocking(message, accounts, uses)]
    return list(dict.fromkeys(problems))


def channel_uses(
    message: Message, accounts: Mapping[UUID, Account], channels: Channels
) -> dict[str, ChannelUse]:
    """Open the channels that *message* uses, with its options for each."""
    names = dict.fromkeys(accounts[target.account_id].channel for target in message.targets)
    return {name: _channel_use(message, name, channels) for name in names}


def blocking(
    message: Message, accounts: Mapping[UUID, Account], uses: Mapping[str, ChannelUse]
) -> list[Problem]:
    """Give the complaints that keep the message's posts from being accepted, each once."""
    found = (
        problem_from(complaint, message, channel.name, place)
        for place, channel, complaint in complaints_of(message, accounts, uses)
        if complaint.severity == "blocks"
    )
    return list(dict.fromkeys(found))


def complaints_of(
    message: Message, accounts: Mapping[UUID, Account], uses: Mapping[str, ChannelUse]
) -> Iterator[tuple[str, Channel, Complaint]]:
    """Ask each post's gateway; gives the recipient's place in the request, the channel, the complaint."""
    places = iter(list(_places(message.targets)))
    for delivery in deliveries_of(message, accounts, now=message.created_at):
        place, use = next(places), uses[delivery.channel]
        if use.channel is None or use.options is None:
            continue
        post = post_with(message, use.channel, use.options, delivery)
        for complaint in use.channel.gateway.complaints(post):
            yield place, use.channel, complaint


def problem_from(complaint: Complaint, message: Message, channel: str, place: str) -> Problem:
    """Say where in the request the complaint's field stands."""
    return Problem(
        _pointer(complaint.field, message, channel, place),
        complaint.detail,
        complaint.fix,
        complaint.limit,
        channel,
    )


def _pointer(field: str, message: Message, channel: str, place: str) -> str:
    head, _, rest = field.partition("/")
    if head == "recipient":
        return place
    if head == "options":
        return f"/options/{channel}/{rest}"
    variant = message.variants.get(channel)
    patched = variant is not None and getattr(variant, head, None) is not None
    return f"/variants/{channel}/{field}" if patched else f"/content/{field}"


def _channel_use(message: Message, name: str, channels: Channels) -> ChannelUse:
    try:
        channel = channels.open(name)
    except OmnichannelError as error:
        return ChannelUse(
            None,
            None,
            (Problem("/targets", str(error), "Leave it out, or repair the plugin.", channel=name),),
        )
    try:
        return ChannelUse(channel, channel.options.model_validate(dict(message.options_for(name))))
    except ValidationError as error:
        return ChannelUse(channel, None, tuple(_option_problems(error, name)))


def _option_problems(error: ValidationError, channel: str) -> Iterator[Problem]:
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        field = "/".join(str(part) for part in fault["loc"])
        yield Problem(
            f"/options/{channel}/{field}",
            f"{fault['msg']}.",
            f"See options_schema in GET /v1/channels/{channel}.",
            channel=channel,
        )


def _strangers(message: Message, uses: Mapping[str, ChannelUse]) -> Iterator[Problem]:
    for kind, names in (("variants", message.variants), ("options", message.options)):
        for name in names:
            if name not in uses:
                yield Problem(
                    f"/{kind}/{name}",
                    f"No target publishes on the channel {name!r}.",
                    "Remove it, or add an account of that channel to targets.",
                )


def _target_problems(
    message: Message, accounts: Mapping[UUID, Account], uses: Mapping[str, ChannelUse]
) -> Iterator[Problem]:
    if not message.targets:
        yield Problem("/targets", "There is no account to publish it.", "Name at least one account.")
    if sum(1 for _ in _places(message.targets)) > MOST_RECIPIENTS:
        yield Problem(
            "/targets",
            "There are too many recipients.",
            "Split the message.",
            f"{MOST_RECIPIENTS:,} addresses",
        )
    yield from _repeated(message.targets)
    for place, target in enumerate(message.targets):
        channel = uses[accounts[target.account_id].channel].channel
        if channel is not None:
            yield from _recipient_problems(f"/targets/{place}/recipients", target, channel)


def _recipient_problems(field: str, target: Target, channel: Channel) -> Iterator[Problem]:
    if channel.has_recipients and not target.recipients:
        yield Problem(
            field,
            f"{channel.label} writes to people, and nobody is named.",
            "Name at least one recipient.",
            channel=channel.name,
        )
    if target.recipients and not channel.has_recipients:
        yield Problem(
            field,
            f"{channel.label} has no recipients; it publishes to everybody.",
            "Leave recipients out.",
            channel=channel.name,
        )


def _repeated(targets: Iterable[Target]) -> Iterator[Problem]:
    seen: set[tuple[UUID, str | None]] = set()
    for target in targets:
        for address, _ in addresses_of(target):
            if (target.account_id, address) in seen:
                who = f"{address} stands" if address else f"The account {target.account_id} stands"
                yield Problem("/targets", f"{who} there twice and would get it twice.", "Remove one of them.")
            seen.add((target.account_id, address))


def _places(targets: Iterable[Target]) -> Iterator[str]:
    for t, target in enumerate(targets):
        if not target.recipients:
            yield f"/targets/{t}"
        for r, person in enumerate(target.recipients):
            for a, _ in enumerate(person.addresses):
                yield f"/targets/{t}/recipients/{r}/addresses/{a}"
