# Made from aio/statistics.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Statistics: what was due, what failed, how late it was."""

from datetime import date

from omnichannel.application.dtos.statistics import StatisticsOut
from omnichannel.client.sync.connection import Connection


class Statistics:
    """The statistics of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(
        self, *, since: date | None = None, until: date | None = None, zone: str | None = None
    ) -> StatisticsOut:
        """Read them from the day *since* to the day *until*, which is counted; days are those of *zone*."""
        path = "/v1/statistics"
        return self._connection.read(path, StatisticsOut, since=since, until=until, zone=zone)
