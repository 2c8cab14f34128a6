"""Statistics: what was due, what failed, how late it was."""

from datetime import date

from omnichannel.client.aio.connection import AsyncConnection
from omnichannel.client.shapes import Item


class AsyncStatistics:
    """The statistics of the workspace."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(
        self, *, since: date | None = None, until: date | None = None, zone: str | None = None
    ) -> Item:
        """Read them from the day *since* to the day *until*, which is counted; days are those of *zone*."""
        path = "/v1/statistics"
        return await self._connection.read(path, Item, since=since, until=until, zone=zone)
