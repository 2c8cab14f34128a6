# Made from aio/accounts.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Accounts: connect, find, read, rename, pause and delete them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from omnichannel.application.dtos.accounts import AccountList, AccountOut, ProbeOut, QuotaOut, RefreshOut
from omnichannel.application.dtos.endings import EndingList, EndingOut
from omnichannel.client.naming import account_named
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection


class Accounts:
    """The accounts of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(self) -> Sequence[AccountOut]:
        """Give all accounts, by channel and name."""
        page = self._connection.read("/v1/accounts", AccountList)
        found = list(page.items)
        while page.next is not None:
            page = self._connection.read("/v1/accounts", AccountList, cursor=page.next)
            found += page.items
        return found

    def get(self, id: Id) -> AccountOut:
        """Read an account."""
        return self._connection.read(f"/v1/accounts/{id}", AccountOut)

    def find(self, name: Id) -> AccountOut:
        """
        Find an account by id, by "channel:name", or by its channel where that has only one.

        Raises:
            WrongArgument: no account is called that, or several are.
        """
        return account_named(str(name), self.list())

    def add(
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
        return self._connection.write("POST", "/v1/accounts", AccountOut, json=body)

    def reconnect(self, id: Id, credentials: Mapping[str, Any]) -> AccountOut:
        """Replace the credentials; a paused account goes on, and what waited for it becomes due."""
        path, body = f"/v1/accounts/{id}/credentials", {"credentials": dict(credentials)}
        return self._connection.write("PUT", path, AccountOut, json=body)

    def edit(self, id: Id, *, name: str, handle: str | None, version: int) -> AccountOut:
        """
        Say what people call an account; name and handle are both replaced.

        Raises:
            StaleVersion: *version* is not the stored one: somebody else was faster.
        """
        path, body = f"/v1/accounts/{id}", {"name": name, "handle": handle}
        return self._connection.write("PUT", path, AccountOut, json=body, expected=version)

    def probe(self, id: Id) -> ProbeOut:
        """Ask the platform whether the account still works."""
        return self._connection.write("POST", f"/v1/accounts/{id}:probe", ProbeOut)

    def refresh(self, id: Id) -> RefreshOut:
        """Have the platform renew the account's sign-in now; what waited for that becomes due."""
        return self._connection.write("POST", f"/v1/accounts/{id}:refresh", RefreshOut)

    def pause(self, id: Id, *, reason: str | None = None) -> AccountOut:
        """Hold back everything that goes through this account; everybody sees the *reason*."""
        path, body = f"/v1/accounts/{id}:pause", {} if reason is None else {"reason": reason}
        return self._connection.write("POST", path, AccountOut, json=body)

    def resume(self, id: Id) -> AccountOut:
        """Let a paused account go on; what waited for it becomes due."""
        return self._connection.write("POST", f"/v1/accounts/{id}:resume", AccountOut)

    def delete(self, id: Id) -> None:
        """Delete an account and its credentials. What it published stays on the platform."""
        self._connection.delete(f"/v1/accounts/{UUID(str(id))}")

    def quota(self, id: Id, *, at: datetime | None = None) -> QuotaOut:
        """Ask whether the account may publish at a time; now where *at* is None."""
        return self._connection.read(f"/v1/accounts/{id}/quota", QuotaOut, at=at)

    def endings(self) -> Sequence[EndingOut]:
        """Give the API versions and sign-ins that end soon, or before something that is planned."""
        return (self._connection.read("/v1/endings", EndingList)).items
