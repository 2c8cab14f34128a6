"""An open sandbox, and clients that speak to it through real sockets."""

import asyncio
import smtplib
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from email.message import EmailMessage
from email.policy import SMTP
from threading import Thread
from typing import Any

import httpx
import pytest

from omnichannel_sandbox.accounts import MAIL_ACCOUNT, PAGES, Page
from omnichannel_sandbox.server import Sandbox

Deliver = Callable[..., Any]


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests, in a thread and a loop of its own."""
    opened: Future[tuple[Sandbox, Callable[[], object]]] = Future()

    async def run() -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()
        async with Sandbox(data_dir=tmp_path_factory.mktemp("sandbox")) as sandbox:
            opened.set_result((sandbox, lambda: loop.call_soon_threadsafe(stopped.set)))
            await stopped.wait()

    thread = Thread(target=lambda: asyncio.run(run()))
    thread.start()
    sandbox, stop = opened.result(timeout=10)
    yield sandbox
    stop()
    thread.join()


@pytest.fixture
def sandbox(shared_sandbox: Sandbox, no_trust: ssl.SSLContext) -> Sandbox:
    """An open sandbox in which nothing arrived and no fault is ordered."""
    httpx.post(f"{shared_sandbox.http_url}/control/reset", verify=no_trust).raise_for_status()
    return shared_sandbox


@pytest.fixture(scope="session")
def no_trust() -> ssl.SSLContext:
    """A TLS context for clients that never use one: reading the system's takes longer than a test."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture
def page() -> Page:
    """The first demo page."""
    return PAGES[0]


@pytest.fixture
async def graph(sandbox: Sandbox, page: Page, no_trust: ssl.SSLContext) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the Graph API with the first page's token."""
    headers = {"Authorization": f"Bearer {page.token}"}
    async with httpx.AsyncClient(
        base_url=f"{sandbox.graph_url}/v25.0", headers=headers, verify=no_trust
    ) as client:
        yield client


@pytest.fixture
async def http(sandbox: Sandbox, no_trust: ssl.SSLContext) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the control API and the wall."""
    async with httpx.AsyncClient(base_url=sandbox.http_url, verify=no_trust) as client:
        yield client


@pytest.fixture
def first(sandbox: Sandbox, no_trust: ssl.SSLContext) -> int:
    """The number that the first arrival of the test gets."""
    last: int = httpx.get(f"{sandbox.http_url}/control/arrivals/count", verify=no_trust).json()["last"]
    return last + 1


@pytest.fixture
def trust(sandbox: Sandbox) -> ssl.SSLContext:
    """A TLS context that trusts the sandbox and nobody else."""
    return ssl.create_default_context(cafile=str(sandbox.ca_file))


@pytest.fixture
def mail() -> EmailMessage:
    """A mail with text, HTML, an inline picture and a file."""
    message = EmailMessage()
    message["From"] = "Harbour Bakery <news@sandbox.example>"
    message["To"] = "Ana <ana@example.org>"
    message["Subject"] = "Frisches Brot für Zürich"
    message["Message-ID"] = "<1@sandbox.example>"
    message["List-Unsubscribe"] = "<https://u.example.org/o/abc>"
    message.set_content("Good morning\n<script>alert(1)</script>")
    message.add_alternative('<p>Good morning <img src="cid:bread"></p>', subtype="html")
    html_part = message.get_payload()[1]  # type: ignore[index]
    html_part.add_related(png(1), "image", "png", cid="<bread>", filename="bread.png")  # type: ignore[union-attr]
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="menu.pdf")
    return message


@pytest.fixture
def deliver(sandbox: Sandbox, trust: ssl.SSLContext) -> Deliver:
    """Send a mail over STARTTLS in a thread and return the recipients that were refused."""

    def send(message: EmailMessage, recipients: list[str]) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as client:
            client.starttls(context=trust)
            client.login(MAIL_ACCOUNT.user, MAIL_ACCOUNT.password)
            return client.sendmail("news@sandbox.example", recipients, message.as_bytes(policy=SMTP))

    async def deliver(message: EmailMessage, *recipients: str) -> dict[str, tuple[int, bytes]]:
        return await asyncio.to_thread(send, message, list(recipients) or ["ana@example.org"])

    return deliver


@pytest.fixture
def picture() -> Callable[[int], bytes]:
    """Make PNG images that differ."""
    return png


def png(grey: int) -> bytes:
    """Return a PNG of one grey pixel (0 to 255)."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    size = (1).to_bytes(4, "big") * 2
    pixel = zlib.compress(bytes([0, grey]))
    header = chunk(b"IHDR", size + bytes([8, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
