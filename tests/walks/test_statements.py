import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.events import DeliveriesDue
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from omnichannel_sandbox.accounts import PAGES
from omnichannel_sandbox.server import Sandbox

PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))
POSTS = 500


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


async def schedule(walk: Walk, posts: int) -> None:
    """Schedule so many posts for now, at the same time."""
    page = PAGES[0]
    new = AccountIn(
        channel="facebook", name=page.name, external_id=page.id, credentials={"access_token": page.token}
    )
    account = await walk.use_cases.connect_account.connect(PRINCIPAL, new)
    body = {"targets": [{"account_id": str(account.id)}], "publish": {"when": "now"}}
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


async def test_the_whole_path_is_batched(tmp_path: Path, sandbox: Sandbox) -> None:
    """Accepting and publishing 500 posts takes far fewer statements than posts: batches all the way."""
    file = {"facebook": {"graph_url": sandbox.graph_url}}
    settings = Settings(home=tmp_path / "home", max_in_flight=POSTS, plugins=file)
    pack = omnichannel_register_runtime().pack
    async with open_walk(settings, pack, AiohttpTransport(connections=100)) as walk:
        with counted() as accepting:
            await schedule(walk, POSTS)
        with counted() as walking:
            await walk_all(walk)
        shown = await walk.use_cases.list_messages.list(PRINCIPAL, limit=500, cursor=None)

    assert {"published"} == {message.status for message in shown.items}
    assert len(accepting) < 40, len(accepting)
    assert len(walking) < 100, len(walking)
    assert commits(accepting) <= 4, commits(accepting)
    assert commits(walking) <= 30, commits(walking)
