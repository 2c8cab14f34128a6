"""Accounts: connect, find, read, rename, pause and delete them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountList, AccountOut, ProbeOut, QuotaOut, RefreshOut
from omnichannel.application.dtos.endings import EndingList, EndingOut
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.naming import account_named
from omnichannel.client.requests import Id


class AsyncAccounts:
    """The accounts of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> Sequence[AccountOut]:
        """Give all accounts, by channel and name."""
        page = await self._connection.read("/v1/accounts", AccountList)
        found = list(page.items)
        while page.next is not None:
            page = await self._connection.read("/v1/accounts", AccountList, cursor=page.next)
            found += page.items
        return found

    async def get(self, id: Id) -> AccountOut:
        """Read an account."""
        return await self._connection.read(f"/v1/accounts/{id}", AccountOut)

    async def find(self, name: Id) -> AccountOut:
        """
        Find an account by id, by "channel:name", or by its channel where that has only one.

        Raises:
            WrongArgument: no account is called that, or several are.
        """
        return account_named(str(name), await self.list())

    async def add(
        self,
        channel: str,
        name: str,
        credentials: Mapping[str, Any],
        *,
        external_id: str | None = None,
        handle: str | None = None,
    ) -> AccountOut:
        """Connect an account by its credentials; `channels.get(channel)` has the schema of them."""
        body = {
            "channel": channel,
            "name": name,
            "credentials": dict(credentials),
            "external_id": external_id,
            "handle": handle,
        }
        return await self._connection.write("POST", "/v1/accounts", AccountOut, json=body)

    async def reconnect(self, id: Id, credentials: Mapping[str, Any]) -> AccountOut:
        """Replace the credentials; a paused account goes on, and what waited for it becomes due."""
        path, body = f"/v1/accounts/{id}/credentials", {"credentials": dict(credentials)}
        return await self._connection.write("PUT", path, AccountOut, json=body)

    async def edit(self, id: Id, *, name: str, handle: str | None, version: int) -> AccountOut:
        """
        Say what people call an account; name and handle are both replaced.

        Raises:
            StaleVersion: *version* is not the stored one: somebody else was faster.
        """
        path, body = f"/v1/accounts/{id}", {"name": name, "handle": handle}
        return await self._connection.write("PUT", path, AccountOut, json=body, expected=version)

    async def probe(self, id: Id) -> ProbeOut:
        """Ask the platform whether the account still works."""
        return await self._connection.write("POST", f"/v1/accounts/{id}:probe", ProbeOut)

    async def refresh(self, id: Id) -> RefreshOut:
        """Have the platform renew the account's sign-in now; what waited for that becomes due."""
        return await self._connection.write("POST", f"/v1/accounts/{id}:refresh", RefreshOut)

    async def pause(self, id: Id, *, reason: str | None = None) -> AccountOut:
        """Hold back everything that goes through this account; everybody sees the *reason*."""
        path, body = f"/v1/accounts/{id}:pause", {} if reason is None else {"reason": reason}
        return await self._connection.write("POST", path, AccountOut, json=body)

    async def resume(self, id: Id) -> AccountOut:
        """Let a paused account go on; what waited for it becomes due."""
        return await self._connection.write("POST", f"/v1/accounts/{id}:resume", AccountOut)

    async def delete(self, id: Id) -> None:
        """Delete an account and its credentials. What it published stays on the platform."""
        await self._connection.delete(f"/v1/accounts/{UUID(str(id))}")

    async def quota(self, id: Id, *, at: datetime | None = None) -> QuotaOut:
        """Ask whether the account may publish at a time; now where *at* is None."""
        return await self._connection.read(f"/v1/accounts/{id}/quota", QuotaOut, at=at)

    async def endings(self) -> Sequence[EndingOut]:
        """Give the API versions and sign-ins that end soon, or before something that is planned."""
        return (await self._connection.read("/v1/endings", EndingList)).items
