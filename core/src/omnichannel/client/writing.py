"""What a message says and where it goes, as people write it down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, TypedDict
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.content import MediaIn, VariantIn
from omnichannel.application.dtos.media import MediaOut
from omnichannel.application.dtos.messages import FallbackIn, PatienceIn, RecipientIn, TargetIn
from omnichannel.client.crowds import PeopleOf, is_crowd
from omnichannel.client.errors import WrongArgument
from omnichannel.client.naming import account_named
from omnichannel.client.times import When, publish_from

Person = str | RecipientIn
Channels = Iterable[str | UUID] | Mapping[str, Sequence[Person]]
Fallbacks = Sequence[tuple[str | UUID, timedelta | None]]
MediaItem = Path | str | UUID | MediaOut | MediaIn


class Writing(TypedDict, total=False):
    """
    What can be said of a message beside its text.

    Attributes:
        channels: the accounts that publish it: ids, "channel:account name", or a channel that has one
            account. A mapping names the people each of them writes to; more than 1,000 are uploaded as lists.
        fallbacks: the accounts that take over, one after the other, each with how long the one before may go
            without word that it arrived; None: until it fails. The people of the one account in channels
            then say where each of them reaches them (`RecipientIn.otherwise`).
        media: files to upload, or what was uploaded; in the order in which they are shown.
        at: when; left out, at once. An aware datetime, or (local time, zone).
        draft: keep it; nothing is published.
        variants: what one channel says instead, by channel.
        options: by channel, as its options schema says.
        lateness: how late it may leave, and what follows then; left out: however late.
        on_unknown: whether a person is asked when nobody knows if a post arrived, or it is sent again.
    """

    channels: Channels
    fallbacks: Fallbacks
    title: str | None
    link: str | None
    media: Sequence[MediaItem]
    at: When | None
    draft: bool
    variants: Mapping[str, VariantIn | Mapping[str, Any]]
    options: Mapping[str, Mapping[str, Any]]
    on_unknown: Literal["ask", "retry"]
    lateness: PatienceIn | Mapping[str, Any] | None


def people_from(channels: Channels, accounts: Sequence[AccountOut]) -> list[PeopleOf]:
    """
    Find the accounts that are meant, and the people each of them writes to.

    Raises:
        WrongArgument: one is not known, stands for several, or is named twice.
    """
    if isinstance(channels, str):
        raise WrongArgument(f"channels is a list; write channels=[{channels!r}]")
    people = channels if isinstance(channels, Mapping) else {str(name): () for name in channels}
    found = [(account_named(name, accounts).id, persons) for name, persons in people.items()]
    if len({id for id, _ in found}) < len(found):
        raise WrongArgument("one account is named twice; name each account once")
    return [(id, [_recipient(person) for person in persons]) for id, persons in found]


def fallbacks_from(
    fallbacks: Fallbacks, people: Sequence[PeopleOf], accounts: Sequence[AccountOut]
) -> list[FallbackIn]:
    """
    Find the accounts that take over.

    Raises:
        WrongArgument: one is not known, or there is not one account from which they could.
    """
    if fallbacks and len(people) != 1:
        raise WrongArgument("fallbacks take over from one account; name it alone in channels")
    if fallbacks and is_crowd(people):
        raise WrongArgument(
            "more than 1,000 people are sent as a list, which has no fallbacks; send in parts"
        )
    return [
        FallbackIn(account_id=account_named(str(name), accounts).id, after_minutes=_minutes(after))
        for name, after in fallbacks
    ]


def _minutes(after: timedelta | None) -> int | None:
    return None if after is None else int(after.total_seconds() // 60)


def body_from(
    text: str, said: Writing, targets: Sequence[TargetIn], media: Sequence[MediaIn]
) -> dict[str, Any]:
    """Write the body of a request; what nobody said is left out."""
    content = {"text": text, "title": said.get("title"), "link": said.get("link")}
    publish = publish_from(said.get("at"), draft=said.get("draft", False))
    body: dict[str, Any] = {
        "content": {
            **{name: value for name, value in content.items() if value is not None},
            "media": [one.model_dump(mode="json", exclude_none=True) for one in media],
        },
        "targets": [
            target.model_dump(mode="json", exclude_none=True, exclude_unset=True) for target in targets
        ],
        "publish": publish.model_dump(mode="json"),
        "variants": {channel: _dumped(variant) for channel, variant in said.get("variants", {}).items()},
        "options": {channel: dict(options) for channel, options in said.get("options", {}).items()},
    }
    if "on_unknown" in said:
        body["on_unknown"] = said["on_unknown"]
    if (lateness := said.get("lateness")) is not None:
        body["lateness"] = PatienceIn.model_validate(lateness).model_dump(mode="json")
    return body


def known_media(item: MediaItem) -> MediaIn | Path:
    """Give what was uploaded already as the API takes it, and a file as a path."""
    if isinstance(item, MediaIn | Path):
        return item
    if isinstance(item, MediaOut):
        return MediaIn(media_id=item.id)
    if isinstance(item, UUID):
        return MediaIn(media_id=item)
    try:
        return MediaIn(media_id=UUID(item))
    except ValueError:
        return Path(item)


def _recipient(person: Person) -> RecipientIn:
    return RecipientIn(addresses=[person]) if isinstance(person, str) else person


def _dumped(variant: VariantIn | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(variant, VariantIn):
        return variant.model_dump(mode="json", exclude_unset=True)
    return dict(variant)
