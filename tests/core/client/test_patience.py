from datetime import timedelta

import pytest

from omnichannel.client import Patience


def seconds(patience: Patience, tries: int, asked: float | None = None) -> float | None:
    wait = patience.wait_after(tries, None if asked is None else timedelta(seconds=asked))
    return None if wait is None else wait.total_seconds()


def test_waits_double_up_to_the_longest() -> None:
    """Each wait is twice the last one, and none is longer than allowed."""
    patience = Patience(tries=6, first=timedelta(seconds=1), longest=timedelta(seconds=4), chance=lambda: 1.0)

    assert [1, 2, 4, 4, 4, None] == [seconds(patience, tries) for tries in range(1, 7)]


def test_chance_takes_away_at_most_half() -> None:
    """Programs that fail together come back at different times."""
    assert 0.5 == seconds(Patience(first=timedelta(seconds=1), chance=lambda: 0.0), 1)


def test_the_wait_that_the_server_asks_for_is_kept() -> None:
    """No try comes before the server wants it; one that is too far away is not waited for."""
    patience = Patience(longest=timedelta(seconds=20))

    assert 7 == seconds(patience, 1, asked=7)
    assert seconds(patience, 1, asked=21) is None


def test_a_first_try_there_must_be() -> None:
    """No tries at all is a mistake."""
    with pytest.raises(ValueError, match="tries must be 1 or more, got 0"):
        Patience(tries=0)
