"""A runtime is killed at each moment in which it renews a sign-in, which somebody else wants renewed, too."""

import pytest

from tests.reliability.judging import judged
from tests.reliability.kill_runs import killed_since
from tests.reliability.moments import CLAIMING_REFRESH
from tests.reliability.park import Park

pytestmark = pytest.mark.timeout(300)
STORY = "a sign-in that two want renewed"
SHARED = ("account_repository", "unit_of_work")
"""What others go through, too; where only renewals come by, everything is killed for each await."""


async def test_killed_while_renewing_it_uses_a_token_again_only_where_the_answer_was_lost(park: Park) -> None:
    """
    Two want it renewed and one does. Killed anywhere, and started again: the post arrives once.

    A refresh token comes to the platform once, or twice where the first life had not kept the answer. Then
    the platform revokes the sign-in, as it does with stolen ones, and a person connects the account again.
    """
    runs, failed = await killed_since(park, STORY, CLAIMING_REFRESH, SHARED)

    assert [] == failed
    assert len(runs) > 15
    assert [] == await judged(park, runs)
    assert {False, True} == {run.was_renewed for run in runs}
    revoked = [run for run in runs if park.grants[run.tag][0].is_revoked]
    assert revoked
    assert not any(run.was_renewed for run in revoked)
