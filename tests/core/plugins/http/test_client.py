import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from email import message_from_bytes

import pytest

from omnichannel.application.ports.outbound.http import (
    AnswerLost,
    FilePart,
    HostNotListed,
    NothingSent,
    Request,
    RequestUnfit,
)
from omnichannel.domain.errors import NotFound
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.plugins.http.client import ListedHostsClient
from omnichannel.plugins.http.stock import StockTransport
from omnichannel.plugins.http.transport import LARGEST_ANSWER_BYTES, Transport
from omnichannel.testing.posts import PIXEL, picture
from tests.core.fakes.fake_media_store import FakeMediaStore
from tests.core.fakes.raw_server import http_response, serving

HERE = frozenset({"127.0.0.1"})
TOKEN = "planted-token-0123456789"
GARBAGE = b"this is no HTTP\r\n\r\n"
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnot all"


TRANSPORTS: list[Callable[..., Transport]] = [StockTransport, AiohttpTransport]


@pytest.fixture(params=TRANSPORTS)
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    """Each transport there is; one connection, so that the second request reuses it."""
    opened: Transport = request.param(connections=1)
    yield opened
    await opened.aclose()


@pytest.fixture
def client(transport: Transport) -> ListedHostsClient:
    """A client that may contact this machine."""
    return ListedHostsClient("feed", HERE, transport, FakeMediaStore(PIXEL))


class AwayMediaStore(FakeMediaStore):
    """Does not answer."""

    async def read(self, sha256: str) -> bytes:
        """Raise."""
        raise ConnectionError("away")


def ok(_: int) -> bytes:
    return http_response()


def then(last: bytes | None) -> Callable[[int], bytes | None]:
    """Answer the first request well and the next one with *last*."""
    return lambda n: http_response() if n == 0 else last


def post(url: str, **fields: object) -> Request:
    return Request("POST", url, **{"json": {"text": "Bread"}, **fields})  # type: ignore[arg-type]


async def test_an_answer_comes_whole(client: ListedHostsClient) -> None:
    """Status, headers in lower case and body arrive as they were sent."""
    answer = http_response(b'{"id": "7"}', status="201 Created", headers=("X-Trace: Abc",))

    async with serving(lambda _: answer) as server:
        response = await client.send(post(server.url))

    assert (201, b'{"id": "7"}', "Abc") == (response.status, response.body, response.headers["x-trace"])


@pytest.mark.parametrize("status", ["400 Bad Request", "429 Too Many Requests", "500 Internal Server Error"])
async def test_a_refusal_is_an_answer(client: ListedHostsClient, status: str) -> None:
    """Whatever its status, a response is given to the gateway to read."""
    async with serving(lambda _: http_response(status=status)) as server:
        response = await client.send(post(server.url))

    assert int(status[:3]) == response.status


@pytest.mark.parametrize("last", [None, GARBAGE, CUT_OFF], ids=["silence", "garbage", "cut off"])
async def test_a_server_that_reads_and_closes_loses_the_answer(
    client: ListedHostsClient, last: bytes | None
) -> None:
    """On a new connection, a request that was read and not answered may have been done."""
    async with serving(lambda _: last, keeps=False) as server:
        with pytest.raises(AnswerLost):
            await client.send(post(server.url))

    assert 1 == len(server.heard)


@pytest.mark.parametrize("last", [None, GARBAGE], ids=["silence", "garbage"])
async def test_a_reused_connection_loses_the_answer_too(
    client: ListedHostsClient, last: bytes | None
) -> None:
    """On a kept connection the same holds, and the request is not sent a second time."""
    async with serving(then(last)) as server:
        await client.send(post(server.url))
        with pytest.raises(AnswerLost):
            await client.send(post(server.url))

    assert (2, 1) == (len(server.heard), server.connections)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_a_reused_connection_that_dies_repeats_nothing(client: ListedHostsClient, method: str) -> None:
    """Where a kept connection breaks, the platform sees the request once, whatever its method."""
    async with serving(then(None)) as server:
        await client.send(post(server.url))
        with pytest.raises(AnswerLost):
            await client.send(Request(method, server.url))

    assert (2, 1) == (len(server.heard), server.connections)


async def test_a_refused_connection_sends_nothing(client: ListedHostsClient) -> None:
    """Where nobody listens, nothing can have arrived."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(NothingSent, match=r"No connection to 127\.0\.0\.1 could be made"):
        await client.send(post(f"http://127.0.0.1:{port}/"))


async def test_a_host_without_an_address_sends_nothing(transport: Transport) -> None:
    """A name that does not resolve leads nowhere."""
    client = ListedHostsClient("feed", frozenset({"nowhere.invalid"}), transport, FakeMediaStore())

    with pytest.raises(NothingSent):
        await client.send(post("http://nowhere.invalid/"))


@pytest.mark.parametrize(
    "url",
    ["http://localhost:{port}/", "http://127.0.0.1@localhost:{port}/", "http://[::1]:{port}/", "/posts"],
)
async def test_a_host_that_is_not_listed_is_not_contacted(client: ListedHostsClient, url: str) -> None:
    """Another host, however it is written, gets no connection."""
    async with serving(ok) as server:
        with pytest.raises(HostNotListed):
            await client.send(post(url.format(port=server.port)))

    assert 0 == server.connections


async def test_hosts_are_compared_without_case(transport: Transport) -> None:
    """A listed host may be written in capitals."""
    client = ListedHostsClient("feed", frozenset({"localhost"}), transport, FakeMediaStore())

    async with serving(ok) as server:
        response = await client.send(post(f"http://LOCALHOST:{server.port}/"))

    assert 200 == response.status


async def test_an_endless_answer_is_lost(client: ListedHostsClient) -> None:
    """An answer over 4 MiB is not read to its end, and what it said is not known."""
    large = http_response(bytes(LARGEST_ANSWER_BYTES + 1))

    async with serving(lambda _: large) as server:
        with pytest.raises(AnswerLost, match="larger than 4,194,304 bytes"):
            await client.send(post(server.url))


async def test_the_largest_answer_is_read(client: ListedHostsClient) -> None:
    """An answer of exactly 4 MiB comes whole."""
    async with serving(lambda _: http_response(bytes(LARGEST_ANSWER_BYTES))) as server:
        response = await client.send(post(server.url))

    assert LARGEST_ANSWER_BYTES == len(response.body)


async def test_a_redirect_is_not_followed(client: ListedHostsClient) -> None:
    """A redirect is an answer like any other, and its address is not visited."""
    async with serving(ok) as elsewhere:
        moved = http_response(status="307 Temporary Redirect", headers=(f"Location: {elsewhere.url}",))
        async with serving(lambda _: moved) as server:
            response = await client.send(post(server.url))

    assert (307, elsewhere.url) == (response.status, response.headers["location"])
    assert [] == elsewhere.heard


async def test_no_cookie_is_kept(client: ListedHostsClient) -> None:
    """What a platform wants to be remembered is not sent back."""
    answer = http_response(headers=("Set-Cookie: who=you; Path=/",))

    async with serving(lambda _: answer) as server:
        for _ in range(2):
            await client.send(post(server.url))

    assert "cookie" not in server.heard[1].headers


async def test_json_arrives_as_given(client: ListedHostsClient) -> None:
    """A JSON body has its type, its letters and its length."""
    given = {"text": "Brötchen 🥐", "list": [1, None, True]}

    async with serving(ok) as server:
        await client.send(post(server.url, json=given))

    (heard,) = server.heard
    assert (given, "application/json") == (json.loads(heard.body), heard.headers["content-type"])


async def test_a_form_arrives_as_given(client: ListedHostsClient) -> None:
    """A form is encoded as browsers do."""
    async with serving(ok) as server:
        await client.send(post(server.url, json=None, form={"message": "a & b=ü", "x": ""}))

    (heard,) = server.heard
    assert b"message=a+%26+b%3D%C3%BC&x=" == heard.body
    assert "application/x-www-form-urlencoded" == heard.headers["content-type"]


async def test_files_arrive_beside_the_form(client: ListedHostsClient) -> None:
    """A multipart body carries the form's fields and the stored bytes, with name and type."""
    parts = (FilePart("source", picture("loaf ä.png")),)

    async with serving(ok) as server:
        await client.send(post(server.url, json=None, form={"caption": "Brot"}, files=parts))

    (heard,) = server.heard
    whole = b"Content-Type: " + heard.headers["content-type"].encode() + b"\r\n\r\n" + heard.body
    caption, source = (part for part in message_from_bytes(whole).walk() if not part.is_multipart())
    assert b"Brot" == caption.get_payload(decode=True)
    assert (PIXEL, "image/png") == (source.get_payload(decode=True), source.get_content_type())


async def test_query_and_headers_arrive_as_given(client: ListedHostsClient) -> None:
    """The address carries the query, and headers are the given ones."""
    headers = {"Authorization": f"Bearer {TOKEN}"}

    async with serving(ok) as server:
        await client.send(Request("GET", server.url, headers, {"fields": "id,text", "q": "a b"}))

    (heard,) = server.heard
    assert "GET /posts?fields=id%2Ctext&q=a+b HTTP/1.1" == heard.line.replace("%20", "+").replace(
        "id,text", "id%2Ctext"
    )
    assert f"Bearer {TOKEN}" == heard.headers["authorization"]


async def test_a_missing_file_sends_nothing(client: ListedHostsClient) -> None:
    """A file that the media store has lost is told before anything is sent."""
    async with serving(ok) as server:
        with pytest.raises(NotFound):
            await client.send(
                post(server.url, json=None, files=(FilePart("source", picture(content=b"lost")),))
            )

    assert [] == server.heard


@pytest.mark.parametrize(
    "fields",
    [{"json": {"x": object()}}, {"json": {"x": "half \ud83d"}}, {"headers": {"X-Name": "\u2603"}}],
    ids=["no JSON", "half a pair", "no header"],
)
async def test_a_request_that_cannot_be_made_is_not_sent(
    client: ListedHostsClient, fields: dict[str, object]
) -> None:
    """A body or header that cannot be encoded never heals: it is told as unfit, and nothing is sent."""
    async with serving(ok) as server:
        with pytest.raises(RequestUnfit, match="The request could not be made"):
            await client.send(post(server.url, **fields))

    assert [] == server.heard


@pytest.mark.parametrize("url", ["http://[::1/", "http://127.0.0.1:99999999/"])
async def test_an_address_that_is_none_is_not_contacted(client: ListedHostsClient, url: str) -> None:
    """An address that nobody can read is told as unfit."""
    with pytest.raises(RequestUnfit):
        await client.send(post(url))


async def test_a_media_store_that_does_not_answer_sends_nothing(transport: Transport) -> None:
    """A file that cannot be read at present is worth another try."""
    client = ListedHostsClient("feed", HERE, transport, AwayMediaStore())

    async with serving(ok) as server:
        with pytest.raises(NothingSent, match="A file could not be read"):
            await client.send(post(server.url, json=None, files=(FilePart("source", picture()),)))

    assert [] == server.heard


async def test_no_token_is_logged(client: ListedHostsClient, caplog: pytest.LogCaptureFixture) -> None:
    """At the finest level, neither a good nor a bad day leaves a token in the log."""
    caplog.set_level(logging.DEBUG)
    secret = {
        "headers": {"Authorization": f"Bearer {TOKEN}"},
        "query": {"access_token": TOKEN},
        "json": {"access_token": TOKEN},
    }

    async with serving(then(None)) as server:
        await client.send(post(server.url, **secret))
        with pytest.raises(AnswerLost) as raised:
            await client.send(post(server.url, **secret))

    assert "POST 127.0.0.1/posts 200" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN not in f"{raised.value!r} {raised.value.__cause__!r}"


async def test_many_at_once_all_get_their_own_answer(client: ListedHostsClient) -> None:
    """More requests than connections wait for their turn."""
    async with serving(lambda n: http_response(str(n).encode())) as server:
        responses = await asyncio.gather(*(client.send(post(server.url)) for _ in range(30)))

    assert set(range(30)) == {int(response.body) for response in responses}
