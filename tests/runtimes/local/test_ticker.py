import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from omnichannel.application.dtos.accounts import AccountIn
from omnichannel.application.dtos.messages import MessageIn
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.rights import Principal, Right
from omnichannel.plugins.http.stock import StockTransport
from omnichannel.settings import Settings
from omnichannel_local.main import WORKSPACE
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.rounds import LONGEST_SLEEP_SECONDS, seconds_until
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker

PRINCIPAL = Principal(WORKSPACE, "local", frozenset(Right))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    """The local pack, opened in this very event loop."""
    pack = omnichannel_register_runtime().pack
    async with open_walk(Settings(home=tmp_path), pack, StockTransport()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(None, 5.0), (timedelta(days=365), 5.0), (timedelta(seconds=2), 2.0), (timedelta(seconds=-9), 0.0)],
)
def test_no_sleep_lasts_until_a_posts_time(ahead: timedelta | None, seconds: float) -> None:
    """However far the next post is, the ticker sleeps five seconds at most."""
    next_due = None if ahead is None else NOW + ahead

    assert seconds == seconds_until(next_due, now=NOW)


async def test_a_hundred_scheduled_posts_need_one_timer(walk: Walk) -> None:
    """With posts a year ahead the event loop holds no timer for any of them, only the ticker's own."""
    loop = asyncio.get_running_loop()
    await _schedule_for_next_year(walk, messages=100)
    ticker = Ticker(walk.release, Worker(walk.deliver, slots=10))

    ticking = asyncio.create_task(ticker.run())
    await asyncio.sleep(0.3)
    timers = [timer for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
    ticker.stop()
    await ticking

    assert len(timers) <= 2, timers
    assert all(timer.when() - loop.time() <= LONGEST_SLEEP_SECONDS for timer in timers)


async def _schedule_for_next_year(walk: Walk, *, messages: int) -> None:
    page = AccountIn(channel="facebook", name="Page", external_id="1", credentials={"access_token": "x"})
    account = await walk.use_cases.connect_account.connect(PRINCIPAL, page)
    year = datetime.now(UTC).year + 1
    body = {
        "content": {"text": "Happy birthday"},
        "targets": [{"account_id": str(account.id)}],
        "publish": {"when": "at", "local": f"{year}-12-31T09:00:00", "zone": "Europe/Berlin"},
    }
    new = MessageIn.model_validate(body)
    await asyncio.gather(*(walk.use_cases.schedule_message.schedule(PRINCIPAL, new) for _ in range(messages)))
