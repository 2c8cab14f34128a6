# Made from aio/messages.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Messages: send, write, read, list, change, call off and wait for them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Unpack

from omnichannel.application.dtos.batches import BatchOut
from omnichannel.application.dtos.messages import (
    MessageDetailOut,
    MessageIn,
    MessageOut,
    MessagePage,
    StatusName,
)
from omnichannel.application.dtos.simulation import Simulation
from omnichannel.client.errors import StillWaiting
from omnichannel.client.progress import FIRST_LOOK, rest_after
from omnichannel.client.requests import Id
from omnichannel.client.sync.connection import Connection
from omnichannel.client.sync.paging import pages
from omnichannel.client.sync.whole import is_settled, with_all_deliveries
from omnichannel.client.sync.writing import compose
from omnichannel.client.times import When, publish_from
from omnichannel.client.writing import Writing

Written = MessageIn | Mapping[str, Any]


class Messages:
    """The messages of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def send(
        self, text: str = "", *, idempotency_key: str | None = None, **said: Unpack[Writing]
    ) -> MessageOut:
        """
        Publish *text*, at once or at the time that is said; `Writing` lists what else can be said.

        The message is stored when this returns; `wait` tells what becomes of it.

        Args:
            idempotency_key: the same key and message again is the same message, never a second one.

        Raises:
            WrongArgument: an account or a time cannot be understood. Nothing was sent.
            Invalid: a channel would refuse it; `problems` says what to mend. Nothing was sent.
        """
        body = compose(self._connection, text, said, key=idempotency_key)
        return self.create(body, idempotency_key=idempotency_key)

    def create(self, message: Written, *, idempotency_key: str | None = None) -> MessageOut:
        """Store a message as the API takes it."""
        path = "/v1/messages"
        return self._connection.write("POST", path, MessageOut, json=message, key=idempotency_key)

    def batch(
        self,
        messages: Sequence[Written],
        *,
        all_or_nothing: bool = False,
        idempotency_key: str | None = None,
    ) -> BatchOut:
        """
        Store up to 500 messages; each is accepted or refused on its own.

        Args:
            all_or_nothing: accept none of them where one is refused.
        """
        dumped = [
            one.model_dump(mode="json", exclude_unset=True) if isinstance(one, MessageIn) else dict(one)
            for one in messages
        ]
        path, body = "/v1/messages:batch", {"messages": dumped, "all_or_nothing": all_or_nothing}
        return self._connection.write("POST", path, BatchOut, json=body, key=idempotency_key)

    def simulate(self, text: str = "", **said: Unpack[Writing]) -> Simulation:
        """Tell what `send` with the same words would do. Files are uploaded; nothing else is stored."""
        body = compose(self._connection, text, said, key=None)
        return self._connection.ask("/v1/messages:simulate", Simulation, body)

    def get(self, id: Id) -> MessageDetailOut:
        """Read a message with its deliveries and every attempt; of very many deliveries the first 200."""
        return self._connection.read(f"/v1/messages/{id}", MessageDetailOut)

    def whole(self, message: MessageDetailOut) -> MessageDetailOut:
        """
        Give a message that was read with all its deliveries, in the order in which they were made.

        Those beyond the first 200 come without their attempts; `deliveries.get` reads them.
        """
        return with_all_deliveries(self._connection, message)

    def page(self, *, limit: int = 50, cursor: str | None = None, **filters: Any) -> MessagePage:
        """Read one page of `list`; its `next` is the cursor of the page after it."""
        path = "/v1/messages"
        return self._connection.read(path, MessagePage, limit=limit, cursor=cursor, **filters)

    def list(
        self,
        *,
        status: StatusName | Sequence[StatusName] | None = None,
        channel: str | None = None,
        account_id: Id | None = None,
        q: str | None = None,
        planned_after: datetime | None = None,
        planned_before: datetime | None = None,
    ) -> Iterator[MessageOut]:
        """Give all messages that fit, newest first; pages are read as they are needed."""
        asked: dict[str, Any] = {
            "status": status,
            "channel": channel,
            "account_id": account_id,
            "q": q,
            "planned_after": planned_after,
            "planned_before": planned_before,
        }
        for message in pages(self._connection, "/v1/messages", MessagePage, **asked):
            yield message

    def edit(self, id: Id, message: Written, *, version: int) -> MessageOut:
        """
        Replace everything the author wrote.

        Raises:
            StaleVersion: *version* is not the stored one: somebody else was faster.
            Conflict: its first delivery was released already.
        """
        return self._connection.write("PUT", f"/v1/messages/{id}", MessageOut, json=message, expected=version)

    def reschedule(
        self, id: Id, at: When | None = None, *, draft: bool = False, version: int | None = None
    ) -> MessageOut:
        """
        Move a message to another time, to now, or make it a draft.

        Args:
            version: the one that was read; without it whatever is stored is moved.

        Raises:
            As `edit`.
        """
        publish = publish_from(at, draft=draft).model_dump(mode="json")
        expected = (self.get(id)).version if version is None else version
        path, body = f"/v1/messages/{id}:reschedule", {"publish": publish}
        return self._connection.write("POST", path, MessageOut, json=body, expected=expected)

    def cancel(self, id: Id) -> MessageOut:
        """
        Call off every delivery of which nothing was sent yet.

        Raises:
            Conflict: all of it is published or on its way.
        """
        return self._connection.write("POST", f"/v1/messages/{id}:cancel", MessageOut)

    def wait(self, id: Id, *, timeout: timedelta | None = timedelta(minutes=5)) -> MessageDetailOut:
        """
        Wait until nothing more happens by itself: each delivery has ended, or a person is needed.

        Evidence is not waited for: where the first step of a chain is published and others stand by, this
        returns, though one of them may take over later.

        Args:
            timeout: None waits for as long as it takes.

        Raises:
            StillWaiting: with the message as it was last seen. It goes on without the client.
        """
        for message in self.follow(id, timeout=timeout):
            last = message
        return last

    def follow(
        self, id: Id, *, timeout: timedelta | None = None, every_look: bool = False
    ) -> Iterator[MessageDetailOut]:
        """
        Give the message now and each time something changed, until nothing more happens by itself.

        Args:
            every_look: give it after every look, changed or not; for a clock on the screen.

        Raises:
            StillWaiting: as `wait`.
        """
        end = None if timeout is None else time.monotonic() + timeout.total_seconds()
        seen, rest = None, FIRST_LOOK
        while True:
            message = self.get(id)
            if message != seen or every_look:
                yield message
            if is_settled(self._connection, message):
                return
            rest = rest_after(rest) if message == seen else FIRST_LOOK
            seen = message
            left = rest.total_seconds() if end is None else end - time.monotonic()
            if timeout is not None and left <= 0:
                raise StillWaiting(message, timeout)
            time.sleep(min(rest.total_seconds(), left))
