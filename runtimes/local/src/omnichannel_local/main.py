"""The process of the runtime `local`: API, ticker and worker in one event loop."""

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import typer
import uvicorn

from omnichannel.application.dtos.plugins import PluginList
from omnichannel.bootstrap import Walk, open_walk
from omnichannel.domain.events import DeliveriesDue, DeliveriesSettled, MessagesScheduled, SignInsExpired
from omnichannel.domain.rights import Principal
from omnichannel.plugins.errors import WrongSetting
from omnichannel.plugins.http.aio import AiohttpTransport
from omnichannel.presentation.http.application import create_application
from omnichannel.presentation.http.authentication import LocalToken
from omnichannel.presentation.http.rate_limit import RateLimit
from omnichannel.settings import Settings
from omnichannel_local.api_server import ApiServer, url_of
from omnichannel_local.api_token import api_token, token_file, token_place
from omnichannel_local.bounded_http import BoundedHttp
from omnichannel_local.garbage import collect_seldom
from omnichannel_local.housekeeper import keep_house
from omnichannel_local.logs import set_up_logs
from omnichannel_local.plugin import omnichannel_register_runtime
from omnichannel_local.ready_file import write_ready_file
from omnichannel_local.refresher import Refresher
from omnichannel_local.spreader import Spreader
from omnichannel_local.switch_watcher import watch_switches
from omnichannel_local.teller import Teller
from omnichannel_local.ticker import Ticker
from omnichannel_local.worker import Worker

WORKSPACE = UUID("00000000-0000-7000-8000-000000000001")
"""The one workspace there is until people can sign in."""
HERE = Principal(WORKSPACE, "local user", frozenset())
"""Who works on this machine without the API: the commands that need no server."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(settings: Settings, ready_file: Path | None = None) -> None:
    """
    Serve in an event loop of its own, until interrupted.

    Raises:
        WrongSetting: the API would be open to other machines, and nobody can sign in yet.
    """
    if settings.host not in LOOPBACK:
        told = f"the local runtime listens on this machine only, not on {settings.host!r}."
        raise WrongSetting("OMNICHANNEL_HOST", told, LOOPBACK[0], takes=" or ".join(LOOPBACK))
    set_up_logs(settings.log_level)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner, contextlib.suppress(KeyboardInterrupt):
        runner.run(run(settings, ready_file))


async def run(settings: Settings, ready_file: Path | None = None) -> None:
    """Serve until a signal asks to stop; then finish what was begun."""
    with listening_socket(settings) as listening:
        await _serve(reachable(settings, listening), listening, ready_file)


async def _serve(settings: Settings, listening: socket.socket, ready_file: Path | None) -> None:
    pack = omnichannel_register_runtime().pack
    transport = AiohttpTransport(connections=settings.max_in_flight)
    async with open_walk(settings, pack, transport) as walk:
        worker = Worker(walk.deliver, slots=settings.max_in_flight)
        ticker, spreader = Ticker(walk.release, worker), Spreader(walk.fan_out)
        teller, refresher = Teller(walk.tell_webhooks), Refresher(walk.refresh)
        walk.publisher.subscribe(DeliveriesDue, worker.start)
        walk.publisher.subscribe(MessagesScheduled, ticker.wake)
        walk.publisher.subscribe(MessagesScheduled, spreader.wake)
        walk.publisher.subscribe(DeliveriesSettled, ticker.go_on)
        walk.publisher.subscribe(MessagesScheduled, teller.wake)
        walk.publisher.subscribe(DeliveriesSettled, teller.settled)
        walk.publisher.subscribe(SignInsExpired, refresher.wake)
        for kind in (MessagesScheduled, DeliveriesDue, DeliveriesSettled):
            walk.publisher.subscribe(kind, walk.tail.nudge)
        server = ApiServer(
            _config(settings, walk),
            started=lambda url: _announce(url, settings, ready_file),
            stopping=walk.tail.close,
        )
        tell_unusable(walk.use_cases.catalogue.plugins())
        follow = partial(walk.use_cases.switch_plugins.follow, HERE)
        chores = keep_house(walk.purge_expired.purge, walk.purge_changes.purge, walk.purge_webhooks.purge)
        async with _beside(chores, watch_switches(follow)):
            runners = (ticker, spreader, teller, refresher)
            running = [asyncio.create_task(one.run()) for one in runners]
            try:
                await server.serve(sockets=[listening])
            finally:
                for one in runners:
                    one.stop()
                await asyncio.gather(*running, return_exceptions=True)
                await worker.drain(settings.lease_seconds)


@contextlib.asynccontextmanager
async def _beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do *work* beside the server, and drop it at the end."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reachable(settings: Settings, listening: socket.socket) -> Settings:
    """Say where browsers reach the API: where the settings say, or on the port that was taken."""
    host, port = listening.getsockname()[:2]
    return settings.model_copy(update={"public_url": settings.public_url or url_of(host, port)})


def listening_socket(settings: Settings) -> socket.socket:
    """
    Take the API's port.

    Raises:
        WrongSetting: it is taken, or may not be used.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen()  # two processes may bind a port that nobody listens on yet
    except OSError as error:
        listening.close()
        place = f"{settings.host}:{settings.port}"
        taken = f"somebody listens on {place} already."
        told = taken if error.errno == errno.EADDRINUSE else f"{place} cannot be used: {error.strerror}."
        raise WrongSetting("OMNICHANNEL_PORT", told, "8801") from error
    return listening


def _config(settings: Settings, walk: Walk) -> uvicorn.Config:
    application = create_application(
        walk.use_cases,
        authenticate=LocalToken(api_token(settings), WORKSPACE),
        loopback_only=True,
        rate_limit=RateLimit(per_minute=settings.api_requests_per_minute, burst=settings.api_burst),
    )
    return uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        lifespan="off",
        http=BoundedHttp,
        timeout_graceful_shutdown=10,
    )


def tell_unusable(plugins: PluginList) -> None:
    """Say on stderr, in a line each, which plugins are not active and why."""
    for plugin in plugins.items:
        if plugin.state != "active":
            reason = (plugin.reason or "").partition("\n")[0]
            told = f"The {plugin.kind.replace('_', ' ')} {plugin.name} is {plugin.state}: {reason}"
            typer.echo(f"{told} (`omnichannel plugins doctor {plugin.name}`)", err=True)


def _announce(url: str, settings: Settings, ready_file: Path | None) -> None:
    collect_seldom()
    typer.echo(f"Listening on {url}. The API's token is {token_place(settings)}.", err=True)
    if ready_file is not None:
        write_ready_file(ready_file, url=url, token_file=token_file(settings))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop
