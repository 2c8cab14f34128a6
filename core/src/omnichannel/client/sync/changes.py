# Made from aio/changes.py by scripts/sync_client.py; edit that file, then run scripts/fix.
"""Changes: everything that happens, in the order in which it happened."""

import time
from collections.abc import Iterator

from pydantic import ValidationError

from omnichannel.application.dtos.changes import ChangeOut, ChangePage
from omnichannel.client.errors import NoAnswer, ServerUnreachable
from omnichannel.client.event_lines import Event, EventLines
from omnichannel.client.patience import Patience
from omnichannel.client.sync.connection import Connection

PATH = "/v1/changes"


class Changes:
    """The changes of the workspace."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> str:
        """Give the newest cursor. Keep it, read what you need, then `list` or `stream` after it."""
        return (self._connection.read(PATH, ChangePage, limit=1)).last

    def list(self, *, after: str | None = None) -> Iterator[ChangeOut]:
        """Give what happened after the cursor *after* until now, oldest first."""
        while True:
            page = self._connection.read(PATH, ChangePage, after=after, limit=200)
            for change in page.items:
                yield change
            if not page.items or not page.has_more:
                return
            after = page.next

    def stream(self, *, after: str | None = None, patience: Patience | None = None) -> Iterator[ChangeOut]:
        """
        Give what happens, as it happens, without an end.

        A connection that ends or breaks is opened again where it stopped, so nothing is missed and
        nothing comes twice.

        Raises:
            ApiProblem: the server refuses to be followed.
            ServerUnreachable, NoAnswer: it stays away for longer than *patience*.
        """
        patience, fails = patience or Patience(tries=10), 0
        while True:
            try:
                with self._connection.lines(f"{PATH}/stream", after=after) as told:
                    lines = EventLines()
                    for line in told:
                        event, fails = lines.take(line), 0
                        after = lines.last_id or after
                        change = change_from(event)
                        if change is not None:
                            yield change
                rest = patience.first
            except (ServerUnreachable, NoAnswer):
                fails += 1
                longer = patience.wait_after(fails)
                if longer is None:
                    raise
                rest = longer
            time.sleep(rest.total_seconds())


def change_from(event: Event | None) -> ChangeOut | None:
    """Read an event; None for one that is no change."""
    try:
        change = None if event is None else ChangeOut.model_validate_json(event.data, extra="ignore")
    except ValidationError:
        return None
    if change is None or event is None or event.id is None:
        return change
    return change.model_copy(update={"cursor": event.id})
