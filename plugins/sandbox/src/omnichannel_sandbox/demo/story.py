"""The demo's story: connect accounts, say what will be published, publish it, follow it until it arrives."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from omnichannel_sandbox.demo.api import Api
from omnichannel_sandbox.demo.samples import LOST_ANSWER, PICTURES, SAMPLES, Sample
from omnichannel_sandbox.demo.simulated import Simulated
from omnichannel_sandbox.server import Sandbox

FINISHED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})
LOOK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Promise:
    """What `simulate` said one account's post would be: its text, and its pictures by digest."""

    text: str
    pictures: tuple[str, ...]


@dataclass(slots=True)
class Followed:
    """A published message, and how far it is. *due*: when it was to be published."""

    id: str
    title: str
    promises: dict[str, Promise]
    due: datetime
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_finished(self) -> bool:
        """Whether every delivery has come to an end, or asks a person."""
        return bool(self.deliveries) and all(is_finished(delivery) for delivery in self.deliveries)


def seconds_taken(message: Followed, delivery: dict[str, Any]) -> float:
    """Say how long after its time a delivery came to its end; below 0 it was too early."""
    ended = datetime.fromisoformat(delivery["published_at"] or delivery["updated_at"])
    return (ended - message.due).total_seconds()


def is_finished(delivery: dict[str, Any]) -> bool:
    """Say whether nothing more will happen to a delivery by itself."""
    return delivery["state"] in FINISHED or bool(delivery["asks_person"])


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: account ids by channel, recipients by channel, and who was left out, and why."""

    accounts: dict[str, str]
    recipients: dict[str, Sequence[Any]]
    skipped: list[dict[str, str]]


async def connect_accounts(api: Api, simulated: dict[str, Simulated]) -> Cast:
    """Connect an account of every installed channel that has a pretend platform."""
    cast = Cast({}, {}, [])
    for channel in await api.channels():
        name = channel["name"]
        platform = simulated.get(name)
        if platform is None:
            reason = "The sandbox has no pretend platform for this channel."
            cast.skipped.append({"channel": name, "reason": reason})
            continue
        cast.accounts[name] = await api.connect({"channel": name, **platform.account})
        cast.recipients[name] = platform.recipients
    return cast


async def publish_samples(api: Api, cast: Cast) -> list[Followed]:
    """Publish every sample, each on all channels it is for."""
    media = {
        picture.name: await api.upload(
            picture.draw(), filename=f"{picture.name}.jpg", alt_text=picture.alt_text
        )
        for picture in PICTURES
    }
    return [await _published(api, cast, sample, media) for sample in SAMPLES]


async def publish_with_lost_answer(api: Api, cast: Cast, sandbox: Sandbox) -> Followed:
    """Publish a message whose answer the platform loses after it has taken the post."""
    fault = {"kind": "answer_lost", "times": 1}
    async with httpx.AsyncClient(trust_env=False) as client:
        (await client.put(f"{sandbox.http_url}/control/faults/facebook", json=fault)).raise_for_status()
    return await _published(api, cast, LOST_ANSWER, {})


async def follow(
    api: Api, messages: Sequence[Followed], *, shown: Callable[[], None], seconds: float
) -> bool:
    """Look at the messages until all have come to an end; False where that takes longer than *seconds*."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for message in messages:
            if not message.is_finished:
                await _look(api, message)
        shown()
        if all(message.is_finished for message in messages):
            return True
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return False


async def _published(api: Api, cast: Cast, sample: Sample, media: dict[str, str]) -> Followed:
    message = {
        "content": {
            "text": sample.text,
            "title": sample.title,
            "link": sample.link,
            "media": [{"media_id": media[name]} for name in sample.pictures],
        },
        "targets": [
            {"account_id": account, "recipients": list(cast.recipients[channel])}
            for channel, account in cast.accounts.items()
            if not sample.channels or channel in sample.channels
        ],
        "publish": sample.publish(datetime.now(UTC)),
    }
    simulation = await api.simulate(message)
    promises = {post["account_id"]: _promise(post) for post in simulation["posts"] if post["rendered"]}
    accepted = await api.publish(message, key=str(uuid4()))
    due = datetime.fromisoformat(accepted["schedule"]["instant"])
    return Followed(accepted["id"], sample.title, promises, due)


def _promise(post: dict[str, Any]) -> Promise:
    rendered = post["rendered"]
    return Promise(rendered["text"], tuple(media["sha256"] for media in rendered["media"]))


async def _look(api: Api, message: Followed) -> None:
    message.deliveries = (await api.message(message.id))["deliveries"]
