import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpcore
import pytest

from omnichannel.application.ports.outbound.http import AddressRefused, AnswerLost, NothingSent, Request
from omnichannel.plugins.http.asyncio_network import AsyncioNetwork
from omnichannel.plugins.http.guarded import GuardedClient, GuardedTransport, resolved
from omnichannel.plugins.http.transport import LARGEST_ANSWER_BYTES
from omnichannel.testing.posts import PIXEL
from tests.core.fakes.certificates import certificate_for
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.raw_server import RawServer, http_response, serving

PUBLIC = "93.184.216.34"
HOST = "hooks.example.org"


@dataclass
class Names:
    """A resolver that gives its answers in turn, the last one again and again; and who asked."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Answer."""
        self.asked.append(f"{host}:{port}")
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Wires(httpcore.AsyncNetworkBackend):
    """A network in which every address leads to one local port; and which addresses were connected to."""

    port: int
    to: list[str] = field(default_factory=list)
    deaf: frozenset[str] = frozenset()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the local port."""
        self.to.append(host)
        if host in self.deaf:
            raise httpcore.ConnectError("nobody listens there")
        backend = AsyncioNetwork()
        return await backend.connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


@asynccontextmanager
async def guarded(trusted: Sequence[str] = (), **options: Any) -> AsyncIterator[GuardedClient]:
    """A client over a transport of its own."""
    transport = GuardedTransport(trusted, **options)
    try:
        yield GuardedClient(trusted, transport, FakeMediaStore(PIXEL))
    finally:
        await transport.aclose()


def post(url: str) -> Request:
    return Request("POST", url, {"content-type": "application/json"}, content='{"a": 1}')


def ok(_: int) -> bytes:
    return http_response()


async def test_a_listed_private_host_is_reached() -> None:
    """A local trial needs no TLS where host and port are listed; the body leaves to the letter."""
    async with serving(ok) as server, guarded([f"127.0.0.1:{server.port}"]) as client:
        response = await client.send(post(server.url))

    assert (200, b'{"a": 1}') == (response.status, server.heard[0].body)


async def test_a_private_address_is_not_even_connected_to() -> None:
    """Without being listed, this machine is out of reach; its server hears nothing."""
    async with serving(ok) as server, guarded() as client:
        with pytest.raises(AddressRefused):
            await client.send(post(server.url.replace("http:", "https:")))

    assert 0 == server.connections


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], [PUBLIC, "127.0.0.1"]],
)
async def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    """Whatever a name is called, where it leads decides; one private address among public ones is enough."""
    async with serving(ok) as server:
        wires = Wires(server.port)
        async with guarded(resolve=Names([addresses]), network=wires) as client:
            with pytest.raises(AddressRefused, match=HOST):
                await client.send(post(f"https://{HOST}/"))

    assert ([], 0) == (wires.to, server.connections)


async def test_what_was_checked_is_what_is_connected_to() -> None:
    """A name that leads inside the moment after its check gains nothing: it is resolved once."""
    names = Names([[PUBLIC], ["127.0.0.1"]])
    context, trusting = certificate_for(HOST)
    answers = [http_response(), http_response(headers=("Connection: close",))]
    async with tls(context, answers.__getitem__) as server:
        wires = Wires(server.port)
        async with guarded(resolve=names, network=wires, ssl_context=trusting) as client:
            await client.send(post(f"https://{HOST}/hook"))
            first = (list(wires.to), len(names.asked))
            await client.send(post(f"https://{HOST}/hook"))  # over the connection that was checked
            with pytest.raises(AddressRefused):
                await client.send(post(f"https://{HOST}/hook"))

    assert ([PUBLIC], 1) == first
    assert ([PUBLIC], 2) == (wires.to, len(server.heard))


async def test_tls_and_host_bear_the_name() -> None:
    """Though an address is connected to, certificate, SNI and Host are those of the name."""
    context, trusting = certificate_for(HOST)
    names_told: list[str | None] = []
    context.sni_callback = lambda _, name, __: names_told.append(name)
    async with tls(context, ok) as server:
        wires = Wires(server.port)
        async with guarded(resolve=Names([[PUBLIC]]), network=wires, ssl_context=trusting) as client:
            await client.send(post(f"https://{HOST}/hook"))

    assert (HOST, [HOST]) == (server.heard[0].headers["host"], names_told)


async def test_a_certificate_of_another_name_is_refused() -> None:
    """Whoever answers at the address must prove to be the name."""
    context, trusting = certificate_for("other.example.org")
    async with tls(context, ok) as server:
        wires = Wires(server.port)
        async with guarded(resolve=Names([[PUBLIC]]), network=wires, ssl_context=trusting) as client:
            with pytest.raises(NothingSent):
                await client.send(post(f"https://{HOST}/hook"))

    assert [] == server.heard


async def test_the_next_address_is_tried() -> None:
    """A host with several addresses is reached while one of them listens."""
    context, trusting = certificate_for(HOST)
    async with tls(context, ok) as server:
        wires = Wires(server.port, deaf=frozenset({PUBLIC}))
        names = Names([[PUBLIC, "1.1.1.1"]])
        async with guarded(resolve=names, network=wires, ssl_context=trusting) as client:
            response = await client.send(post(f"https://{HOST}/"))

    assert (200, [PUBLIC, "1.1.1.1"]) == (response.status, wires.to)


async def test_a_redirect_is_not_followed() -> None:
    """A receiver cannot send us on, least of all inside."""
    moved = http_response(status="307 Temporary Redirect", headers=("Location: http://127.0.0.1/admin",))
    async with serving(lambda _: moved) as server, guarded([f"127.0.0.1:{server.port}"]) as client:
        response = await client.send(post(server.url))

    assert (307, 1) == (response.status, len(server.heard))


async def test_an_answer_is_bounded_and_not_unpacked() -> None:
    """Nobody fills our memory: neither with a long answer nor with a short one that becomes long."""
    bomb = gzip.compress(b"0" * 50_000_000)
    answers = [http_response(bomb, headers=("Content-Encoding: gzip",))]
    answers += [http_response(b"0" * (LARGEST_ANSWER_BYTES + 1))]
    async with serving(answers.__getitem__) as server, guarded([f"127.0.0.1:{server.port}"]) as client:
        packed = await client.send(post(server.url))
        with pytest.raises(AnswerLost):
            await client.send(post(server.url))

    assert bomb == packed.body


@pytest.mark.parametrize("keeps", [True, False], ids=["reused", "new"])
async def test_a_server_that_reads_and_closes_loses_the_answer(keeps: bool) -> None:
    """A request that was read and not answered may have been done, on new and on kept connections."""
    answers = [http_response(), None] if keeps else [None]
    async with serving(answers.__getitem__) as server, guarded([f"127.0.0.1:{server.port}"]) as client:
        if keeps:
            await client.send(post(server.url))
        with pytest.raises(AnswerLost):
            await client.send(post(server.url))

    assert (len(answers), 1) == (len(server.heard), server.connections)


async def test_a_refused_connection_and_a_lost_name_send_nothing() -> None:
    """Where nobody listens, or the name leads nowhere, nothing can have arrived."""

    async def nowhere(_: str, __: int) -> Sequence[str]:
        raise socket.gaierror("unknown")

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
    async with guarded([place]) as client:
        with pytest.raises(NothingSent):
            await client.send(post(f"http://{place}/"))
    async with guarded(resolve=nowhere) as client:
        with pytest.raises(NothingSent):
            await client.send(post(f"https://{HOST}/"))


async def test_the_system_is_asked_for_names() -> None:
    """Without another resolver, names lead where the system says; numbers in disguise show what they are."""
    assert ("127.0.0.1",) == await resolved("127.0.0.1", 80)
    assert ("127.0.0.1",) == await resolved("127.1", 80)


@asynccontextmanager
async def tls(context: ssl.SSLContext, respond: Any) -> AsyncIterator[RawServer]:
    """A server with TLS."""
    served = RawServer(respond)
    listener = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=context)
    served.port = listener.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        listener.close()
        for writer in served.open:
            writer.close()
        await listener.wait_closed()
