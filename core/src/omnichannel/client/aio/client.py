"""The client: one object for a server, with everything it offers."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from omnichannel.client.aio.accounts import AsyncAccounts
from omnichannel.client.aio.changes import AsyncChanges
from omnichannel.client.aio.channels import AsyncChannels
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.connections import AsyncConnections
from omnichannel.client.aio.deliveries import AsyncDeliveries
from omnichannel.client.aio.media import AsyncMedia
from omnichannel.client.aio.messages import AsyncMessages
from omnichannel.client.aio.plugins import AsyncPlugins
from omnichannel.client.aio.recipient_lists import AsyncRecipientLists
from omnichannel.client.aio.recipients import AsyncRecipients
from omnichannel.client.aio.statistics import AsyncStatistics
from omnichannel.client.aio.templates import AsyncTemplates
from omnichannel.client.aio.webhooks import AsyncWebhooks
from omnichannel.client.patience import Patience
from omnichannel.client.place import find_place


class AsyncClient:
    """
    Speaks to a server.

        async with AsyncClient() as client:
            sent = await client.messages.send("Rye is back", channels=["letters:Newsletter"])
            done = await client.messages.wait(sent.id)

    Args:
        url: of the server; else `OMNICHANNEL_URL`, else the local runtime.
        token: else `OMNICHANNEL_TOKEN`, else the token's file of the local runtime.
        home: folder of a local runtime whose token is used.
        token_file: a file that holds the token.
        timeout: of one request, in seconds.
        patience: how often a request is sent again.
        transport: replaces the network, in tests.

    Raises:
        NoToken: no token was found; it says where it was looked for.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        home: Path | str | None = None,
        token_file: Path | str | None = None,
        timeout: float = 30,
        patience: Patience | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        place = find_place(url, token, home=home, token_file=token_file)
        connection = AsyncConnection(place, timeout=timeout, patience=patience, transport=transport)
        self._connection = connection
        self.url = place.url
        self.messages = AsyncMessages(connection)
        self.deliveries = AsyncDeliveries(connection)
        self.accounts = AsyncAccounts(connection)
        self.connections = AsyncConnections(connection)
        self.media = AsyncMedia(connection)
        self.templates = AsyncTemplates(connection)
        self.recipients = AsyncRecipients(connection)
        self.recipient_lists = AsyncRecipientLists(connection)
        self.channels = AsyncChannels(connection)
        self.plugins = AsyncPlugins(connection)
        self.changes = AsyncChanges(connection)
        self.statistics = AsyncStatistics(connection)
        self.webhooks = AsyncWebhooks(connection)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    async def __aenter__(self) -> Self:
        """Give the client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close what is open; `async with` does so by itself."""
        await self._connection.aclose()
