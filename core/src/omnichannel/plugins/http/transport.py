"""
Transports: how requests leave. The pack chooses one; all say whether a connection was obtained.

"Nothing was sent" is claimed from that alone, never from an exception's name: httpx-aiohttp reports a
server that read the body and closed as `ConnectTimeout`, and judged by that name every lost answer
would become a second post.
"""

from dataclasses import dataclass
from typing import Protocol

import httpx

KEEP_ALIVE_SECONDS = 15.0


@dataclass(slots=True)
class SendTrace:
    """What is known of one request's way. *obtained*: a connection was there to write to."""

    obtained: bool = False


class Transport(Protocol):
    """Sends requests over kept connections; follows no redirect, keeps no cookie, repeats nothing."""

    async def send(self, request: httpx.Request, trace: SendTrace) -> httpx.Response:
        """
        Send *request* and give the response with its body unread.

        Marks *trace* before the first byte is written.

        Raises:
            httpx.HTTPError, OSError: no response came.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
