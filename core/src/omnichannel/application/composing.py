"""From what an author sent to a message: names become things, times become instants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from omnichannel.application.dtos.content import ContentIn, MediaIn, VariantIn
from omnichannel.application.dtos.messages import (
    MOST_RECIPIENTS,
    At,
    Draft,
    MessageIn,
    Now,
    PatienceIn,
    Publish,
    RecipientIn,
    TargetIn,
)
from omnichannel.application.dtos.templates import Written
from omnichannel.application.leaving_out import Standings
from omnichannel.domain.account import Account
from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.content_hash import content_hash
from omnichannel.domain.errors import InvalidRequest, Problem
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.media import MediaAsset
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.recipient_list import RecipientList
from omnichannel.domain.rights import Principal
from omnichannel.domain.target import Fallback, Recipient, Target
from omnichannel.domain.walltime import WallTime, at_instant, resolve

LATE_BY = timedelta(minutes=1)
"""How far in the past a time may lie and still mean "now": the way of a request takes a while."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of the things that requests name, of one workspace."""

    accounts: Mapping[UUID, Account]
    assets: Mapping[UUID, MediaAsset]
    standings: Standings = field(default_factory=dict)
    lists: Mapping[UUID, RecipientList] = field(default_factory=dict)

    def of(self, workspace_id: UUID) -> "Known":
        """Give the part of it that belongs to one workspace."""
        return Known(
            {id: account for id, account in self.accounts.items() if account.workspace_id == workspace_id},
            {id: asset for id, asset in self.assets.items() if asset.workspace_id == workspace_id},
            self.standings,
            {id: found for id, found in self.lists.items() if found.workspace_id == workspace_id},
        )


def accounts_named(new: MessageIn) -> set[UUID]:
    """Give the ids of the accounts that *new* names."""
    return {id for target in new.targets for id in accounts_in(target)}


def accounts_in(target: TargetIn) -> list[UUID]:
    """Give the ids of the accounts that a target names, its fallbacks' after its own."""
    return [target.account_id, *(one.account_id for one in target.fallbacks)]


def assets_named(new: MessageIn | Written) -> set[UUID]:
    """Give the ids of the media assets that *new* names."""
    places: list[MediaIn] = list(new.content.media)
    for variant in new.variants.values():
        places += variant.media or []
    return {place.media_id for place in places}


def lists_named(new: MessageIn) -> set[UUID]:
    """Give the ids of the recipient lists that *new* names."""
    return {target.recipient_list_id for target in new.targets if target.recipient_list_id is not None}


def compose(new: MessageIn, *, id: UUID, known: Known, principal: Principal, now: datetime) -> Message:
    """
    Make version 1 of a message.

    Raises:
        InvalidRequest: it has too many addresses, which is looked at before anything else; or it names
            accounts, lists or assets that are not there, or a time that cannot be.
    """
    _refuse_crowds(new)
    problems = [
        *_unknown_accounts(new, known),
        *unknown_lists(new.targets, known.lists),
        *_unknown_assets(new, known),
    ]
    if problems:
        raise InvalidRequest(*problems)
    editorial, schedule = timing(new.publish, now=now)
    message = Message(
        id=id,
        workspace_id=principal.workspace_id,
        content=_content(new.content, known),
        targets=tuple(_target(target) for target in new.targets),
        editorial=editorial,
        created_at=now,
        updated_at=now,
        created_by=principal.actor,
        schedule=schedule,
        variants={channel: _variant(variant, known) for channel, variant in new.variants.items()},
        options=dict(new.options),
        on_unknown=new.on_unknown,
        lateness=_lateness(new.lateness),
    )
    return hashed(message)


def _lateness(new: PatienceIn | None) -> Lateness | None:
    return None if new is None else Lateness(timedelta(minutes=new.minutes), new.otherwise)


def hashed(message: Message) -> Message:
    """Give *message* with its content hash."""
    return replace(message, content_hash=content_hash(message))


def timing(publish: Publish, *, now: datetime) -> tuple[Editorial, WallTime | None]:
    """
    Say what a message's timing means.

    Raises:
        InvalidRequest: the zone is unknown, the time has passed or lies beyond the year 2200.
    """
    match publish:
        case Draft():
            return Editorial.DRAFT, None
        case Now():
            return Editorial.SCHEDULED, at_instant(now)
        case At():
            return Editorial.SCHEDULED, _future(publish, now)
    assert_never(publish)


def _future(publish: At, now: datetime) -> WallTime:
    if not 2000 <= publish.local.year <= 2200:
        raise InvalidRequest(
            Problem(
                "/publish/local", f"The year {publish.local.year} is out of range.", "Choose a nearer time."
            )
        )
    schedule = resolve(publish.local, publish.zone)
    if schedule.instant < now - LATE_BY:
        raise InvalidRequest(
            Problem(
                "/publish/local",
                f"{publish.local:%Y-%m-%d %H:%M} in {publish.zone} has passed; now it is {now:%H:%M} UTC.",
                'Choose a later time, or publish {"when": "now"}.',
            )
        )
    return schedule


def addresses_in(new: MessageIn) -> int:
    """Count the addresses that *new* names, fallbacks' too; those of lists are not among them."""
    return sum(_addresses_of(person) for target in new.targets for person in target.recipients)


def _addresses_of(person: RecipientIn) -> int:
    return len(person.addresses) + sum(address is not None for address in person.otherwise)


def _refuse_crowds(new: MessageIn) -> None:
    addresses = addresses_in(new)
    fix = "Upload them as a list with POST /v1/recipient-lists, and name the list."
    if any(target.fallbacks for target in new.targets):
        fix = "A list has no fallbacks: divide the people between several messages."
    if addresses > MOST_RECIPIENTS:
        raise InvalidRequest(
            Problem(
                "/targets",
                f"There are {addresses:,} addresses.",
                fix,
                f"{MOST_RECIPIENTS:,} addresses",
            )
        )


def _unknown_accounts(new: MessageIn, known: Known) -> Iterable[Problem]:
    for place, target in enumerate(new.targets):
        at = [f"/targets/{place}", *(f"/targets/{place}/fallbacks/{i}" for i in range(len(target.fallbacks)))]
        for where, account_id in zip(at, accounts_in(target), strict=True):
            if account_id not in known.accounts:
                yield Problem(
                    f"{where}/account_id",
                    f"There is no account {account_id} in this workspace.",
                    "Connect it first, or take one from GET /v1/accounts.",
                )


def unknown_lists(
    targets: Iterable[Target | TargetIn], lists: Mapping[UUID, RecipientList]
) -> Iterable[Problem]:
    """Find the lists that *targets* name and that are not there."""
    for place, target in enumerate(targets):
        if target.recipient_list_id is not None and target.recipient_list_id not in lists:
            yield Problem(
                f"/targets/{place}/recipient_list_id",
                f"There is no recipient list {target.recipient_list_id} in this workspace.",
                "Upload it first with POST /v1/recipient-lists.",
            )


def _unknown_assets(new: MessageIn, known: Known) -> Iterable[Problem]:
    places = [(f"/content/media/{i}", place) for i, place in enumerate(new.content.media)]
    for channel, variant in new.variants.items():
        places += [(f"/variants/{channel}/media/{i}", place) for i, place in enumerate(variant.media or [])]
    for where, place in places:
        if place.media_id not in known.assets:
            yield Problem(
                f"{where}/media_id",
                f"There is no media asset {place.media_id} in this workspace.",
                "Upload it first with POST /v1/media.",
            )


def _content(content: ContentIn, known: Known) -> Content:
    return Content(content.text, content.title, content.link, _media(content.media, known))


def _variant(variant: VariantIn, known: Known) -> Variant:
    media = None if variant.media is None else _media(variant.media, known)
    return Variant(variant.text, variant.title, variant.link, media, frozenset(variant.without))


def _media(places: list[MediaIn], known: Known) -> tuple[MediaRef, ...]:
    return tuple(_media_ref(known.assets[place.media_id], place) for place in places)


def _media_ref(asset: MediaAsset, place: MediaIn) -> MediaRef:
    point = place.focal_point
    return MediaRef(
        media_id=asset.id,
        sha256=asset.sha256,
        media_type=asset.media_type,
        size_bytes=asset.size_bytes,
        filename=asset.filename,
        width=asset.width,
        height=asset.height,
        alt_text=asset.alt_text if place.alt_text is None else place.alt_text,
        focal_point=asset.focal_point if point is None else FocalPoint(point.x, point.y),
    )


def _target(target: TargetIn) -> Target:
    people = tuple(
        Recipient(tuple(person.addresses), person.name, tuple(person.otherwise))
        for person in target.recipients
    )
    fallbacks = tuple(Fallback(one.account_id, _minutes(one.after_minutes)) for one in target.fallbacks)
    return Target(target.account_id, people, target.recipient_list_id, target.requires_consent, fallbacks)


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)
