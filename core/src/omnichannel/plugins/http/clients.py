"""The HTTP clients of all channels: each gets the way out that its manifest asks for."""

from contextlib import AsyncExitStack

from omnichannel.application.ports.outbound.http import HttpClient
from omnichannel.application.ports.outbound.media_store import MediaStore
from omnichannel.plugins.http.client import ListedHostsClient
from omnichannel.plugins.http.transport import Transport
from omnichannel.plugins.reach import Reach


class HttpClients:
    """
    Makes clients.

    Args:
        transport: what the pack sends with; addresses of users have one of their own.
        connections: how many a guarded client may have open at once.
    """

    def __init__(self, transport: Transport, media_store: MediaStore, *, connections: int) -> None:
        self._transport, self._media_store, self._connections = transport, media_store, connections
        self._stack = AsyncExitStack()

    def client(self, channel: str, reach: Reach) -> HttpClient:
        """Give the client of a channel."""
        if not reach.of_users:
            return ListedHostsClient(channel, reach.hosts, self._transport, self._media_store)
        from omnichannel.plugins.http.guarded import GuardedClient, GuardedTransport

        transport = GuardedTransport(reach.trusted, connections=self._connections)
        self._stack.push_async_callback(transport.aclose)
        return GuardedClient(reach.trusted, transport, self._media_store)

    async def aclose(self) -> None:
        """Close the connections of guarded clients, then the pack's transport."""
        await self._stack.aclose()
        await self._transport.aclose()
