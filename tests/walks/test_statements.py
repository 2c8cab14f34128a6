import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.events import DeliveriesDue
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.authentication import LocalToken
from omnichannel.presentation.http.header_names import IDEMPOTENCY_KEY
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from omnichannel_sandbox.accounts import PAGES
from omnichannel_sandbox.server import Sandbox

PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))
POSTS, TOKEN, URL = 500, "rye-and-caraway", "http://127.0.0.1:8800"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Keep every statement that is run on any database meanwhile."""
    statements: list[str] = []

    def keep(*facts: Any) -> None:
        statements.append(facts[2])

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def commits(statements: list[str]) -> int:
    """Count the transactions that write; an account is connected with one of them."""
    return sum(statement.startswith("BEGIN IMMEDIATE") for statement in statements)


async def connected(walk: Walk) -> str:
    """Connect an account; gives its id."""
    page = PAGES[0]
    new = AccountIn(
        channel="facebook", name=page.name, external_id=page.id, credentials={"access_token": page.token}
    )
    return str((await walk.use_cases.connect_account.connect(PRINCIPAL, new)).id)


async def schedule(walk: Walk, posts: int) -> None:
    """Schedule so many posts for now, at the same time."""
    body = {"targets": [{"account_id": await connected(walk)}], "publish": {"when": "now"}}
    messages = [
        MessageIn.model_validate({**body, "content": {"text": f"Post {number}"}}) for number in range(posts)
    ]
    await asyncio.gather(*(walk.use_cases.schedule_message.schedule(PRINCIPAL, new) for new in messages))


async def walk_all(walk: Walk) -> None:
    """Release and deliver until nothing is due any more."""
    worker = Worker(walk.deliver, slots=POSTS)
    ticker = Ticker(walk.release, worker)
    walk.publisher.subscribe(DeliveriesDue, worker.start)
    ticking = asyncio.create_task(ticker.run())
    while await walk.release.next_due() is not None:  # noqa: ASYNC110 - the store has no event
        await asyncio.sleep(0.2)
    ticker.stop()
    await ticking
    await worker.drain(10)


@pytest.fixture
async def sandbox(tmp_path: Path) -> Any:
    """Pretend platforms."""
    async with Sandbox(data_dir=tmp_path / "sandbox") as opened:
        yield opened


@pytest.fixture
async def walk(tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Walk]:
    """A walk without anything that drives it."""
    file = {"facebook": {"graph_url": sandbox.graph_url}}
    settings = Settings(home=tmp_path / "home", max_in_flight=POSTS, plugins=file)
    pack = omnichannel_register_runtime().pack
    async with open_walk(settings, pack, AiohttpTransport(connections=100)) as opened:
        yield opened


async def test_the_whole_path_is_batched(walk: Walk) -> None:
    """Accepting and publishing 500 posts takes far fewer statements than posts: batches all the way."""
    with counted() as accepting:
        await schedule(walk, POSTS)
    with counted() as walking:
        await walk_all(walk)
    shown = await walk.use_cases.list_messages.list(PRINCIPAL, limit=500, cursor=None)

    assert {"published"} == {message.status for message in shown.items}
    assert len(accepting) <= 10, len(accepting)
    assert len(walking) < 100, len(walking)
    assert commits(accepting) <= 2, commits(accepting)
    assert commits(walking) <= 30, commits(walking)


@pytest.fixture
async def api(walk: Walk) -> AsyncIterator[httpx.AsyncClient]:
    """The API's application itself: no server and no connection is in between."""
    application = create_application(
        walk.use_cases, authenticate=LocalToken(TOKEN, WORKSPACE), loopback_only=True
    )
    transport, headers = httpx.ASGITransport(application), {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url=URL, headers=headers) as client:
        yield client


def now(account: str) -> dict[str, Any]:
    """Give a message that is to be published at once."""
    target = {"account_id": account}
    return {"content": {"text": "Rye"}, "targets": [target], "publish": {"when": "now"}}


async def cost(api: httpx.AsyncClient, path: str, body: Any = None) -> int:
    """Ask for it with an idempotency key; gives how many transactions that write it began."""
    with counted() as statements:
        answer = await api.post(path, json=body, headers={IDEMPOTENCY_KEY: path})
    assert answer.is_success, answer.text
    return commits(statements)


def leave(home: Path, state: str) -> None:
    """Have all deliveries in *state*, and none of them due."""
    with contextlib.closing(sqlite3.connect(home / "omnichannel.db")) as database, database:
        database.execute("UPDATE deliveries SET state = ?, due_at = NULL", [state])


async def test_a_request_with_a_key_costs_one_commit(
    walk: Walk, api: httpx.AsyncClient, tmp_path: Path
) -> None:
    """Messages, retries and resolutions keep their answer in the commit of what was asked."""
    accepting = await cost(api, "/v1/messages", now(await connected(walk)))
    delivery = (await api.get("/v1/deliveries")).json()["items"][0]["id"]
    leave(tmp_path / "home", "failed")
    retrying = await cost(api, f"/v1/deliveries/{delivery}:retry")
    leave(tmp_path / "home", "unknown")
    resolving = await cost(api, f"/v1/deliveries/{delivery}:resolve", {"outcome": "published"})

    assert (1, 1, 1) == (accepting, retrying, resolving)


async def test_what_a_key_costs_other_requests(walk: Walk, api: httpx.AsyncClient) -> None:
    """Cancelling begins four: the key is claimed, the message cancelled and read, and the answer kept."""
    id = (await api.post("/v1/messages", json=now(await connected(walk)))).json()["id"]

    assert 4 == await cost(api, f"/v1/messages/{id}:cancel")
