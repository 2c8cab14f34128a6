# Made from aio/client.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""The client: one object for a server, with everything it offers."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from omnichannel.client.patience import Patience
from omnichannel.client.place import find_place
from omnichannel.client.sync.accounts import Accounts
from omnichannel.client.sync.changes import Changes
from omnichannel.client.sync.channels import Channels
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.connections import Connections
from omnichannel.client.sync.deliveries import Deliveries
from omnichannel.client.sync.media import Media
from omnichannel.client.sync.messages import Messages
from omnichannel.client.sync.plugins import Plugins
from omnichannel.client.sync.recipient_lists import RecipientLists
from omnichannel.client.sync.recipients import Recipients
from omnichannel.client.sync.statistics import Statistics
from omnichannel.client.sync.templates import Templates
from omnichannel.client.sync.webhooks import Webhooks


class Client:
    """
    Speaks to a server.

        with Client() as client:
            sent = client.messages.send("Rye is back", channels=["letters:Newsletter"])
            done = client.messages.wait(sent.id)

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        place = find_place(url, token, home=home, token_file=token_file)
        connection = Connection(place, timeout=timeout, patience=patience, transport=transport)
        self._connection = connection
        self.url = place.url
        self.messages = Messages(connection)
        self.deliveries = Deliveries(connection)
        self.accounts = Accounts(connection)
        self.connections = Connections(connection)
        self.media = Media(connection)
        self.templates = Templates(connection)
        self.recipients = Recipients(connection)
        self.recipient_lists = RecipientLists(connection)
        self.channels = Channels(connection)
        self.plugins = Plugins(connection)
        self.changes = Changes(connection)
        self.statistics = Statistics(connection)
        self.webhooks = Webhooks(connection)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close what is open; `with` does so by itself."""
        self._connection.close()
