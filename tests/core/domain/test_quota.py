from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from omnichannel.domain.lane import Lane, Rate, reserve
from omnichannel.domain.quota import Budget, budget_at
from tests.core.fakes.examples import ACCOUNT, NOW, at

THREE_A_MINUTE = Rate(3, timedelta(minutes=1), burst=3)
MINUTE = timedelta(minutes=1)
EMPTY = Lane(ACCOUNT)


def test_an_empty_lane_is_free() -> None:
    """Where nothing was sent and nothing is planned, nothing is used."""
    assert Budget(0, 3, MINUTE, at(90)) == budget_at(EMPTY, THREE_A_MINUTE, [], at=at(90), now=NOW)


def test_plans_use_the_budget_up_to_their_time() -> None:
    """What is due before counts, what is due later does not; the fourth post of three must wait."""
    planned = [at(60), at(60), at(60), at(61)]

    full = budget_at(EMPTY, THREE_A_MINUTE, planned, at=at(60), now=NOW)
    before = budget_at(EMPTY, THREE_A_MINUTE, planned, at=at(59), now=NOW)

    assert (3, at(80)) == (full.used, full.free_at)
    assert (0, at(59)) == (before.used, before.free_at)


def test_the_budget_comes_back_with_time() -> None:
    """A third of it in a third of the time."""
    planned = [at(60)] * 3

    used = [budget_at(EMPTY, THREE_A_MINUTE, planned, at=at(60 + s), now=NOW).used for s in (0, 20, 40, 60)]

    assert [3, 2, 1, 0] == used


def test_what_was_sent_counts() -> None:
    """The lane remembers it; what is overdue goes now."""
    lane, _ = reserve(EMPTY, THREE_A_MINUTE, posts=2, now=NOW)

    budget = budget_at(lane, THREE_A_MINUTE, [at(-500)], at=NOW, now=NOW)

    assert (3, at(20)) == (budget.used, budget.free_at)


def test_patience_is_no_matter_of_the_budget() -> None:
    """A lane that the platform closed has used nothing by that."""
    closed = Lane(ACCOUNT, closed_until=at(500))

    assert Budget(0, 3, MINUTE, NOW) == budget_at(closed, THREE_A_MINUTE, [], at=NOW, now=NOW)


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(0, 300))
def test_the_answer_is_what_the_lane_will_do(dues: list[int], asked: int) -> None:
    """Claimed one after the other, the posts get the slots that were foretold."""
    budget = budget_at(EMPTY, THREE_A_MINUTE, [at(due) for due in dues], at=at(asked), now=NOW)

    lane = EMPTY
    for due in sorted(due for due in dues if due <= asked):
        lane, _ = reserve(lane, THREE_A_MINUTE, posts=1, now=at(due))
    _, (slot,) = reserve(lane, THREE_A_MINUTE, posts=1, now=at(asked))
    assert slot == budget.free_at
    assert (slot > at(asked)) is (budget.used >= budget.limit)
