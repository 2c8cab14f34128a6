"""What the demo publishes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from omnichannel_sandbox.demo import pictures


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to upload."""

    name: str
    alt_text: str
    draw: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """
    A message of the demo, without its targets.

    Attributes:
        pictures: names of pictures, in order.
        seconds_ahead: 0 publishes at once; otherwise it is scheduled.
        channels: the only channels it goes to; empty is all.
    """

    text: str
    title: str
    link: str | None = None
    pictures: tuple[str, ...] = ()
    seconds_ahead: int = 0
    channels: tuple[str, ...] = ()

    def publish(self, now: datetime) -> dict[str, Any]:
        """Give its timing as the API takes it."""
        if not self.seconds_ahead:
            return {"when": "now"}
        local = (now.astimezone(UTC) + timedelta(seconds=self.seconds_ahead)).replace(tzinfo=None)
        return {"when": "at", "local": local.isoformat(timespec="seconds"), "zone": "UTC"}


PICTURES: Sequence[Picture] = (
    Picture("harbour", "Three sailing boats in a harbour at sunrise", pictures.harbour),
    Picture("loaf", "A dark loaf of rye on a wooden board", pictures.loaf),
    Picture("table", "A cup of coffee and a slice of pink cake, seen from above", pictures.table),
)

LOST_ANSWER = Sample(
    title="An answer lost on purpose",
    text="The platform takes this post, and the connection breaks. It is found, and not sent twice.",
    channels=("facebook",),
)

SAMPLES: Sequence[Sample] = (
    Sample(
        title="Good morning from the harbour",
        text="Good morning from the harbour. The oven has been on since four, the door opens at seven.",
        pictures=("harbour",),
    ),
    Sample(
        title="New opening hours from Monday",
        text="New opening hours from Monday: 7 to 18, Sundays 8 to 14.\nSee you at the counter!",
        link="https://bakery.example/hours",
    ),
    Sample(
        title="Rye is back",
        text="Rye is back - with caraway, as it should be. Grüße, שלום & <welcome>.",
        pictures=("loaf", "table", "harbour"),
        seconds_ahead=3,
    ),
)
