"""The canonical hash of what an approval approves."""

import hashlib
import json
from typing import Any

from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message import Message
from omnichannel.domain.target import Target


def content_hash(message: Message) -> str:
    """
    Hash everything about *message* that a reader or a recipient could notice.

    Covers content, variants, options, accounts with their fallbacks, recipients, the bytes of media (by
    digest), wall time and zone. Two messages with one hash publish the same posts to the same people at
    the same time on the wall. The order of channels and of options does not count; that of media and
    recipients does.

    Returns:
        SHA-256 as 64 lower-case hexadecimal digits, over UTF-8 JSON with sorted keys.
    """
    canonical = json.dumps(_canonical(message), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(message: Message) -> dict[str, Any]:
    schedule = message.schedule
    return {
        "v": 1,
        "content": _content(message.content),
        "variants": {channel: _variant(variant) for channel, variant in message.variants.items()},
        "options": {channel: dict(options) for channel, options in message.options.items()},
        "targets": sorted(
            (_target(target) for target in message.targets), key=lambda target: target["account"]
        ),
        "on_unknown": message.on_unknown,
        "time": schedule and [schedule.local.isoformat(), schedule.zone],
        **_lateness(message.lateness),
    }


def _lateness(lateness: Lateness | None) -> dict[str, Any]:
    """Without one it is written as it was before there were any."""
    return {} if lateness is None else {"late": [lateness.within.total_seconds(), lateness.otherwise]}


def _content(content: Content) -> dict[str, Any]:
    return {
        "text": content.text,
        "title": content.title,
        "link": content.link,
        "media": [_media(ref) for ref in content.media],
    }


def _variant(variant: Variant) -> dict[str, Any]:
    media = None if variant.media is None else [_media(ref) for ref in variant.media]
    return {
        "text": variant.text,
        "title": variant.title,
        "link": variant.link,
        "media": media,
        "without": sorted(variant.without),
    }


def _media(ref: MediaRef) -> list[Any]:
    """Without a focal point it is written as it was before there were any."""
    point = ref.focal_point
    return [ref.sha256, ref.alt_text, *([] if point is None else [[float(point.x), float(point.y)]])]


def _target(target: Target) -> dict[str, Any]:
    people = [[person.name, *person.addresses] for person in target.recipients]
    asks: dict[str, Any] = {"requires_consent": True} if target.requires_consent else {}
    if target.fallbacks:  # without any it is written as it was before there were any
        asks["fallbacks"] = [
            [str(one.account_id), one.after and one.after.total_seconds()] for one in target.fallbacks
        ]
        asks["otherwise"] = [list(person.otherwise) for person in target.recipients]
    if target.recipient_list_id is not None:
        asks["list"] = str(target.recipient_list_id)
    return {"account": str(target.account_id), "recipients": people, **asks}
