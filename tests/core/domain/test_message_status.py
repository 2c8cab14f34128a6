import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.delivery_state import DeliveryState
from omnichannel.domain.message_status import Editorial, MessageStatus, message_status

STATES = list(DeliveryState)
ROLE = {
    "held": "late",
    "standby": "next",
    "scheduled": "ahead",
    "released": "busy",
    "publishing": "busy",
    "pending": "busy",
    "waiting": "busy",
    "unknown": "busy",
    "published": "good",
    "delivered": "good",
    "read": "good",
    "failed": "bad",
    "missed": "bad",
    "cancelled": "out",
    "skipped": "out",
}
TABLE = {
    "": "cancelled",
    "ahead": "scheduled",
    "busy": "publishing",
    "good": "published",
    "bad": "failed",
    "ahead busy": "publishing",
    "ahead good": "publishing",
    "ahead bad": "publishing",
    "busy good": "publishing",
    "bad busy": "publishing",
    "bad good": "partial",
    "ahead busy good": "publishing",
    "ahead bad busy": "publishing",
    "ahead bad good": "publishing",
    "bad busy good": "publishing",
    "ahead bad busy good": "publishing",
}
PAIRS = [frozenset(pair) for size in (0, 1, 2) for pair in itertools.combinations(STATES, size)]


def expected(present: frozenset[DeliveryState]) -> str:
    roles = {ROLE[state] for state in present} - {"out"}
    if "late" in roles:  # in a message that is no draft: it came too late, and a person decides
        return "attention"
    if roles <= {"next", "ahead"} and "next" in roles:
        return "scheduled"
    return TABLE[" ".join(sorted(roles - {"next"}))]  # what stands by goes on only if another step fails


@pytest.mark.parametrize("present", PAIRS, ids=lambda states: "+".join(sorted(states)) or "none")
def test_the_status_of_deliveries_in_one_or_two_states(present: frozenset[DeliveryState]) -> None:
    """Each pair of states gives the status of the written table."""
    counts = dict.fromkeys(present, 1)

    assert MessageStatus(expected(present)) is message_status(Editorial.SCHEDULED, counts)


@given(counts=st.dictionaries(st.sampled_from(STATES), st.integers(0, 1_000)))
def test_the_status_depends_on_which_states_are_present(counts: dict[DeliveryState, int]) -> None:
    """Any mixture gives the status of the written table; a count of none is as if it were not there."""
    present = frozenset(state for state, count in counts.items() if count)

    assert MessageStatus(expected(present)) is message_status(Editorial.SCHEDULED, counts)


@given(counts=st.dictionaries(st.sampled_from(STATES), st.integers(0, 9)), asks=st.integers(1, 9))
def test_a_question_to_a_person_comes_first(counts: dict[DeliveryState, int], asks: int) -> None:
    """As long as one delivery waits for a person, the message asks for attention."""
    assert MessageStatus.ATTENTION is message_status(Editorial.SCHEDULED, counts, asks_person=asks)


@given(counts=st.dictionaries(st.sampled_from(STATES), st.integers(0, 9)))
def test_nothing_is_finished_while_deliveries_are_made(counts: dict[DeliveryState, int]) -> None:
    """As long as deliveries to a list are still made, the status is that of one that waits besides."""
    more = {**counts, DeliveryState.SCHEDULED: 1}

    assert message_status(Editorial.SCHEDULED, more) is message_status(
        Editorial.SCHEDULED, counts, fans_out=True
    )


@pytest.mark.parametrize("editorial", [one for one in Editorial if one is not Editorial.SCHEDULED])
def test_until_it_is_scheduled_the_author_decides(editorial: Editorial) -> None:
    """A draft, a message that awaits approval and a cancelled one are shown as just that."""
    counts = {DeliveryState.HELD: 1, DeliveryState.CANCELLED: 2}

    assert editorial.value == message_status(editorial, counts).value


HANDED_ON = {
    # failed, missed, published, standby, cancelled, of them handed on: what people see
    (1, 0, 1, 0, 0, 1): "published",
    (1, 0, 1, 0, 0, 0): "partial",
    (2, 0, 1, 0, 0, 1): "partial",
    (1, 1, 1, 0, 0, 2): "published",
    (2, 0, 0, 0, 0, 1): "failed",
    (0, 2, 0, 0, 0, 1): "failed",
    (1, 0, 0, 0, 1, 0): "failed",
    (1, 0, 1, 1, 0, 1): "published",
    (0, 0, 1, 2, 0, 0): "published",
    (0, 0, 0, 1, 0, 0): "scheduled",
    (0, 0, 1, 0, 2, 0): "published",
}


@pytest.mark.parametrize(("row", "status"), HANDED_ON.items())
def test_whoever_was_handed_on_is_judged_by_the_last_step(row: tuple[int, ...], status: str) -> None:
    """A way that failed is no loss where another took over; what merely stands by holds nothing up."""
    *numbers, handed_on = row
    names = ("failed", "missed", "published", "standby", "cancelled")
    counts = {DeliveryState(name): number for name, number in zip(names, numbers, strict=True)}

    assert status == message_status(Editorial.SCHEDULED, counts, handed_on=handed_on).value
