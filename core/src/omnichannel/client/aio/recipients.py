"""Recipients: of which addresses it is known whether they may be written to."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from omnichannel.application.dtos.recipients import StandingIn, StandingList, StandingOut, StandingPage
from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.aio.paging import pages
from omnichannel.client.requests import Id


class AsyncRecipients:
    """What the workspace knows of addresses."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(
        self, *, channel: str | None = None, address: str | None = None, standing: str | None = None
    ) -> AsyncIterator[StandingOut]:
        """
        Give all records that fit, newest first; pages are read as they are needed.

        Args:
            standing: "blocked", "suppressed", "opted_out" or "consented".
        """
        asked: dict[str, Any] = {"channel": channel, "address": address, "standing": standing}
        async for record in pages(self._connection, "/v1/recipients", StandingPage, **asked):
            yield record

    async def put(self, recipients: Sequence[StandingIn | Mapping[str, Any]]) -> Sequence[StandingOut]:
        """
        Say of up to 1,000 addresses whether they may be written to.

        A part that a record leaves out stays as it is; None removes it.
        """
        dumped = [
            one.model_dump(mode="json", exclude_unset=True) if isinstance(one, StandingIn) else dict(one)
            for one in recipients
        ]
        body = {"recipients": dumped}
        kept = await self._connection.write("PUT", "/v1/recipients", StandingList, json=body)
        return kept.items

    async def get(self, id: Id) -> StandingOut:
        """Read what is known of an address."""
        return await self._connection.read(f"/v1/recipients/{id}", StandingOut)

    async def delete(self, id: Id) -> None:
        """Forget what is known of an address; it may be written to again."""
        await self._connection.delete(f"/v1/recipients/{id}")
