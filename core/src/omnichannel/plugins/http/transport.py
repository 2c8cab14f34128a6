"""
Transports: how requests leave. The pack chooses one; all say whether a connection was obtained.

"Nothing was sent" is claimed from that alone, never from an exception's name: a client may report a
server that read the body and closed as a connect timeout, and judged by that name every lost answer
would become a second post.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from omnichannel.application.ports.outbound.http import AnswerLost, Response

KEEP_ALIVE_SECONDS = 15.0
CONNECT_SECONDS = 10.0
"""How long to wait for a free connection, and how long for a new one."""
SILENCE_SECONDS = 120.0
"""How long a platform may be silent while it is written to or read from."""
LARGEST_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    A request as it goes out: encoded, with an absolute address in ASCII.

    Attributes:
        headers: names and values in printable ASCII; the transport adds Host and Content-Length.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class SendTrace:
    """What is known of one request's way. *obtained*: a connection was there to write to."""

    obtained: bool = False


class Transport(Protocol):
    """Sends requests over kept connections; follows no redirect, keeps no cookie, repeats nothing."""

    async def send(self, request: Outgoing, trace: SendTrace) -> Response:
        """
        Send *request* and read the whole response.

        Marks *trace* before the first byte is written.

        Raises:
            AnswerLost: the answer is larger than 4 MiB.
            Exception: whatever the client raises where no response came.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


async def bounded(chunks: AsyncIterator[bytes]) -> bytes:
    """
    Join *chunks*.

    Raises:
        AnswerLost: they are more than 4 MiB.
    """
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_ANSWER_BYTES:
            raise AnswerLost(f"The answer is larger than {LARGEST_ANSWER_BYTES:,} bytes.")
        parts.append(chunk)
    return b"".join(parts)


def lower_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give *headers* by name in lower case; values of one name are joined by commas."""
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
