"""Faults between the engine and a platform, for each HTTP transport, on new and on reused connections."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.plugins.http.stock import StockTransport
from omnichannel.plugins.http.transport import Transport
from omnichannel_sandbox.server import Sandbox
from tests.reliability.fault_house import Engine, open_engine
from tests.reliability.proxy import Fault, FaultyProxy, once, proxied

TRANSPORTS = (AiohttpTransport, StockTransport)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The platform."""
    async with Sandbox(data_dir=tmp_path / "platform") as opened:
        yield opened


@pytest.fixture
async def proxy(sandbox: Sandbox) -> AsyncIterator[FaultyProxy]:
    """What stands in front of the platform."""
    async with proxied(sandbox.http_url) as opened:
        yield opened


@pytest.fixture(params=TRANSPORTS)
async def engine(
    request: pytest.FixtureRequest, tmp_path: Path, sandbox: Sandbox, proxy: FaultyProxy
) -> AsyncIterator[Engine]:
    """An engine behind the proxy, with each transport there is."""
    home, transport = tmp_path / "home", request.param
    made: Callable[..., Transport] = transport
    async with open_engine(home, sandbox, through=proxy.port, transport=made, in_flight=1) as opened:
        yield opened


@pytest.mark.parametrize("reused", [False, True], ids=["new connection", "reused connection"])
@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.ERROR_AFTER, Fault.GARBAGE, Fault.CUT_OFF])
async def test_a_post_that_was_accepted_is_found_and_not_repeated(
    engine: Engine, proxy: FaultyProxy, fault: Fault, *, reused: bool
) -> None:
    """Whatever becomes of the answer, the platform has the post once, and the delivery has its id."""
    account = await engine.connect()
    proxy.choose = once(fault, skip=int(reused))

    if reused:
        await engine.until_told(await engine.publish(account, "Before"))
    delivery = await engine.until_told(await engine.publish(account, "Only once"))

    assert [(fault, reused)] == [(met.fault, met.heard.reused) for met in proxy.met]
    assert ("published", ["unknown", "found"]) == (delivery.state, [one.outcome for one in delivery.tries])
    assert 1 == (await engine.posted()).count("Only once")


@pytest.mark.parametrize("reused", [False, True], ids=["new connection", "reused connection"])
@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.ERROR_BEFORE])
async def test_a_post_that_was_not_accepted_is_looked_for_and_then_sent_again(
    engine: Engine, proxy: FaultyProxy, fault: Fault, *, reused: bool
) -> None:
    """What was read and not taken looks the same from here: it is looked for until it would be shown."""
    account = await engine.connect()
    proxy.choose = once(fault, skip=int(reused))

    if reused:
        await engine.until_told(await engine.publish(account, "Before"))
    delivery = await engine.until_told(await engine.publish(account, "Second try"))

    outcomes = [one.outcome for one in delivery.tries]
    assert [(fault, reused)] == [(met.fault, met.heard.reused) for met in proxy.met]
    assert ("unknown", {"absent"}, "published") == (outcomes[0], set(outcomes[1:-1]), outcomes[-1])
    assert 1 == (await engine.posted()).count("Second try")


async def test_a_refused_connection_is_tried_again_without_a_look(engine: Engine, proxy: FaultyProxy) -> None:
    """Where no connection was obtained nothing can be out: the post waits, and is sent when it can be."""
    account = await engine.connect()
    await proxy.refuse()

    message = await engine.publish(account, "After the outage")
    while not (await engine.delivery(message)).tries:
        pass
    await proxy.listen()
    delivery = await engine.until_told(message)

    assert {"publish"} == {one.action for one in delivery.tries}
    assert "No connection to 127.0.0.1 could be made" in str(delivery.tries[0].reason)
    assert ["After the outage"] == await engine.posted()


async def test_a_search_that_fails_decides_nothing(engine: Engine, proxy: FaultyProxy) -> None:
    """The answer is lost, and so is the first look: the post is looked for again, and not sent again."""
    account = await engine.connect()
    faults = iter([Fault.ANSWER_LOST, Fault.ANSWER_LOST])
    proxy.choose = lambda _: next(faults, None)

    delivery = await engine.until_told(await engine.publish(account, "Still once"))

    assert ["unknown", "cannot_tell", "found"] == [one.outcome for one in delivery.tries]
    assert ["Still once"] == await engine.posted()
