# Made from aio/deliveries.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Deliveries: read them, say what became of one that asks, send one again that failed."""

from collections.abc import Iterator, Sequence
from typing import Literal

from omnichannel.application.dtos.deliveries import (
    DeliveryOut,
    DeliveryPage,
    DeliverySummary,
    ResolveIn,
    StateName,
)
from omnichannel.application.dtos.explanations import ExplanationOut
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages


class Deliveries:
    """The deliveries of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: Id) -> DeliveryOut:
        """Read a delivery with every attempt."""
        return self._connection.read(f"/v1/deliveries/{id}", DeliveryOut)

    def list(
        self,
        *,
        message_id: Id | None = None,
        account_id: Id | None = None,
        channel: str | None = None,
        state: StateName | Sequence[StateName] | None = None,
        asks_person: bool | None = None,
    ) -> Iterator[DeliverySummary]:
        """Give all deliveries that fit, newest first; pages are read as they are needed."""
        found = pages(
            self._connection,
            "/v1/deliveries",
            DeliveryPage,
            message_id=message_id,
            account_id=account_id,
            channel=channel,
            state=state,
            asks_person=asks_person,
        )
        for item in found:
            yield item

    def explain(self, id: Id, *, zone: str | None = None) -> ExplanationOut:
        """
        Say in words why a delivery is not published yet.

        Args:
            zone: the IANA zone in which times are told; without it the message's own.
        """
        return self._connection.read(f"/v1/deliveries/{id}/explain", ExplanationOut, zone=zone)

    def retry(self, id: Id) -> DeliveryOut:
        """
        Send a delivery that failed, or that came too late, once more and at once.

        Raises:
            Conflict: it did not fail.
        """
        return self._connection.write("POST", f"/v1/deliveries/{id}:retry", DeliveryOut)

    def resolve(
        self, id: Id, outcome: Literal["published", "failed", "send_again"], *, url: str | None = None
    ) -> DeliveryOut:
        """
        Say what became of a delivery that asks a person. Look on the platform first.

        Args:
            outcome: it is there; it is not, and should not be sent; it is not, and should be sent.
            url: where it is seen, for `published`.

        Raises:
            Conflict: its outcome is known already.
        """
        answer = ResolveIn(outcome=outcome, url=url)
        path = f"/v1/deliveries/{id}:resolve"
        return self._connection.write("POST", path, DeliveryOut, json=answer)
