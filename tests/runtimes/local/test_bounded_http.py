"""What uvicorn itself refuses is a problem too."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from omnichannel_local.bounded_http import LARGEST_HEAD_BYTES, BoundedHttp

TOO_MUCH = LARGEST_HEAD_BYTES + 1000


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a server with nothing behind it."""
    config = uvicorn.Config(Starlette(), port=0, lifespan="off", log_config=None, http=BoundedHttp)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def answer_to(port: int, sent: bytes) -> tuple[bytes, Any]:
    """Send bytes, the last one a moment later, and read until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent[:-1])
    await asyncio.sleep(0.2)
    writer.write(sent[-1:])
    head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
    writer.close()
    return head, json.loads(body)


@pytest.mark.parametrize(
    "sent", [b"no http at all\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nA B: c\r\n\r\n"]
)
async def test_what_is_no_http_is_a_problem(port: int, sent: bytes) -> None:
    """Bytes that are no request get a problem with a correlation id, and the connection ends."""
    head, problem = await answer_to(port, sent)

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert "/problems/malformed-request" == problem["type"]
    assert problem["correlation_id"].encode() in head


@pytest.mark.parametrize(
    ("sent", "status", "limit"),
    [
        (b"GET /" + b"x" * TOO_MUCH, 414, "8 KiB"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * TOO_MUCH, 431, "100 headers, 32 KiB together"),
        (
            b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * (TOO_MUCH // 6 + 1),
            431,
            "100 headers, 32 KiB together",
        ),
    ],
    ids=["address", "one header", "headers"],
)
async def test_a_head_that_does_not_end_is_cut_off(port: int, sent: bytes, status: int, limit: str) -> None:
    """No caller fills the memory before its request begins; it reads the bound."""
    head, problem = await answer_to(port, sent)

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert limit == problem["errors"][0]["limit"]
    assert limit in problem["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"x" * 3_000_000,
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 3_000_000,
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
    ids=["address", "header", "header that ends"],
)
async def test_who_sends_on_still_reads_why(port: int, sent: bytes) -> None:
    """A client that sends all of a huge head before it reads finds the answer, and no broken connection."""

    def ask() -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(sent)
            return connection.recv(100)

    answer = await asyncio.to_thread(ask)

    assert answer.startswith((b"HTTP/1.1 414 ", b"HTTP/1.1 431 ", b"HTTP/1.1 404 "))


async def test_a_method_that_nobody_knows_is_told_all_that_work(port: int) -> None:
    """A first line with a method of no RFC gets a 405 that names every method of this server."""
    head, problem = await answer_to(port, b"BREW /v1/messages HTTP/1.1\r\nHost: x\r\n\r\n")

    methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    assert head.startswith(b"HTTP/1.1 405 ")
    assert f"allow: {methods}\r\n".encode() in head
    assert ("/problems/method-not-allowed", methods) == (problem["type"], problem["errors"][0]["limit"])
