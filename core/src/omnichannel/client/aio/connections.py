"""Connecting an account on the platform's own pages."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta

from omnichannel.application.dtos.accounts import AccountOut
from omnichannel.application.dtos.connections import ChosenOut, ConnectionOut, ConnectionStartedOut
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.progress import FIRST_LOOK, rest_after
from omnichannel.client.requests import Id

WAITING = "waiting"


class AsyncConnections:
    """Connections that are being made."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, channel: str, *, return_to: str | None = None) -> ConnectionStartedOut:
        """Begin; a person opens `authorization_url` and gives an account free there."""
        body = {"channel": channel, **({} if return_to is None else {"return_to": return_to})}
        return await self._connection.write("POST", "/v1/connections", ConnectionStartedOut, json=body)

    async def get(self, id: Id) -> ConnectionOut:
        """Read how far it is."""
        return await self._connection.read(f"/v1/connections/{id}", ConnectionOut)

    async def wait(self, id: Id, *, timeout: timedelta = timedelta(minutes=10)) -> ConnectionOut:
        """Wait until the person has answered, at most *timeout*; gives the state as it is then."""
        end, rest = time.monotonic() + timeout.total_seconds(), FIRST_LOOK
        while True:
            found = await self.get(id)
            if found.state != WAITING or time.monotonic() >= end:
                return found
            await asyncio.sleep(rest.total_seconds())
            rest = rest_after(rest)

    async def choose(self, id: Id, external_ids: Sequence[str]) -> Sequence[AccountOut]:
        """Connect those of the candidates; `get` tells them, also later and to another program."""
        body = {"external_ids": [*external_ids]}
        path = f"/v1/connections/{id}:choose"
        return (await self._connection.write("POST", path, ChosenOut, json=body)).items
