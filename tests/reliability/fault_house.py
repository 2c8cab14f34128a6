"""The engine of the local runtime in this very event loop, in front of a simulated platform and a proxy."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.deliveries import DeliveryOut
from omnichannel.application.dtos.messages import MessageIn, MessageOut
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.events import DeliveriesDue, MessagesScheduled
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.plugins.http.transport import Transport
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker
from omnichannel_sandbox.accounts import PAGES
from omnichannel_sandbox.server import Sandbox

PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))
LEASE_SECONDS, SETTLE_SECONDS = 2.0, 2
ENDED = frozenset({"published", "delivered", "read", "failed", "missed", "cancelled", "skipped"})


@dataclass
class Engine:
    """
    A ticker with its worker over one open walk.

    Args:
        sandbox: the platform, whose own ledger is what counts.
    """

    walk: Walk
    sandbox: Sandbox

    async def connect(self, page: int = 0) -> UUID:
        """Connect one of the platform's pages; gives the account's id."""
        one = PAGES[page]
        new = AccountIn(
            channel="facebook", name=one.name, external_id=one.id, credentials={"access_token": one.token}
        )
        return (await self.walk.use_cases.connect_account.connect(PRINCIPAL, new)).id

    async def publish(self, account: UUID, text: str) -> UUID:
        """Have *text* published at once; gives the message's id."""
        body = {"content": {"text": text}, "targets": [{"account_id": account}], "publish": {"when": "now"}}
        new = MessageIn.model_validate(body)
        accepted = await self.walk.use_cases.schedule_message.schedule(PRINCIPAL, new)
        return MessageOut.model_validate_json(accepted.body).id

    async def delivery(self, message: UUID) -> DeliveryOut:
        """Give the one delivery of a message."""
        (delivery,) = (await self.walk.use_cases.get_message.get(PRINCIPAL, message)).deliveries
        return delivery

    async def until_told(self, message: UUID, *, seconds: float = 40) -> DeliveryOut:
        """Wait until the message's delivery has ended or asks a person."""
        end = time.monotonic() + seconds
        while True:
            delivery = await self.delivery(message)
            if delivery.state in ENDED or delivery.asks_person:
                return delivery
            assert time.monotonic() < end, f"still {delivery.state}: {delivery}"
            await asyncio.sleep(0.05)

    async def posted(self) -> list[str]:
        """Give the texts of all posts that the platform ever took, by its own ledger."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{self.sandbox.http_url}/control/arrivals?platform=facebook")
        return [arrival["text"] for arrival in answer.json()["arrivals"]]


@asynccontextmanager
async def open_engine(
    home: Path,
    sandbox: Sandbox,
    *,
    through: int | None = None,
    transport: Callable[..., Transport] = AiohttpTransport,
    in_flight: int = 20,
    event_publisher: str = "inprocess",
    settle_seconds: int = SETTLE_SECONDS,
    lease_seconds: float = LEASE_SECONDS,
    **more: Any,
) -> AsyncIterator[Engine]:
    """
    Open the engine on *home*, which may hold what an earlier one left.

    Args:
        through: the port of the proxy in front of the platform.
    """
    graph = sandbox.graph_url if through is None else f"http://127.0.0.1:{through}/graph"
    facebook = {"graph_url": graph, "settle_seconds": settle_seconds}
    settings = Settings(
        home=home,
        lease_seconds=lease_seconds,
        look_after_seconds=0.2,
        max_in_flight=in_flight,
        plugins={"facebook": facebook, **more.pop("plugins", {})},
    )
    pack = replace(omnichannel_register_runtime().pack, event_publisher=event_publisher)
    async with (
        open_walk(settings, pack, transport(connections=in_flight), **more) as walk,
        _working(walk, in_flight),
    ):
        yield Engine(walk, sandbox)


@asynccontextmanager
async def _working(walk: Walk, slots: int) -> AsyncIterator[None]:
    worker = Worker(walk.deliver, slots=slots, lost_after_seconds=LEASE_SECONDS)
    ticker = Ticker(walk.release, worker)
    walk.publisher.subscribe(DeliveriesDue, worker.start)
    walk.publisher.subscribe(MessagesScheduled, ticker.wake)
    ticking = asyncio.create_task(ticker.run())
    try:
        yield
    finally:
        ticker.stop()
        await ticking
        await worker.drain(5)
