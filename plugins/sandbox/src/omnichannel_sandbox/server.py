"""The sandbox: all simulated platforms of one process, opened and closed together."""

import shutil
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from omnichannel_sandbox.application import open_application
from omnichannel_sandbox.control.accounts import Addresses
from omnichannel_sandbox.http_server import HttpServer
from omnichannel_sandbox.smtp.certificates import server_context
from omnichannel_sandbox.smtp.handler import MailHandler
from omnichannel_sandbox.smtp.listeners import MailServer
from omnichannel_sandbox.world import World

HOST = "127.0.0.1"


class Sandbox:
    """
    Simulated platforms on 127.0.0.1 for as long as the context is open.

    Args:
        http_port: for the Graph API, the control API and the wall; 0 chooses a free one.
        smtp_port: for mail with STARTTLS; 0 chooses a free one.
        smtps_port: for mail with TLS from the first byte; 0 chooses a free one.
        data_dir: for files and mails; what an earlier sandbox left in its ``media`` and ``mails`` is deleted.

    Raises:
        OSError: on opening, a port is taken or *data_dir* cannot be written.
    """

    def __init__(
        self, http_port: int = 0, smtp_port: int = 0, *, smtps_port: int = 0, data_dir: Path
    ) -> None:
        self._asked_ports = (http_port, smtp_port, smtps_port)
        self._data_dir = data_dir

    @property
    def http_url(self) -> str:
        """Where the wall is, without a slash at the end."""
        return self._addresses.http_url

    @property
    def graph_url(self) -> str:
        """What comes before the version of a Graph API call, without a slash at the end."""
        return self._addresses.graph_url

    @property
    def smtp_port(self) -> int:
        """The port that offers STARTTLS."""
        return self._addresses.smtp_port

    @property
    def smtps_port(self) -> int:
        """The port that speaks TLS from the first byte."""
        return self._addresses.smtps_port

    @property
    def ca_file(self) -> Path:
        """The PEM file that mail clients must trust."""
        return Path(self._addresses.ca_file)

    async def __aenter__(self) -> Self:
        """Open everything and return once all ports answer."""
        context = server_context(_cleared(self._data_dir) / "ca.pem")
        http, plain, tls = _bind(self._asked_ports)
        self._addresses = Addresses(
            http_url=f"http://{HOST}:{_port(http)}",
            smtp_port=_port(plain),
            smtps_port=_port(tls),
            ca_file=str(self._data_dir.absolute() / "ca.pem"),
        )
        world = World(self._data_dir, http_url=self.http_url)
        self._http = HttpServer(open_application(world, addresses=self._addresses))
        self._mail = MailServer(MailHandler(world), context=context)
        await self._mail.open(plain, tls)
        await self._http.open(http)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close everything."""
        await self._mail.close()
        await self._http.close()


def _cleared(data_dir: Path) -> Path:
    for name in ("media", "mails"):
        shutil.rmtree(data_dir / name, ignore_errors=True)
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir


def _bind(ports: tuple[int, ...]) -> list[socket.socket]:
    with ExitStack() as opened:
        sockets = [opened.enter_context(_listening(port)) for port in ports]
        opened.pop_all()
    return sockets


def _listening(port: int) -> socket.socket:
    """
    Return a socket that listens on *port*.

    Its protocol is named, not 0: asyncio sets TCP_NODELAY only then, and without it answers take 40 ms.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


def _port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port
