"""Everything that is wrong with a message, found before it is accepted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError

from omnichannel.application.fan_out import chains_of, deliveries_of
from omnichannel.application.inspecting_chains import chain_problems
from omnichannel.application.model_problems import problems_from
from omnichannel.application.ports.outbound.channel_gateway import Complaint, Post
from omnichannel.application.ports.outbound.channels import Channel, Channels
from omnichannel.application.posts import post_with
from omnichannel.domain.account import Account
from omnichannel.domain.delivery import ChannelDelivery
from omnichannel.domain.errors import OmnichannelError, Problem
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.standing import address_key
from omnichannel.domain.target import Recipient, Target


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found. *severity*: "blocks" keeps it from being accepted; "warns" only tells."""

    problem: Problem
    severity: Literal["blocks", "warns"] = "blocks"


@dataclass(frozen=True, slots=True)
class InspectedPost:
    """
    What one account publishes.

    Attributes:
        lists: whom it goes to besides; of each, the first person is among *posts*.
        channel: None where it does not open.
        posts: one for each address; none where the channel does not open or its options do not fit.
        findings: what is wrong with any of them, each once.
        deliveries: what would be made, in the order of the addresses.
    """

    account: Account
    channel: Channel | None
    posts: tuple[Post[Any], ...]
    findings: tuple[Finding, ...]
    deliveries: tuple[ChannelDelivery, ...]
    lists: tuple[RecipientList, ...] = ()

    @property
    def recipients(self) -> int:
        """To how many addresses it goes; 0 where there are none."""
        named = sum(one.address is not None for one in self.deliveries)
        return named + sum(one.count for one in self.lists)


@dataclass(frozen=True, slots=True)
class Inspection:
    """
    A message, looked at as if it were published.

    Attributes:
        general: what is wrong with the message as a whole.
        posts: one for each account, in the order of its targets.
    """

    general: tuple[Problem, ...]
    posts: tuple[InspectedPost, ...]

    @property
    def problems(self) -> list[Problem]:
        """Everything that keeps it from being accepted, each once."""
        found = (finding for post in self.posts for finding in post.findings)
        blocking = (finding.problem for finding in found if finding.severity == "blocks")
        return list(dict.fromkeys([*self.general, *blocking]))


@dataclass(frozen=True, slots=True)
class _Use:
    """A channel that a message uses, with its options, or the problems that keep it from being used."""

    channel: Channel | None
    options: BaseModel | None
    problems: tuple[Problem, ...] = ()


_Placed = tuple[str, ChannelDelivery]
NO_LISTS: Mapping[UUID, RecipientList] = MappingProxyType({})


def problems_of(
    message: Message,
    accounts: Mapping[UUID, Account],
    channels: Channels,
    lists: Mapping[UUID, RecipientList] = NO_LISTS,
) -> list[Problem]:
    """Find every problem that keeps *message* from being accepted. A draft may be unfinished."""
    if message.editorial is not Editorial.DRAFT:
        return inspect(message, accounts, channels, lists).problems
    uses = _uses(message, accounts, channels)
    problems = [*_strangers(message, uses), *(problem for use in uses.values() for problem in use.problems)]
    return list(dict.fromkeys(problems))


def inspect(
    message: Message,
    accounts: Mapping[UUID, Account],
    channels: Channels,
    lists: Mapping[UUID, RecipientList] = NO_LISTS,
) -> Inspection:
    """
    Look at *message* as if it were published, whatever it is yet.

    The same texts, counted by the same gateway code, are what publishing sends. Of a list of people
    the first is looked at; what the platform says of the others is known when it is sent to them.
    """
    uses = _uses(message, accounts, channels)
    opened = {name: use.channel for name, use in uses.items()}
    general = dict.fromkeys(
        [
            *_strangers(message, uses),
            *_target_problems(message.targets),
            *chain_problems(message, accounts, opened),
        ]
    )
    tried = replace(message, targets=tuple(_with_first(target, lists) for target in message.targets))
    deliveries = deliveries_of(tried, accounts, now=message.created_at)
    by_account: dict[UUID, list[_Placed]] = {}
    for place, delivery in zip(_places(message.targets, tried.targets), deliveries, strict=True):
        by_account.setdefault(delivery.account_id, []).append((place, delivery))
    posts = (
        _inspected(message, accounts[id], uses[accounts[id].channel], placed, lists)
        for id, placed in by_account.items()
    )
    return Inspection(tuple(general), tuple(posts))


def _with_first(target: Target, lists: Mapping[UUID, RecipientList]) -> Target:
    """Give *target* with the first of its list's people as one of its own, the last."""
    if target.recipient_list_id is None:
        return target
    first = Recipient((lists[target.recipient_list_id].first_address,))
    return replace(target, recipients=(*target.recipients, first))


def _inspected(
    message: Message,
    account: Account,
    use: _Use,
    placed: list[_Placed],
    lists: Mapping[UUID, RecipientList],
) -> InspectedPost:
    findings = [Finding(problem) for problem in use.problems]
    posts: list[Post[Any]] = []
    if use.channel is not None:
        findings += [Finding(problem) for problem in _people_problems(message, account, use.channel)]
    if use.channel is not None and use.options is not None:
        posts = [post_with(message, use.channel, use.options, delivery) for _, delivery in placed]
        for (place, _), post in zip(placed, posts, strict=True):
            complaints = use.channel.gateway.complaints(post)
            findings += [
                _finding(complaint, message, use.channel, place)
                for complaint in complaints
                if not (_is_listed(place) and complaint.field.partition("/")[0] == "recipient")
            ]
    return InspectedPost(
        account=account,
        channel=use.channel,
        posts=tuple(posts),
        findings=tuple(dict.fromkeys(findings)),
        deliveries=tuple(delivery for place, delivery in placed if not _is_listed(place)),
        lists=tuple(
            lists[target.recipient_list_id]
            for target in message.targets
            if target.account_id == account.id and target.recipient_list_id is not None
        ),
    )


def _is_listed(place: str) -> bool:
    """Whether it is that of a list: its first person's own faults do not keep the message back."""
    return place.endswith("/recipient_list_id")


def _finding(complaint: Complaint, message: Message, channel: Channel, place: str) -> Finding:
    """Say where in the request the complaint's field stands."""
    field = _pointer(complaint.field, message, channel.name, place)
    problem = Problem(field, complaint.detail, complaint.fix, complaint.limit, channel.name)
    return Finding(problem, complaint.severity)


def _pointer(field: str, message: Message, channel: str, place: str) -> str:
    head, _, rest = field.partition("/")
    if head == "recipient":
        return place
    if head == "options":
        return f"/options/{channel}/{rest}"
    variant = message.variants.get(channel)
    patched = variant is not None and getattr(variant, head, None) is not None
    return f"/variants/{channel}/{field}" if patched else f"/content/{field}"


def _uses(message: Message, accounts: Mapping[UUID, Account], channels: Channels) -> dict[str, _Use]:
    """Open the channels that *message* uses, with its options for each."""
    ids = (id for target in message.targets for id in target.account_ids)
    names = dict.fromkeys(accounts[id].channel for id in ids)
    return {name: _use(message, name, channels) for name in names}


def _use(message: Message, name: str, channels: Channels) -> _Use:
    try:
        channel = channels.open(name)
    except OmnichannelError as error:
        problem = Problem("/targets", str(error), "Leave it out, or repair the plugin.", channel=name)
        return _Use(None, None, (problem,))
    try:
        return _Use(channel, channel.options.model_validate(dict(message.options_for(name))))
    except ValidationError as error:
        fix = f"See options_schema in GET /v1/channels/{name}."
        return _Use(
            channel, None, tuple(problems_from(error, field=f"/options/{name}", fix=fix, channel=name))
        )


def _strangers(message: Message, uses: Mapping[str, _Use]) -> Iterator[Problem]:
    for kind, names in (("variants", message.variants), ("options", message.options)):
        for name in names:
            if name not in uses:
                yield Problem(
                    f"/{kind}/{name}",
                    f"No target publishes on the channel {name!r}.",
                    "Remove it, or add an account of that channel to targets.",
                )


def _target_problems(targets: tuple[Target, ...]) -> Iterator[Problem]:
    if not targets:
        yield Problem("/targets", "There is no account to publish it.", "Name at least one account.")
    yield from _repeated(targets)
    listing = Counter(target.account_id for target in targets if target.recipient_list_id is not None)
    for account_id in (id for id, count in listing.items() if count > 1):
        yield Problem(
            "/targets",
            f"The account {account_id} writes to several lists, and who stands in two would get it twice.",
            "Upload them as one list.",
        )


def _people_problems(message: Message, account: Account, channel: Channel) -> Iterator[Problem]:
    for place, target in enumerate(message.targets):
        if target.account_id == account.id:
            yield from _recipient_problems(f"/targets/{place}/recipients", target, channel)


def _recipient_problems(field: str, target: Target, channel: Channel) -> Iterator[Problem]:
    if channel.has_recipients and not target.recipients and target.recipient_list_id is None:
        yield Problem(
            field,
            f"{channel.label} writes to people, and nobody is named.",
            "Name at least one recipient, or a list of them.",
            channel=channel.name,
        )
    if target.recipients and not channel.has_recipients:
        yield Problem(
            field,
            f"{channel.label} has no recipients; it publishes to everybody.",
            "Leave recipients out.",
            channel=channel.name,
        )
    if target.recipient_list_id is not None and not channel.has_recipients:
        yield Problem(
            field.replace("/recipients", "/recipient_list_id"),
            f"{channel.label} has no recipients; it publishes to everybody.",
            "Leave recipient_list_id out.",
            channel=channel.name,
        )


def _repeated(targets: Iterable[Target]) -> Iterator[Problem]:
    seen: set[tuple[UUID, str | None]] = set()
    for seat in (seat for seats in chains_of(targets) for seat in seats):
        key = None if seat.address is None else address_key(seat.address)
        if (seat.account_id, key) in seen:
            who = f"{seat.address} stands" if seat.address else f"The account {seat.account_id} stands"
            yield Problem("/targets", f"{who} there twice and would get it twice.", "Remove one of them.")
        seen.add((seat.account_id, key))


def _places(targets: Sequence[Target], tried: Sequence[Target]) -> Iterator[str]:
    """Give the places of all seats; the first person of a list, whom only *tried* names, stands for it."""
    named = [len(target.recipients) for target in targets]
    for seat in (seat for seats in chains_of(tried) for seat in seats):
        _, _, t, *rest = seat.place.split("/")
        is_listed = len(rest) > 1 and int(rest[1]) >= named[int(t)]
        yield f"/targets/{t}/recipient_list_id" if is_listed else seat.place
