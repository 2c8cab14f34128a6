"""A house that serves from a thread of its own, with one thing of each kind in it."""

import asyncio
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.walks.house import House, message_body, open_house

PLENTY = {"OMNICHANNEL_API_REQUESTS_PER_MINUTE": "6000000", "OMNICHANNEL_API_BURST": "1000000"}


@dataclass(frozen=True, slots=True)
class Served:
    """
    An API that answers.

    Attributes:
        ids: by the first word of a path (`messages`), the id of a thing that is there.
    """

    url: str
    token: str
    ids: Mapping[str, str]


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = open_house(folder, **PLENTY)
    try:
        house = asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(60)
        try:
            yield asyncio.run_coroutine_threadsafe(_furnished(house), loop).result(60)
        finally:
            asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _furnished(house: House) -> Served:
    account = await house.connect("facebook")
    draft = message_body(account, "Fresh bread", publish={"when": "draft"})
    message = (await house.api.post("/v1/messages", json=draft)).json()["id"]
    delivery = (await house.message(message))["deliveries"][0]["id"]
    media = (await house.api.post("/v1/media", files={"file": ("rye.png", _picture())})).json()["id"]
    people = {"file": ("guests.csv", b"ada@guests.example,Ada")}
    listed = (await house.api.post("/v1/recipient-lists", files=people, data={"name": "Guests"})).json()["id"]
    record = {"channel": "email", "address": "bob@guests.example", "opted_out": {"source": "a call"}}
    kept = (await house.api.put("/v1/recipients", json={"recipients": [record]})).json()
    listening = house.runtime.listening
    ids = {
        "accounts": account,
        "messages": message,
        "deliveries": delivery,
        "media": media,
        "recipients": kept["items"][0]["id"],
        "recipient-lists": listed,
    }
    return Served(listening.url, listening.token, ids)


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 3)).save(written, "PNG")
    return written.getvalue()
