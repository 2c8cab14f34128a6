import asyncio
import socket
from typing import Any

import pytest
import uvicorn

from omnichannel_local.api_server import ApiServer, url_of


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:8080"),
        ("::1", "http://[::1]:8080"),
    ],
)
def test_an_address_can_be_opened_as_it_is_written(host: str, url: str) -> None:
    """An IPv6 host stands in brackets, so that its port is told from it."""
    assert url == url_of(host, 8080)


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Serve nothing."""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_the_server_tells_where_it_listens(host: str) -> None:
    """What is told once the server listens leads to it."""
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    config = uvicorn.Config(answer, host=host, port=0, lifespan="off", log_config=None)
    server = ApiServer(config, started=told.set_result)

    serving = asyncio.create_task(server.serve())
    url = await told
    server.should_exit = True
    await serving

    assert url_of(host, int(url.rpartition(":")[2])) == url


async def test_the_server_tells_that_it_stops() -> None:
    """Whoever gives an answer that goes on for long hears of it before the server waits for answers."""
    told: list[str] = []
    config = uvicorn.Config(answer, host="127.0.0.1", port=0, lifespan="off", log_config=None)
    server = ApiServer(config, started=told.append, stopping=lambda: told.append("stopping"))

    serving = asyncio.create_task(server.serve())
    while not told:  # noqa: ASYNC110 - the server has no event
        await asyncio.sleep(0.01)
    server.should_exit = True
    await serving

    assert "stopping" == told[1]


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
