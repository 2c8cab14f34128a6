"""What the requests of stories hold: made of what is there, and of the run's tag."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.reliability.story import Facts


def message(text: str, *targets: Mapping[str, Any], **content: Any) -> dict[str, Any]:
    return {"content": {"text": text, **content}, "targets": list(targets), "publish": {"when": "now"}}


def post(facts: Facts, text: str) -> dict[str, Any]:
    return message(text, {"account_id": facts["account"]})


def mail(facts: Facts, tag: str, *people: str, **content: Any) -> dict[str, Any]:
    recipients = [{"addresses": [f"{name}@guests.example"]} for name in people]
    return message(tag, {"account_id": facts["account"], "recipients": recipients}, title=tag, **content)


def mail_in_two_ways(facts: Facts, tag: str) -> dict[str, Any]:
    person = {"addresses": ["ada@guests.example"], "otherwise": ["ada@work.example"]}
    fallback = {"account_id": facts["other"], "after_minutes": 1}
    target = {"account_id": facts["account"], "recipients": [person], "fallbacks": [fallback]}
    return message(tag, target, title=tag)


def mail_to_list(facts: Facts, tag: str) -> dict[str, Any]:
    target = {"account_id": facts["account"], "recipient_list_id": facts["list"]}
    return message(tag, target, title=tag)


def pictures(facts: Facts, tag: str, count: int) -> dict[str, Any]:
    media = [{"media_id": facts[f"picture-{number}"]} for number in range(count)]
    return message(tag, {"account_id": facts["account"]}, media=media)


def later(body: Mapping[str, Any], time: timedelta) -> dict[str, Any]:
    """Plan a message for some time from now on."""
    local = (datetime.now(UTC) + time).replace(tzinfo=None).isoformat()
    return {**body, "publish": {"when": "at", "local": local, "zone": "UTC"}}
