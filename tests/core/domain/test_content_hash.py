from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from omnichannel.domain.content import Content, MediaRef, Variant
from omnichannel.domain.content_hash import content_hash
from omnichannel.domain.focal_point import FocalPoint
from omnichannel.domain.message import Message
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Fallback, Recipient, Target
from omnichannel.domain.walltime import WallTime
from tests.core.fakes.examples import ACCOUNT, NOW, at, message

PICTURE = MediaRef(UUID(int=9), "ab" * 32, "image/png", 70, "loaf.png", 1, 1, "A loaf")
OTHER = replace(PICTURE, media_id=UUID(int=10), sha256="cd" * 32)
TWO_PEOPLE = (Recipient(("a@example.org", "b@example.org"), "Ada"), Recipient(("c@example.org",)))
FULL = message(
    content=Content("Bread", "News", "https://example.org", (PICTURE, OTHER)),
    targets=(Target(ACCOUNT, TWO_PEOPLE), Target(UUID(int=7))),
    schedule=WallTime(NOW.replace(tzinfo=None), "Europe/Berlin", NOW),
    variants={"feed": Variant("Short", without=frozenset({"link"})), "mail": Variant(title="Subject")},
    options={"feed": {"a": 1, "b": [1, 2]}, "mail": {"c": "d"}},
)
GOLDEN = "0acf1da2cd19afc2db04529e7f2bc0a485c6476c3fd1e01af7a80c55a2d28b08"


CHAINED = Target(ACCOUNT, TWO_PEOPLE, fallbacks=(Fallback(UUID(int=8), timedelta(minutes=9)),))


def content(**fields: Any) -> dict[str, Any]:
    return {"content": replace(FULL.content, **fields)}


def variant(**fields: Any) -> dict[str, Any]:
    return {"variants": {**FULL.variants, "feed": replace(FULL.variants["feed"], **fields)}}


def people(*recipients: Recipient) -> dict[str, Any]:
    return {"targets": (Target(ACCOUNT, recipients), FULL.targets[1])}


def scheduled(**fields: Any) -> dict[str, Any]:
    assert FULL.schedule is not None
    return {"schedule": replace(FULL.schedule, **fields)}


NOTICED = {
    "text": content(text="bread"),
    "title": content(title=None),
    "link": content(link="https://example.com"),
    "order of media": content(media=(OTHER, PICTURE)),
    "bytes of media": content(media=(replace(PICTURE, sha256="ef" * 32), OTHER)),
    "alternative text": content(media=(replace(PICTURE, alt_text="Bread"), OTHER)),
    "focal point": content(media=(replace(PICTURE, focal_point=FocalPoint(0.5, 0)), OTHER)),
    "text of a variant": variant(text="Shorter"),
    "title of a variant": variant(title="T"),
    "media of a variant": variant(media=()),
    "what a variant drops": variant(without=frozenset({"title"})),
    "one variant less": {"variants": {"feed": FULL.variants["feed"]}},
    "fallbacks": {"targets": (CHAINED, FULL.targets[1])},
    "value of an option": {"options": {**FULL.options, "mail": {"c": "e"}}},
    "type of an option": {"options": {**FULL.options, "mail": {"c": None}}},
    "account": {"targets": (FULL.targets[0], Target(UUID(int=8)))},
    "one account less": {"targets": FULL.targets[:1]},
    "name of a recipient": people(replace(TWO_PEOPLE[0], name="Eve"), TWO_PEOPLE[1]),
    "address of a recipient": people(TWO_PEOPLE[0], Recipient(("x@example.org",))),
    "order of recipients": people(*reversed(TWO_PEOPLE)),
    "who has which address": people(
        Recipient(("a@example.org",), "Ada"), Recipient(("b@example.org", "c@example.org"))
    ),
    "list of recipients": {
        "targets": (replace(FULL.targets[0], recipient_list_id=UUID(int=5)), FULL.targets[1])
    },
    "whether consent is asked for": {
        "targets": (replace(FULL.targets[0], requires_consent=True), FULL.targets[1])
    },
    "wall time": scheduled(local=at(60).replace(tzinfo=None)),
    "zone": scheduled(zone="Europe/Paris"),
    "no time": {"schedule": None},
    "what to do when nobody knows": {"on_unknown": "retry"},
}
UNNOTICED = {
    "order of variants": {"variants": dict(reversed(list(FULL.variants.items())))},
    "order of channels": {"options": dict(reversed(list(FULL.options.items())))},
    "order of options": {"options": {"feed": {"b": [1, 2], "a": 1}, "mail": {"c": "d"}}},
    "order of accounts": {"targets": FULL.targets[::-1]},
    "id": {"id": UUID(int=99)},
    "version": {"version": 7},
    "author": {"created_by": "user:1"},
    "times of writing": {"created_at": at(9), "updated_at": at(9)},
    "editorial state": {"editorial": Editorial.AWAITING_APPROVAL},
    "instant that the zone's rules give": scheduled(instant=NOW + timedelta(hours=1)),
    "file name": content(media=(replace(PICTURE, filename="x.png"), OTHER)),
    "earlier hash": {"content_hash": "0" * 64},
}


@pytest.mark.parametrize("change", list(NOTICED.values()), ids=list(NOTICED))
def test_what_readers_notice_changes_the_hash(change: dict[str, Any]) -> None:
    """An approval does not cover a message in which anybody would notice a difference."""
    changed: Message = replace(FULL, **change)

    assert content_hash(FULL) != content_hash(changed)


@pytest.mark.parametrize("change", list(UNNOTICED.values()), ids=list(UNNOTICED))
def test_what_nobody_notices_keeps_the_hash(change: dict[str, Any]) -> None:
    """An approval outlives changes that reach no reader."""
    changed: Message = replace(FULL, **change)

    assert content_hash(FULL) == content_hash(changed)


def test_the_hash_is_the_same_everywhere() -> None:
    """Another machine, version or day gives the same hash of the same message."""
    assert GOLDEN == content_hash(FULL)


@pytest.mark.parametrize("text", ["half a pair \ud83d", "\x00", "\U0001f35e", "e\u0301"])
def test_any_text_has_a_hash(text: str) -> None:
    """Texts that no encoding takes are hashed like all others."""
    assert 64 == len(content_hash(message(content=Content(text))))
