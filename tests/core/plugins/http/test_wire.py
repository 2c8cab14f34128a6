import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpcore
import pytest

from omnichannel.application.ports.outbound.http import NothingSent, Request
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.plugins.http.asyncio_network import AsyncioNetwork, present
from omnichannel.plugins.http.client import ListedHostsClient
from omnichannel.plugins.http.stock import StockTransport
from omnichannel.plugins.http.transport import SendTrace
from omnichannel.plugins.http.wire import LARGEST_UNREAD_BYTES
from omnichannel.testing.posts import PIXEL
from tests.core.fakes.certificates import certificate_for
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.raw_server import RawServer, http_response

HERE = frozenset({"localhost"})
LARGE = b"R" * 3_000_000
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


@asynccontextmanager
async def listening(serve: Serve, **options: Any) -> AsyncIterator[int]:
    """Serve on a port of this machine; at the end everybody is sent away."""
    served: list[tuple[asyncio.Task[Any] | None, asyncio.StreamWriter]] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append((asyncio.current_task(), writer))
        with suppress(asyncio.CancelledError):
            await serve(reader, writer)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, **options)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for task, writer in served:
            writer.transport.abort()
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task, _ in served if task is not None))
        await asyncio.sleep(0)


@asynccontextmanager
async def peer(serve: Serve) -> AsyncIterator[httpcore.AsyncNetworkStream]:
    """Give a stream to a server that does what *serve* does."""
    async with listening(serve) as port:
        stream = await AsyncioNetwork().connect_tcp("127.0.0.1", port, 5)
        try:
            yield stream
        finally:
            await stream.aclose()


@asynccontextmanager
async def client_of(sender: Any) -> AsyncIterator[ListedHostsClient]:
    """Give a client that may contact this machine by its name."""
    try:
        yield ListedHostsClient("feed", HERE, sender, FakeMediaStore(PIXEL))
    finally:
        await sender.aclose()


@pytest.mark.parametrize("transport", [StockTransport, AiohttpTransport])
@pytest.mark.parametrize("host", ["localhost", "other.example.org"])
async def test_a_platform_proves_who_it_is(transport: Any, host: str) -> None:
    """What goes out is encrypted, and nothing goes to somebody with the certificate of another name."""
    serving, trusting = certificate_for(host)
    server = RawServer(lambda _: http_response(LARGE))
    sender = transport(connections=2, ssl_context=trusting)

    async with listening(server.serve, ssl=serving) as port, client_of(sender) as client:
        request = Request("POST", f"https://localhost:{port}/", content=LARGE.decode())
        if host == "localhost":
            assert LARGE == (await client.send(request)).body
        else:
            with pytest.raises(NothingSent):
                await client.send(request)

    assert ([LARGE] if host == "localhost" else []) == [one.body for one in server.heard]


async def test_a_kept_connection_that_the_platform_closed_is_not_used_again() -> None:
    """Where the platform said good-bye in between, the next request gets a new connection, and its answer."""
    server = RawServer(lambda _: http_response(), keeps=False)

    async with listening(server.serve) as port, client_of(StockTransport(connections=1)) as client:
        for _ in range(3):
            await client.send(Request("POST", f"http://localhost:{port}/", content="{}"))
            await asyncio.sleep(0.05)

    assert (3, 3) == (server.connections, len(server.heard))


async def test_a_request_is_marked_before_its_first_byte_leaves() -> None:
    """Whoever wrote something knows that it may have arrived; whoever only connected, that it has not."""
    came = asyncio.Event()

    async def read(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)
        came.set()

    trace = SendTrace()
    present.set(trace)
    async with peer(read) as stream:
        before = trace.obtained
        await stream.write(b"POST")
        marked, left = trace.obtained, came.is_set()

    assert (False, True, False) == (before, marked, left)


async def test_a_platform_that_is_silent_is_left_in_time() -> None:
    """Neither reading nor writing waits for ever."""

    async def sleep(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)
        writer.close()

    async with peer(sleep) as stream:
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, 0.05)
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(b"R" * 50_000_000, 0.05)


async def test_what_was_not_read_yet_is_bounded() -> None:
    """A platform that sends faster than its answer is read is made to wait; all of it comes."""

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(LARGE)
        writer.close()

    async with peer(flood) as stream:
        await asyncio.sleep(0.3)
        first = await stream.read(4 * LARGEST_UNREAD_BYTES)
        rest = [first]
        while rest[-1]:
            rest.append(await stream.read(65_536))

    assert len(first) <= 2 * LARGEST_UNREAD_BYTES
    assert LARGE == b"".join(rest)


async def test_writing_to_who_is_gone_is_an_error() -> None:
    """What cannot leave is not taken for sent; that the other side is gone is known before."""

    async def leave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with peer(leave) as stream:
        assert b"" == await stream.read(1, 5)
        assert stream.get_extra_info("is_readable")
        await stream.write(b"POST")
        with pytest.raises(httpcore.WriteError):
            await stream.read(1, 5)
