"""
One sender, one run, in a process of its own:   python -m tests.bench.senders NAME URL POSTS IN_FLIGHT

Prints one JSON object: how many posts a second, and how much of the processor each took here. What is
prepared before the first post does not count; neither does the platform, which is another process.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from tests.bench.loopback_platform import told_of
from tests.bench.rounds import Speed, timed

HEADERS = {"Authorization": "Bearer sandbox-page-token", "Content-Type": "application/json"}
WARM, PAGES, SMALL = 200, 30, 4


def page(number: int) -> str:
    """Give the page of a post: none of them is asked to take more than Facebook allows."""
    return f"11122233344455{number % PAGES}"


def feed(base: str, number: int) -> str:
    """Give the address that `FacebookGateway` posts to."""
    return f"{base}/v26.0/{page(number)}/feed?fields=id%2Cpermalink_url"


def text(number: int) -> str:
    """Give what one post says: 400 bytes."""
    return f"Post {number:06d}. " + " ".join(["Rye is back, and so are we."] * 14)


def body(number: int) -> bytes:
    """Give the bytes of one post."""
    return json.dumps({"message": text(number)}, separators=(",", ":")).encode()


def expected(posts: int) -> dict[str, object]:
    """Say what the platform must tell of these posts: how many bodies, and the digest of all."""
    return told_of([body(number) for number in range(posts)])


async def warmed_up(base: str, most: int, send: Callable[[int], Awaitable[object]]) -> None:
    """Open the connections first."""
    await in_flight(WARM, most, send)
    await forgotten(base)


async def forgotten(base: str) -> None:
    """Let the platform forget what came."""
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(f"{base}/taken")


async def in_flight(posts: int, most: int, send: Callable[[int], Awaitable[object]]) -> None:
    """Send *posts*, at most so many at once."""
    numbers = iter(range(posts))

    async def some() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(some() for _ in range(most)))


async def httpx_over_aiohttp(base: str, posts: int, most: int) -> Speed:
    """httpx as its users have it, with the transport that ours uses, too."""
    import aiohttp
    import httpx
    from httpx_aiohttp import AiohttpTransport

    connector = aiohttp.TCPConnector(limit=most)
    session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
    transport = AiohttpTransport(client=session)
    async with httpx.AsyncClient(transport=transport, trust_env=False, timeout=30, headers=HEADERS) as client:

        async def send(number: int) -> None:
            response = await client.post(feed(base, number), content=body(number))
            assert response.json()["id"]

        await warmed_up(base, most, send)
        return await timed(posts, in_flight(posts, most, send))


async def httpx_sharded(base: str, posts: int, most: int) -> Speed:
    """Stock httpx as fast as it goes: many small clients, and as much in flight as they have connections."""
    import httpx

    limits = httpx.Limits(max_connections=SMALL, max_keepalive_connections=SMALL)
    options: dict[str, Any] = {"limits": limits, "trust_env": False, "timeout": 30, "headers": HEADERS}
    free = [
        client
        for client in [httpx.AsyncClient(**options) for _ in range(most // SMALL)]
        for _ in range(SMALL)
    ]
    clients = {*free}

    async def send(number: int) -> None:
        client = free.pop()
        response = await client.post(feed(base, number), content=body(number))
        free.append(client)
        assert response.json()["id"]

    at_once = len(free)
    await warmed_up(base, at_once, send)
    speed = await timed(posts, in_flight(posts, at_once, send))
    await asyncio.gather(*(client.aclose() for client in clients))
    return speed


async def bare_aiohttp(base: str, posts: int, most: int) -> Speed:
    """aiohttp without anything above it."""
    import aiohttp

    connector = aiohttp.TCPConnector(limit=most)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def send(number: int) -> None:
            async with session.post(
                feed(base, number), data=body(number), headers=HEADERS, allow_redirects=False
            ) as response:
                assert (await response.json())["id"]

        await warmed_up(base, most, send)
        return await timed(posts, in_flight(posts, most, send))


async def apprise(base: str, posts: int, most: int) -> Speed:
    """Apprise, asynchronously and as many at once; it keeps nothing and tries once."""
    sender = importlib.import_module("apprise").Apprise()
    sender.add(base.replace("http://", "json://") + f"/v26.0/{page(0)}/feed")

    async def send(number: int) -> None:
        assert await sender.async_notify(body=text(number))

    await warmed_up(base, most, send)
    return await timed(posts, in_flight(posts, most, send))


async def ours(base: str, posts: int, most: int) -> Speed:
    """The whole path with the transport of the local pack."""
    from omnichannel.plugins.http.aio import AiohttpTransport
    from tests.bench.whole_walk import walked

    return await walked(base, posts, most, AiohttpTransport(connections=most))


async def ours_stock(base: str, posts: int, most: int) -> Speed:
    """The whole path with the small pools of httpcore."""
    from omnichannel.plugins.http.stock import StockTransport
    from tests.bench.whole_walk import walked

    return await walked(base, posts, most, StockTransport(connections=most))


SENDERS: dict[str, Callable[[str, int, int], Awaitable[Speed]]] = {
    "ours": ours,
    "ours_stock": ours_stock,
    "httpx_over_aiohttp": httpx_over_aiohttp,
    "httpx_sharded": httpx_sharded,
    "aiohttp": bare_aiohttp,
    "apprise": apprise,
}


async def main(name: str, base: str, posts: int, most: int) -> None:
    """Run one sender."""
    speed = await SENDERS[name](base, posts, most)
    told = {"per_second": speed.per_second, "cpu_us": speed.cpu_us, "bodies": expected(posts)}
    told["synchronous"] = sorted(speed.synchronous)
    print(json.dumps(told))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
