"""Ways out that lead nowhere."""

import asyncio

from omnichannel.application.ports.outbound.http import Request, Response


class SilentHttp:
    """An `HttpClient` whose platform never answers."""

    async def send(self, request: Request) -> Response:
        """Wait for ever."""
        await asyncio.Event().wait()
        raise AssertionError("unreachable")
