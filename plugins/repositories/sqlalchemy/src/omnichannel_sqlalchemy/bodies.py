"""A message's body as JSON: content, variants, options, targets; what is empty is left out. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.lateness import Lateness
from omnichannel.domain.message import Message
from omnichannel.domain.target import Fallback, Recipient, Target

_id = lru_cache(maxsize=4096)(UUID)
"""Reads an id; messages name the same few accounts again and again."""
Body = Mapping[str, Any]
Parts = tuple[
    Content,
    tuple[Target, ...],
    Mapping[str, Variant],
    Mapping[str, Mapping[str, Any]],
    Lateness | None,
]


def body_from_message(message: Message) -> dict[str, Any]:
    """Write what *message* says and to whom."""
    late = message.lateness
    return {
        "content": _patch(message.content),
        "targets": [_target(target) for target in message.targets],
        "variants": {channel: _variant(variant) for channel, variant in message.variants.items()},
        "options": {channel: dict(options) for channel, options in message.options.items()},
        **({} if late is None else {"late": [late.within.total_seconds(), late.otherwise]}),
    }


def parts_from_body(body: Body) -> Parts:
    """Read content, targets, variants, options and lateness."""
    late = body.get("late")
    return (
        Content(**_read_patch(body["content"])),
        tuple(_read_target(target) for target in body["targets"]),
        {channel: _read_variant(variant) for channel, variant in body["variants"].items()},
        body["options"],
        late and Lateness(timedelta(seconds=late[0]), late[1]),
    )


def _patch(says: Content | Variant) -> dict[str, Any]:
    patch: dict[str, Any] = {
        name: value for name in ("text", "title", "link") if (value := getattr(says, name)) is not None
    }
    if says.media is not None:
        patch["media"] = [_ref(ref) for ref in says.media]
    return patch


def _read_patch(patch: Body) -> dict[str, Any]:
    media = patch.get("media")
    return {**patch} if media is None else {**patch, "media": tuple(_read_ref(ref) for ref in media)}


def _variant(variant: Variant) -> dict[str, Any]:
    return _patch(variant) | ({"without": sorted(variant.without)} if variant.without else {})


def _read_variant(body: Body) -> Variant:
    patch = _read_patch(body)
    return Variant(**{**patch, "without": frozenset(patch.get("without", ()))})


def _ref(ref: MediaRef) -> dict[str, Any]:
    row = {name: getattr(ref, name) for name in ref.__dataclass_fields__}
    point = ref.focal_point
    row |= {"media_id": ref.media_id.hex, "focal_point": point and [point.x, point.y]}
    return {name: value for name, value in row.items() if value is not None}


def _read_ref(body: Body) -> MediaRef:
    point = body.get("focal_point")
    return MediaRef(
        **{**body, "media_id": _id(body["media_id"]), "focal_point": point and FocalPoint(*point)}
    )


def _target(target: Target) -> dict[str, Any]:
    body: dict[str, Any] = {"account": target.account_id.hex}
    if target.recipients:
        body["recipients"] = [[person.name, *person.addresses] for person in target.recipients]
    if target.recipient_list_id is not None:
        body["list"] = target.recipient_list_id.hex
    if target.requires_consent:
        body["requires_consent"] = True
    if target.fallbacks:
        body["fallbacks"] = [_fallback(one) for one in target.fallbacks]
        body["otherwise"] = [list(person.otherwise) for person in target.recipients]
    return body


def _fallback(fallback: Fallback) -> list[Any]:
    return [fallback.account_id.hex, fallback.after and fallback.after.total_seconds()]


def _read_target(body: Body) -> Target:
    named = body.get("recipients", ())
    others = body.get("otherwise") or [()] * len(named)
    people = tuple(
        Recipient(tuple(addresses), name, tuple(otherwise))
        for (name, *addresses), otherwise in zip(named, others, strict=True)
    )
    listed = _id(body["list"]) if "list" in body else None
    fallbacks = tuple(_read_fallback(*one) for one in body.get("fallbacks", ()))
    return Target(_id(body["account"]), people, listed, body.get("requires_consent", False), fallbacks)


def _read_fallback(account: str, seconds: float | None) -> Fallback:
    return Fallback(_id(account), None if seconds is None else timedelta(seconds=seconds))
