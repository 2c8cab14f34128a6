import re
from dataclasses import replace

import pytest

from omnichannel.application.ports.inbound.answers import RENEW_EVERY, KeptAnswer, Turn
from omnichannel.application.ports.inbound.messages import IdempotencyKey
from omnichannel.application.ports.outbound.unit_of_work import Store
from omnichannel.application.services.answer_once import LARGEST_KEPT_BYTES, LEASE, AnswerOnceService
from omnichannel.application.services.purge_expired import PurgeExpiredService
from omnichannel.domain.errors import IdempotencyMismatch, RequestInProgress
from tests.core.application.services.house import STRANGER
from tests.core.fakes.examples import PRINCIPAL
from tests.core.fakes.fixed_clock import FixedClock

KEY = IdempotencyKey("order-1", "ab" * 32)
OTHER = IdempotencyKey("order-1", "cd" * 32)
ANSWER = KeptAnswer(202, '{"text": "ü"}', {"ETag": '"v2"'})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def answers(store: Store, clock: FixedClock) -> AnswerOnceService:
    return AnswerOnceService(store, clock)


async def turn_of(answers: AnswerOnceService, key: IdempotencyKey = KEY) -> Turn:
    turn = await answers.begin(PRINCIPAL, key)
    assert isinstance(turn, Turn)
    return turn


async def test_a_repetition_gets_the_first_answer(answers: AnswerOnceService) -> None:
    """What was kept comes back to the letter, with its status and headers, as often as it is asked for."""
    await answers.keep(await turn_of(answers), ANSWER)

    assert [ANSWER] * 2 == [await answers.begin(PRINCIPAL, KEY) for _ in range(2)]


async def test_a_repetition_waits_for_the_first(answers: AnswerOnceService) -> None:
    """While the first request is dealt with, an equal one is told to come back."""
    await turn_of(answers)

    with pytest.raises(RequestInProgress, match=r"'order-1' is being dealt with\. Repeat it in a second\."):
        await answers.begin(PRINCIPAL, KEY)


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        (None, "at 2027-03-01 08:00:00 UTC."),
        (ANSWER, "at 2027-03-01 08:00:00 UTC, answered with 202."),
        (KeptAnswer(200, '{"id": "7f"}', {}), "answered with 200 (id 7f)."),
        (KeptAnswer(201, "{}", {"Location": "/v1/media/7f"}), "answered with 201 (/v1/media/7f)."),
        (KeptAnswer(204, "", {}), "answered with 204."),
    ],
    ids=["none yet", "of nothing", "of a thing", "of a new thing", "empty"],
)
async def test_a_key_stands_for_one_request(
    answers: AnswerOnceService, answer: KeptAnswer | None, first: str
) -> None:
    """Another request with the key is refused, and reads when the key was used, and what for."""
    turn = await turn_of(answers)
    if answer is not None:
        await answers.keep(turn, answer)

    with pytest.raises(IdempotencyMismatch, match=re.escape(first)):
        await answers.begin(PRINCIPAL, OTHER)


async def test_whoever_died_is_followed_when_the_lease_ends(
    answers: AnswerOnceService, clock: FixedClock
) -> None:
    """After the lease the same request is dealt with again, another one still is not."""
    await turn_of(answers)
    clock.advance(LEASE.total_seconds())

    with pytest.raises(IdempotencyMismatch):
        await answers.begin(PRINCIPAL, OTHER)
    assert isinstance(await answers.begin(PRINCIPAL, KEY), Turn)


async def test_a_request_that_takes_long_is_not_dealt_with_beside_itself(
    answers: AnswerOnceService, clock: FixedClock
) -> None:
    """As long as its turn is renewed nobody else gets the key; its answer is kept under the last turn."""
    turn = await turn_of(answers)
    for _ in range(9):
        clock.advance(RENEW_EVERY.total_seconds())
        renewed = await answers.renew(turn)
        assert renewed is not None
        turn = renewed
        with pytest.raises(RequestInProgress):
            await answers.begin(PRINCIPAL, KEY)

    await answers.keep(turn, ANSWER)
    assert ANSWER == await answers.begin(PRINCIPAL, KEY)


async def test_a_turn_that_was_lost_is_not_renewed(answers: AnswerOnceService, clock: FixedClock) -> None:
    """Who slept through the lease learns that somebody else has the key."""
    late = await turn_of(answers)
    clock.advance(LEASE.total_seconds())
    await turn_of(answers)

    assert await answers.renew(late) is None


async def test_who_is_late_keeps_nothing(answers: AnswerOnceService, clock: FixedClock) -> None:
    """An answer that comes after the lease does not replace what its follower does."""
    late = await turn_of(answers)
    clock.advance(LEASE.total_seconds())
    follower = await turn_of(answers)

    await answers.keep(late, ANSWER)
    await answers.release(late)
    await answers.keep(follower, replace(ANSWER, status=200))

    assert replace(ANSWER, status=200) == await answers.begin(PRINCIPAL, KEY)


async def test_a_released_key_is_free(answers: AnswerOnceService) -> None:
    """A request that did nothing leaves its key to another one."""
    await answers.release(await turn_of(answers))

    assert isinstance(await answers.begin(PRINCIPAL, OTHER), Turn)


async def test_a_huge_answer_is_not_kept(answers: AnswerOnceService) -> None:
    """The key of an answer over 2 MiB stands for its request; repeated, it is dealt with again at once."""
    await answers.keep(await turn_of(answers), replace(ANSWER, body="x" * (LARGEST_KEPT_BYTES + 1)))

    with pytest.raises(IdempotencyMismatch):
        await answers.begin(PRINCIPAL, OTHER)
    assert isinstance(await answers.begin(PRINCIPAL, KEY), Turn)


async def test_an_answer_of_the_bound_is_kept(answers: AnswerOnceService) -> None:
    """2 MiB are kept."""
    largest = replace(ANSWER, body="x" * LARGEST_KEPT_BYTES)
    await answers.keep(await turn_of(answers), largest)

    assert largest == await answers.begin(PRINCIPAL, KEY)


async def test_workspaces_share_no_keys(answers: AnswerOnceService) -> None:
    """The same key in another workspace stands for another request."""
    await answers.keep(await turn_of(answers), ANSWER)

    assert isinstance(await answers.begin(STRANGER, OTHER), Turn)


async def test_the_window_is_a_day(answers: AnswerOnceService, store: Store, clock: FixedClock) -> None:
    """An answer is given for 24 hours; then the key may be used for anything."""
    await answers.keep(await turn_of(answers), ANSWER)

    clock.advance(24 * 3600)
    await PurgeExpiredService(store, clock).purge()
    assert ANSWER == await answers.begin(PRINCIPAL, KEY)
    clock.advance(0.000001)
    await PurgeExpiredService(store, clock).purge()
    assert isinstance(await answers.begin(PRINCIPAL, OTHER), Turn)
