"""The page on the walk of a message draws the states as they are."""

import re
from pathlib import Path

from omnichannel.domain.delivery_state import EVIDENT, LEADS_TO, DeliveryState

PAGE = Path(__file__).parents[2] / "docs/walk.md"
ARROW = re.compile(r"^    (\w+) --> (\w+)", re.MULTILINE)


def test_every_way_between_states_is_drawn() -> None:
    """The arrows, and what the page says of evidence and of `released`, are the whole table."""
    drawn = {(DeliveryState(a), DeliveryState(b)) for a, b in ARROW.findall(PAGE.read_text("utf-8"))}
    at_once = {(a, evident) for a, b in drawn if b is DeliveryState.PUBLISHED for evident in EVIDENT}

    ways = {(a, b) for a, followers in LEADS_TO.items() for b in followers}
    shown = {way for way in ways if DeliveryState.RELEASED not in way}
    assert changes(shown) == changes(drawn | at_once)


def changes(ways: set[tuple[DeliveryState, DeliveryState]]) -> set[tuple[DeliveryState, DeliveryState]]:
    """Leave out what stays in its state: the table has some of these, the page what is worth telling."""
    return {(a, b) for a, b in ways if a is not b}
