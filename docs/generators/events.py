"""docs/reference/events.md: what programs are told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from docs.generators.markdown import GENERATED, joined, table
from omnichannel.application.dtos.events import EventData, EventOut, MessageHeadOut

INTRODUCTION = """\
# Events

Webhooks are told these. An endpoint names them one by one, all of a kind as `delivery.*`, or `*`."""
BODY = """\
## The body

`type`, `timestamp` (when it happened) and `data`. What the event is not about is null; new fields may come.
`message`, `delivery` and `account` are what GET shows of them, as they stood when the event was written."""


def events_page(events: Mapping[str, str]) -> str:
    """Describe *events* and their body."""
    rows = ((f"`{name}`", told) for name, told in events.items())
    fields = (
        (f"`{name}`", field.description or "An id, where there is one.")
        for name, field in EventData.model_fields.items()
    )
    head = table(
        ("of a message", ""),
        ((f"`{name}`", one.description or "") for name, one in MessageHeadOut.model_fields.items()),
    )
    parts = [GENERATED, INTRODUCTION, table(("event", ""), rows), BODY, table(("`data`", ""), fields), head]
    return joined([*parts, f"```json\n{_example()}\n```"]) + "\n"


def _example() -> str:
    at = datetime(2027, 3, 1, 8, tzinfo=UTC)
    event = EventOut(type="test", timestamp=at, data=EventData(cursor=None, state=None))
    return json.dumps(event.model_dump(mode="json"), indent=2)
