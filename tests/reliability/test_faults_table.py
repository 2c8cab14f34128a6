"""The judge of storms can find somebody guilty."""

from collections import Counter

import pytest

from tests.reliability.fault_table import with_table
from tests.reliability.soak_judging import ALL, Fate, Tally, fates_from


@pytest.mark.parametrize(
    ("state", "asks", "arrived", "truthful", "lost"),
    [
        ("published", False, 1, True, False),
        ("published", False, 0, False, True),
        ("published", False, 2, False, False),
        ("failed", False, 0, True, False),
        ("failed", False, 1, False, False),
        ("unknown", True, 0, True, False),
        ("unknown", True, 1, True, False),
        ("unknown", True, 2, False, False),
        ("unknown", False, 1, False, True),
        ("waiting", False, 0, False, True),
        ("gone", False, 1, False, True),
    ],
)
def test_what_a_delivery_says_is_held_against_the_platform(
    state: str, arrived: int, *, asks: bool, truthful: bool, lost: bool
) -> None:
    """Each state is true for some numbers of arrivals only."""
    fate = Fate("Post", state, asks, arrived)

    assert (truthful, lost) == (fate.is_truthful, fate.is_lost)


def test_what_was_accepted_and_is_not_in_the_store_is_lost() -> None:
    """A mark that no delivery has stands in the table as lost."""
    tally = Tally()
    told = {"one": {"state": "published", "asks_person": False}}

    tally.count(ALL, fates_from(["one", "two"], told, Counter({"one": 3})).values())

    assert "| all deliveries | 2 | 0 | 2 | 1 |" == tally.markdown().splitlines()[-1]


def test_rounds_are_added_up() -> None:
    """The table of several rounds has their sums, and the row of all deliveries at its end."""
    tally = Tally()
    for fault in ("zeal", ALL):
        other = Tally()
        other.count(fault, [Fate("Post", "published", False, 1)] * 2)
        tally.add(other)
        tally.add(other)

    assert [
        "| zeal | 4 | 4 | 0 | 0 |",
        "| all deliveries | 4 | 4 | 0 | 0 |",
    ] == tally.markdown().splitlines()[2:]


def test_the_table_replaces_the_one_before() -> None:
    """Only what stands between the marks of the page changes."""
    page = "Before\n<!-- fault table: begin -->\nold\n<!-- fault table: end -->\nafter"

    assert "Before\n<!-- fault table: begin -->\n| new |\n<!-- fault table: end -->\nafter" == with_table(
        page, "| new |"
    )
