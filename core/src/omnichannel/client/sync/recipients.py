# Made from aio/recipients.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Recipients: of which addresses it is known whether they may be written to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omnichannel.application.dtos.recipients import StandingIn, StandingList, StandingOut, StandingPage
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Recipients:
    """What the workspace knows of addresses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list(
        self, *, channel: str | None = None, address: str | None = None, standing: str | None = None
    ) -> Iterator[StandingOut]:
        """
        Give all records that fit, newest first; pages are read as they are needed.

        Args:
            standing: "blocked", "suppressed", "opted_out" or "consented".
        """
        asked: dict[str, Any] = {"channel": channel, "address": address, "standing": standing}
        for record in pages(self._connection, "/v1/recipients", StandingPage, **asked):
            yield record

    def put(self, recipients: Sequence[StandingIn | Mapping[str, Any]]) -> Sequence[StandingOut]:
        """
        Say of up to 1,000 addresses whether they may be written to.

        A part that a record leaves out stays as it is; None removes it.
        """
        dumped = [
            one.model_dump(mode="json", exclude_unset=True) if isinstance(one, StandingIn) else dict(one)
            for one in recipients
        ]
        body = {"recipients": dumped}
        kept = self._connection.write("PUT", "/v1/recipients", StandingList, json=body)
        return kept.items

    def get(self, id: Id) -> StandingOut:
        """Read what is known of an address."""
        return self._connection.read(f"/v1/recipients/{id}", StandingOut)

    def delete(self, id: Id) -> None:
        """Forget what is known of an address; it may be written to again."""
        self._connection.delete(f"/v1/recipients/{id}")
